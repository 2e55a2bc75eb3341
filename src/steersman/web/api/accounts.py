"""Accounts of the console: who may sign in, and links by which they set their password."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.roles import ROLES
from steersman.records.sign_in.accounts import Account
from steersman.servicedesk.naming import person_named
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core

router = APIRouter(prefix="/accounts", tags=["accounts"])
Administrator = Annotated[Caller, needs("admin", "change", "sign_in_account")]
Ender = Annotated[Caller, needs("admin", "end", "sign_in_account")]
CONSOLE = "console:"  # the principal of who is not in the record
Role = Literal["employee", "technician", "approver", "security", "administrator", "auditor", "hr"]


class Wanted(Body):
    """``person``: as in POST /leave.  ``outside``: they are not in the record (yet)."""

    person: Short
    roles: Annotated[tuple[Role, ...], Field(default=(), max_length=len(ROLES))]
    outside: bool = False


class Reset(Body):
    """``second_factors``, ``identities``: forget these too."""

    second_factors: bool = False
    identities: bool = False


@router.get("")
def list_accounts(
    core: CoreDep, caller: Annotated[Caller, needs("admin", "view", "sign_in_account")]
) -> Json:
    """Every account, without anything that proves it."""
    return {"accounts": [_told(core, account) for account in core.sign_in.accounts.all()]}


@router.post("", status_code=201)
def create(core: CoreDep, caller: Administrator, body: Wanted) -> Json:
    """The answer is the only time that the link is shown; it works once, for a day."""
    principal, name = _owner(core, body)
    # By the eyes behind the token, as in POST /tokens: the link is in their hands.
    account, secret = core.sign_in.create(principal, name, by=caller.bearer.eyes)
    for role in body.roles:
        core.permissions.assign(principal, role, by=caller.id)
    return {**_told(core, account), "link": _link(core, secret)}


@router.post("/{account}/reset")
def reset(core: CoreDep, caller: Administrator, account: str, body: Reset) -> Json:
    """Forget the password, end every session, and make a new link."""
    found = account_named(core, account)
    secret = core.sign_in.reset(
        found.id,
        by=caller.bearer.eyes,
        second_factors=body.second_factors,
        identities=body.identities,
    )
    return {**_told(core, core.sign_in.accounts.get(found.id)), "link": _link(core, secret)}


@router.post("/{account}/disable")
def disable(core: CoreDep, caller: Ender, account: str) -> Json:
    """Nobody signs in with it from now on; whoever is signed in is not any more."""
    found = account_named(core, account)
    core.sign_in.disable(found.id, by=caller.id)
    return _told(core, core.sign_in.accounts.get(found.id))


@router.post("/{account}/sign-out")
def sign_out(
    core: CoreDep, caller: Annotated[Caller, needs("admin", "end", "sign_in_session")], account: str
) -> Json:
    """Sign it out everywhere."""
    found = account_named(core, account)
    return {"id": found.id, "ended": core.sign_in.end_all(found.id, by=caller.id)}


@router.post("/{account}/enable")
def enable(core: CoreDep, caller: Administrator, account: str) -> Json:
    """It may be used again, with the password it had."""
    found = account_named(core, account)
    core.sign_in.enable(found.id, by=caller.id)
    return _told(core, core.sign_in.accounts.get(found.id))


def account_named(core: Core, named: str) -> Account:
    """By the principal or by the name that is typed at sign-in."""
    found = core.sign_in.accounts.find(named) or core.sign_in.accounts.named(named)
    if found is None:
        raise Permanent(f"there is no account {named!r}")
    return found


def _owner(core: Core, body: Wanted) -> tuple[str, str]:
    if body.outside:
        return f"{CONSOLE}{body.person.strip().casefold()}", body.person
    person = person_named(core.people, body.person)
    if not person.mail:
        raise Permanent(f"{person.full_name} has no mail address to sign in with: add it first")
    return person.id, person.mail


def _link(core: Core, secret: str) -> str:
    return f"{core.settings.address}/sign-in/password/{secret}"


def _told(core: Core, account: Account) -> Json:
    sign_in = core.sign_in
    return {
        "id": account.id,
        "name": account.name,
        "roles": sorted(core.permissions.roles_of(account.id)),
        "has_password": account.has_password,
        "has_app": sign_in.totp.is_set_up(account.id),
        "passkeys": len(sign_in.passkeys.of(account.id)),
        "sessions": len(sign_in.sessions.running(account.id)),
        "created_at": account.created_at,
        "created_by": account.created_by,
        "disabled_at": account.disabled_at,
    }
