"""The list of accounts, the form for a new one, and one account."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from steersman.domain.roles import ROLES
from steersman.records.sign_in.accounts import LONGEST_NAME
from steersman.records.sign_in.listing import WAYS, Listed, Wanted
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.accounts.model import PATH, NewView, OneView, list_of, one_of
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix=PATH)
Viewer = Annotated[Visitor, allowed("view", "sign_in_account")]
Changer = Annotated[Visitor, allowed("change", "sign_in_account")]
Short = Annotated[str, Query(max_length=LONGEST_NAME)]


@router.get("")
def show(
    request: Request,
    core: CoreDep,
    visitor: Viewer,
    q: Short = "",
    way: str = "",
    role: str = "",
    after: Short = "",
) -> HTMLResponse:
    """Who may sign in, by name; a filter that nobody offers counts as none."""
    asked = Wanted(q, way if way in WAYS else "", role if role in ROLES else "", after)
    view = list_of(core, visitor, asked)
    template = "pages/accounts/list.html"
    return page(request, core, visitor, template, view, place="accounts", title="Accounts")


@router.get("/new")
def new(request: Request, core: CoreDep, visitor: Changer, person: Short = "") -> HTMLResponse:
    """Somebody gets an account, and a link to set the password."""
    return form_shown(request, core, visitor, NewView(person=person))


@router.get("/{account}")
def one(request: Request, core: CoreDep, visitor: Viewer, account: str) -> HTMLResponse:
    """One account: roles, proofs, sessions and tokens."""
    return shown(request, core, visitor, one_of(core, visitor, known(core, account)))


def known(core: Core, account: str) -> Listed:
    found = core.sign_in.list.one(account)
    if found is None:
        raise not_found(f"account {account!r}", f"look through the list: {PATH}")
    return found


def shown(
    request: Request, core: Core, visitor: Visitor, view: OneView, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/accounts/one.html",
        view,
        place="accounts",
        title=view.line.account.name,
        crumbs=[Crumb("Accounts", PATH)],
        status=status,
    )


def form_shown(
    request: Request, core: Core, visitor: Visitor, view: NewView, status: int = 200
) -> HTMLResponse:
    return page(
        request,
        core,
        visitor,
        "pages/accounts/new.html",
        view,
        place="accounts",
        title="Add an account",
        crumbs=[Crumb("Accounts", PATH)],
        status=status,
    )
