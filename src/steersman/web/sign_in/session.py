"""Who looks at a page: the session behind the cookie, and the caller with the roles of now."""

from __future__ import annotations

from dataclasses import dataclass
from hmac import compare_digest
from typing import Annotated, Any

from fastapi import Depends, Request

from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.sessions import Session
from steersman.records.tokens import SCOPES, Bearer
from steersman.web.auth import Caller, CoreDep, check_rule
from steersman.web.core import Core
from steersman.web.errors import Problem
from steersman.web.sign_in import cookies, onward, requiring
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.origin import check_same_site, cross_site, is_unsafe

SIGN_IN = "/sign-in"
FIELD, HEADER = "csrf", "x-csrf-token"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in.  ``csrf`` must stand in every form and htmx request."""

    caller: Caller
    session: Session
    csrf: str
    name: str
    theme: str  # system, light or dark

    @property
    def id(self) -> str:
        return self.caller.id

    @property
    def roles(self) -> frozenset[str]:
        return self.caller.principal.roles


def signed_in(request: Request, core: CoreDep, form: FormDep) -> Visitor:
    """The visitor, or the way to the sign-in page; 403 for a form that no page of ours sent."""
    visitor = visitor_of(request, core)
    if visitor is None:
        raise elsewhere(request, onward.with_next(SIGN_IN, onward.here(request)), "sign in first")
    detour = requiring.detour(request, core, visitor.caller.principal, visitor.session)
    if detour is not None:
        raise elsewhere(request, detour, "your role needs a second factor")
    if is_unsafe(request):
        check_csrf(request, core, visitor, form)
    return visitor


SignedIn = Annotated[Visitor, Depends(signed_in)]


def visitor_of(request: Request, core: Core) -> Visitor | None:
    """Who has this cookie, with the roles that the record gives now; None: nobody."""
    secret = cookies.read(request, core, cookies.SESSION)
    session = core.sign_in.sessions.find(secret) if secret else None
    account = core.sign_in.accounts.find(session.account) if session else None
    if session is None or account is None or not account.is_open:
        return None
    principal = core.permissions.principal(account.id)
    if not principal.roles:  # whoever has left has none
        core.sign_in.end(session, by="system:steersman")
        return None
    person = core.people.find(account.id)
    return Visitor(
        caller=Caller(principal, _bearer(session, account)),
        session=session,
        csrf=core.sign_in.csrf(session),
        name=person.full_name if person else account.name,
        theme=account.theme,
    )


def _bearer(session: Session, account: Account) -> Bearer:
    """Who held the link to the password has not become a second person by it, as with tokens.

    A company's sign-in proves the person by itself.
    """
    made_by = account.id if session.how == "oidc" else account.vouched_by or account.id
    return Bearer(session.id, account.id, frozenset(SCOPES), made_by)


def check_csrf(request: Request, core: Core, visitor: Visitor, form: Form) -> None:
    """Both must hold: a page of ours sent it, and it carries what only our page can know."""
    check_same_site(request, core)
    given = request.headers.get(HEADER) or form.get(FIELD)
    if not compare_digest(given.encode("utf-8", "replace"), visitor.csrf.encode()):
        raise cross_site("this form is not one of the session that you are signed in with")


def allowed(action: str, object_type: str) -> Any:
    """A page's parameter: the visitor, whose roles allow this.  Else 403, naming the rule."""

    def check(core: CoreDep, visitor: SignedIn) -> Visitor:
        check_rule(core.permissions, visitor.caller, action, object_type)
        return visitor

    return Depends(check)


def elsewhere(request: Request, path: str, why: str) -> Problem:
    """An answer that sends the browser to ``path``: a redirect, or what htmx understands as one."""
    if onward.is_htmx(request):
        return Problem(401, "unauthenticated", why, "sign in", headers={"HX-Redirect": path})
    return Problem(303, "see_other", why, f"go on at {path}", headers={"Location": path})
