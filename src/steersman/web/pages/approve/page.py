"""GET shows the plan and changes nothing, for mail scanners open every link; POST answers once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent, Transient
from steersman.records.names import Names, names_in
from steersman.servicedesk.approval_links import Link, Unusable
from steersman.servicedesk.plans import decided
from steersman.web.auth import CoreDep
from steersman.web.console.plan_view import PlanView, plan_of
from steersman.web.console.render import plain
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.approvals.cautions import Caution, cautions
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.requiring import roles_wanting

router = APIRouter(prefix="/approve", include_in_schema=False)

TEMPLATE = "pages/approve/page.html"
NOTHING = "Nothing was done by this click."


@dataclass(frozen=True, slots=True, kw_only=True)
class MailedPlan:
    """The view model of ``page.html``.  ``reasons``: (rule, what it says)."""

    number: str
    title: str
    person: str
    requester: str
    approver: str
    plan: PlanView
    cautions: Sequence[Caution]
    reasons: Sequence[tuple[str, str]]
    sign_in: str  # where to answer, when a link alone is not enough; empty: here


@router.get("/{token}")
def show(core: CoreDep, token: str) -> HTMLResponse:
    """The plan with two buttons."""
    try:
        view = _plan(core, core.links.read(token))
    except Permanent as error:
        return _refused("This cannot be answered here", str(error), error)
    return _page(f"Approve {view.number}: {view.title}?", view=view)


@router.post("/{token}")
def answer(core: CoreDep, token: str, form: FormDep) -> HTMLResponse:
    """Approve or refuse, once, in the name of whom the link was sent to."""
    decision, reason = form.get("decision"), form.get("reason")[:1000]
    try:
        _check_enough(core, core.links.read(token))
        if decision == "approve":
            link = core.links.approve(token, reason)
        elif decision == "refuse":
            link = core.links.refuse(token, reason)
        else:
            raise Permanent("press one of the two buttons: approve or refuse")
    except (Permanent, Transient) as error:
        return _refused("Your answer was not taken", str(error), error)
    core.wake()
    word = "approved" if decision == "approve" else "refused"
    return _page(f"You {word} {link.work}", ["Thank you. You may close this page."])


def _plan(core: Core, link: Link) -> MailedPlan:
    found = decided(core.store, core.ledger, link.work)
    if found is None or found.decision.digest != link.digest:
        raise Unusable("the plan has changed since this mail was sent: answer the newer mail")
    row = core.desk.work_items.row(link.work)
    about = (row["requester"], row["subject"], row["summary"], link.approver)
    names = names_in(core.store, *about, canonical(found.as_json()))
    person = names.of(row["subject"]) if row["subject"] else ""
    wanting = roles_wanting(core, core.permissions.principal(link.approver))
    return MailedPlan(
        number=link.work,
        title=title_of(row["procedure"], row["summary"], row["subject"], names),
        person=person,
        requester=names.of(row["requester"]),
        approver=names.of(link.approver),
        plan=plan_of(core, found),
        cautions=cautions(found, person, names),
        reasons=[_split(told, names) for told in found.decision.reasons],
        sign_in=f"/approvals/{link.work}" if wanting else "",
    )


def _check_enough(core: Core, link: Link) -> None:
    """A link proves a mailbox: one factor, where a role of its owner needs two."""
    if roles_wanting(core, core.permissions.principal(link.approver)):
        raise Permanent(
            f"your role needs a second factor: sign in and answer at {_there(core, link)}"
        )


def _there(core: Core, link: Link) -> str:
    return f"{core.settings.address}/approvals/{link.work}"


def _split(told: str, names: Names) -> tuple[str, str]:
    rule, _, reason = told.partition(": ")
    return rule, names.within(reason)


def _refused(title: str, why: str, error: Exception) -> HTMLResponse:
    status = 503 if isinstance(error, Transient) else 410 if isinstance(error, Unusable) else 409
    return _page(title, [why, NOTHING], status=status)


def _page(
    title: str, told: Sequence[str] = (), *, view: MailedPlan | None = None, status: int = 200
) -> HTMLResponse:
    """The address holds the token, so it is told to nobody, not even in a Referer."""
    page = plain(TEMPLATE, status, title=title, told=told, view=view)
    page.headers["Referrer-Policy"] = "no-referrer"
    return page
