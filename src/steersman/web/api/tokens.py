"""API tokens: each is shown once, speaks for one principal, and ends."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.records.tokens import LONGEST_NAME
from steersman.servicedesk.naming import person_named
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.tokens import make_token, revoke_token

router = APIRouter(prefix="/tokens", tags=["tokens"])
Administrator = Annotated[Caller, needs("admin", "change", "token")]
DAY = 86400.0


class Wanted(Body):
    """``person``: as in POST /leave, or a system principal "system:NAME"."""

    person: Short
    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    scopes: Annotated[
        list[Literal["read", "act", "approve", "admin", "report"]], Field(min_length=1)
    ]
    days: Annotated[float, Field(gt=0, le=3650)] = 90


@router.post("", status_code=201)
def create(core: CoreDep, caller: Administrator, body: Wanted) -> Json:
    """The answer is the only time that the token is shown."""
    principal = _principal(core, body.person)
    expires = core.clock.now() + body.days * DAY
    token, secret = make_token(
        core, caller, principal, name=body.name, scopes=body.scopes, expires=expires
    )
    return {"id": token, "token": secret, "principal": principal, "expires_at": expires}


@router.get("")
def list_tokens(
    core: CoreDep, caller: Annotated[Caller, needs("admin", "view", "token")], person: str = ""
) -> Json:
    """Every token without its secret, which nobody keeps."""
    return {"tokens": list(core.tokens.all(_principal(core, person) if person else ""))}


@router.delete("/{token}")
def revoke(core: CoreDep, caller: Administrator, token: str) -> Json:
    """From now on it is refused."""
    return {"id": token, "revoked": True, "new": revoke_token(core, caller, token)}


def _principal(core: Core, named: str) -> str:
    return named if named.startswith("system:") else person_named(core.people, named).id
