"""Roles that nobody uses with a password alone: who has one sets up a second factor first."""

from __future__ import annotations

from fastapi import Request

from steersman.domain.permissions import Principal
from steersman.records.sign_in.sessions import Session
from steersman.web.core import Core
from steersman.web.sign_in import onward
from steersman.web.sign_in.onward import ACCOUNT, AGAIN

_OUT = ("/sign-out", AGAIN, f"{AGAIN}/passkey", f"{AGAIN}/passkey/options")
_ENROL = (
    ACCOUNT,
    f"{ACCOUNT}/app/begin",
    f"{ACCOUNT}/app",
    f"{ACCOUNT}/passkeys/options",
    f"{ACCOUNT}/passkeys",
)


def roles_wanting(core: Core, principal: Principal) -> list[str]:
    """Those of the roles of ``principal`` that must have a second factor."""
    return sorted(principal.roles & core.settings.second_factor_roles)


def must_prove(core: Core, principal: Principal, session: Session) -> bool:
    """Whether this session is still one by a first factor alone, and must not stay so."""
    return session.second_factor_at is None and bool(roles_wanting(core, principal))


def detour(request: Request, core: Core, principal: Principal, session: Session) -> str | None:
    """Where they must go before anything else; None: on to what was asked for."""
    path = request.url.path
    if path in _OUT or not must_prove(core, principal, session):
        return None
    if core.sign_in.has_second_factor(session.account):
        return onward.with_next(AGAIN, onward.here(request))
    return None if path in _ENROL else onward.with_next(ACCOUNT, onward.here(request))
