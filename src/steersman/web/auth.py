"""Who asks, proved by a bearer token, and whether the rules let them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from steersman.domain.permissions import Principal
from steersman.records.permissions import Rules, Visible
from steersman.records.tokens import Bearer
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden
from steersman.web.refusals import denied

_bearer = HTTPBearer(auto_error=False, description="A token of `steersman tokens create`: smn_…")
Given = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Caller:
    """The principal behind the token, with the roles that the record gives them now."""

    principal: Principal
    bearer: Bearer

    @property
    def id(self) -> str:
        return self.principal.id


def core_of(request: Request) -> Core:
    core: Core = request.app.state.core
    return core


CoreDep = Annotated[Core, Depends(core_of)]


def authenticated(core: CoreDep, given: Given) -> Caller:
    bearer = None if given is None else core.tokens.bearer(given.credentials)
    if bearer is None:
        raise _unknown("no token was given" if given is None else "the token is not valid")
    return Caller(core.permissions.principal(bearer.principal), bearer)


def needs(scope: str, action: str = "", object_type: str = "") -> Any:
    """A handler's parameter: the caller, whose token and whose roles allow this."""

    def allowed(core: CoreDep, caller: Annotated[Caller, Depends(authenticated)]) -> Caller:
        check_scope(caller, scope)
        if object_type:
            check_rule(core.permissions, caller, action, object_type)
        return caller

    return Depends(allowed)


def check_scope(caller: Caller, scope: str) -> None:
    if scope not in caller.bearer.scopes:
        raise forbidden(
            f"this token has no scope {scope!r}",
            rule=f"scope:{scope}",
            mend=f"use a token that was made with --scopes {scope}",
        )


def check_rule(rules: Rules, caller: Caller, action: str, object_type: str) -> None:
    decision = rules.may(caller.principal, action, object_type)
    if not decision.allowed:
        raise denied(rules, caller.principal, action, object_type)


def visible(core: Core, caller: Caller, action: str, table: sa.Table) -> Visible:
    """The filter of what the caller may reach, for a list.  403 when no rule lets any through."""
    found = core.permissions.visible(caller.principal, action, table)
    if not found.rules:
        object_type = str(table.info["object_type"])
        raise denied(core.permissions, caller.principal, action, object_type)
    return found


def _unknown(message: str) -> Problem:
    mend = "send Authorization: Bearer smn_…; `steersman tokens create` makes a token"
    return Problem(401, "unauthenticated", message, mend, headers={"WWW-Authenticate": "Bearer"})
