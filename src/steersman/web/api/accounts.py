"""Accounts of the console: who may sign in, and links by which they set their password."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.roles import ROLES
from steersman.web.accounts import (
    account_json,
    account_named,
    change_roles,
    disable_account,
    make_account,
    reset_account,
)
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core

router = APIRouter(prefix="/accounts", tags=["accounts"])
Administrator = Annotated[Caller, needs("admin", "change", "sign_in_account")]
Ender = Annotated[Caller, needs("admin", "end", "sign_in_account")]
Role = Literal["employee", "technician", "approver", "security", "administrator", "auditor", "hr"]
Some = Annotated[tuple[Role, ...], Field(default=(), max_length=len(ROLES))]


class Wanted(Body):
    """``person``: as in POST /leave.  ``outside``: they are not in the record (yet)."""

    person: Short
    roles: Some
    outside: bool = False


class Reset(Body):
    """``second_factors``, ``identities``: forget these too."""

    second_factors: bool = False
    identities: bool = False


class Roles(Body):
    """``add``, ``remove``: what is not named stays as it is."""

    add: Some
    remove: Some


@router.get("")
def list_accounts(
    core: CoreDep, caller: Annotated[Caller, needs("admin", "view", "sign_in_account")]
) -> Json:
    """Every account, without anything that proves it."""
    found = core.sign_in.list.of(limit=None)
    return {"accounts": [account_json(core, account) for account in found]}


@router.post("", status_code=201)
def create(core: CoreDep, caller: Administrator, body: Wanted) -> Json:
    """The answer is the only time that the link is shown; it works once, for a day."""
    account, link = make_account(core, caller, body.person, body.roles, outside=body.outside)
    return {**_told(core, account.id), "link": link}


@router.post("/{account}/roles")
def roles(core: CoreDep, caller: Administrator, account: str, body: Roles) -> Json:
    """Give and take roles; they count from the next request.  Nobody changes their own."""
    found = account_named(core, account)
    change_roles(core, caller, found.id, add=body.add, remove=body.remove)
    return _told(core, found.id)


@router.post("/{account}/reset")
def reset(core: CoreDep, caller: Administrator, account: str, body: Reset) -> Json:
    """Forget the password, end every session, and make a new link."""
    found = account_named(core, account).id
    too, identities = body.second_factors, body.identities
    link = reset_account(core, caller, found, second_factors=too, identities=identities)
    return {**_told(core, found), "link": link}


@router.post("/{account}/disable")
def disable(core: CoreDep, caller: Ender, account: str) -> Json:
    """Nobody signs in with it from now on; whoever is signed in is not any more."""
    found = account_named(core, account)
    disable_account(core, caller, found.id)
    return _told(core, found.id)


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
    return _told(core, found.id)


def _told(core: Core, account: str) -> Json:
    found = core.sign_in.list.one(account)
    return account_json(core, found) if found else {}
