"""What was pressed: taken for exactly the plan that was shown, or told why not."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from fastapi import Request
from fastapi.responses import Response

from steersman.domain.errors import Permanent
from steersman.records.names import names_in
from steersman.servicedesk.approving import Answer
from steersman.servicedesk.plans import decided
from steersman.web.console.plan_view import plan_of
from steersman.web.console.render import redirect, times
from steersman.web.console.templates import plural
from steersman.web.console.times import zone
from steersman.web.core import Core
from steersman.web.deciding import answer_about, approve_plan, ask_about, refuse_plan
from steersman.web.errors import invalid
from steersman.web.pages.approvals.model import Typed, is_grave
from steersman.web.pages.approvals.people import all_agreed
from steersman.web.sign_in.forms import Form
from steersman.web.sign_in.session import Visitor
from steersman.web.sign_in.step_up import second_factor_again

APPROVE, REFUSE, ASK = "approve", "refuse", "ask"
LONGEST = 1000  # characters of a reason, as in the API
CHANNEL = "console"
_MISSING = {
    REFUSE: "Say why: whoever asked for it will read it.",
    ASK: "Write what you want to know.",
}


@dataclass(frozen=True, slots=True)
class NotTaken:
    """The page is shown again with what was typed; ``read``: the digest that was shown."""

    status: int
    read: str
    typed: Typed


def take(
    request: Request, core: Core, visitor: Visitor, number: str, form: Form
) -> Response | NotTaken:
    """Errors of rights are raised as they are everywhere: 403 with the rule."""
    verdict, reason = form.get("verdict"), _reason(form)
    if verdict not in (APPROVE, REFUSE, ASK):
        raise invalid("press one of the buttons: approve, ask back or refuse", "open it again")
    fault = _fault(verdict, reason)
    if fault:
        typed = Typed(reason=reason, error=fault, verdict=verdict)
        return NotTaken(422, _read(core, number, form), typed)
    answer = Answer(
        work=number,
        digest=form.get("digest"),
        by=visitor.id,
        reason=reason,
        channel=CHANNEL,
        vouched_by=visitor.caller.bearer.vouched_by,
    )
    try:
        if verdict == APPROVE:
            answer = replace(answer, not_before=_moment(form, times(request, core).zone_name))
        return _act(request, core, visitor, verdict, answer, form)
    except Permanent as error:
        return _told(core, visitor, answer, verdict, error)


def _act(
    request: Request, core: Core, visitor: Visitor, verdict: str, answer: Answer, form: Form
) -> Response | NotTaken:
    number, here = answer.work, f"/approvals/{answer.work}"
    if verdict != ASK and _stands(core, number) not in ("", answer.digest):
        typed = Typed(reason=answer.reason, verdict=verdict)
        return NotTaken(409, answer.digest, typed)
    if verdict == APPROVE:
        if form.get("was") not in ("", answer.digest) and form.get("read") != answer.digest:
            error = "Tick that you have read the changed rows, then approve."
            typed = Typed(reason=answer.reason, refused=error, verdict=verdict)
            return NotTaken(422, form.get("was"), typed)
        _prove_again(request, core, visitor, number)
        new = approve_plan(core, visitor.caller, answer)
        if not new:
            return redirect(here, "You had approved this already.")
        begins = answer.not_before if answer.not_before > core.clock.now() else 0.0
        when = times(request, core).text(begins) if begins else ""
        if not when and all_agreed(core, number):  # it begins: that is where to look now
            return redirect(f"/work/{number}", _approved(core, number, "", whole=True))
        return redirect(here, _approved(core, number, when))
    if verdict == REFUSE:
        refuse_plan(core, visitor.caller, answer)
        return redirect(here, "Refused. Nothing more of it is done, and who asked is told.")
    ask_about(core, visitor.caller, answer)
    return redirect(here, "Asked. The plan stays held, and you are told the answer.")


def _prove_again(request: Request, core: Core, visitor: Visitor, number: str) -> None:
    """What is dangerous needs the second factor again, of whoever has one."""
    found = decided(core.store, core.ledger, number)
    if found is None or not core.sign_in.has_second_factor(visitor.id):
        return
    if is_grave(plan_of(core, found), found):
        second_factor_again(request, core, visitor, next=f"/approvals/{number}")


def _told(
    core: Core, visitor: Visitor, answer: Answer, verdict: str, error: Permanent
) -> Response | NotTaken:
    """A second press of the same button is no error; a plan that changed shows its difference."""
    text = str(error)
    given = {row["person"] for row in core.desk.approvals.given(answer.digest)}
    if "(four-eyes)" not in text and verdict == APPROVE and visitor.id in given:
        return redirect(f"/approvals/{answer.work}", "You had approved this already.")
    names = names_in(core.store, text)
    typed = Typed(reason=answer.reason, refused=names.within(text), verdict=verdict)
    return NotTaken(403 if "(four-eyes)" in text else 409, answer.digest, typed)


def _stands(core: Core, number: str) -> str:
    """The digest of the plan that waits; empty when none does, which the desk then says."""
    row = core.desk.work_items.row(number)
    return str(row["digest"]) if row["digest"] and row["status"] in ("held", "deferred") else ""


def _approved(core: Core, number: str, when: str, *, whole: bool = False) -> str:
    found = decided(core.store, core.ledger, number)
    changes = len(found.rehearsal.changes) if found else 0
    if when:
        rest = f"Nothing begins before {when}; then the plan is checked again."
    elif whole:
        rest = "Nobody else is needed: what is done with it stands here."
    else:
        rest = "They are written once everybody needed agreed."
    return f"Approved {plural(changes, 'change')}. {rest}"


def _moment(form: Form, zone_name: str) -> float:
    """What was typed, by the reader's clock, in seconds; 0: at once."""
    typed = form.get("not_before").strip()[:40]
    if not typed:
        return 0.0
    try:
        moment = datetime.fromisoformat(typed)
        local = moment if moment.tzinfo else moment.replace(tzinfo=zone(zone_name))
        return local.timestamp()
    except (ValueError, OverflowError) as error:
        raise Permanent("type the moment as 2026-11-27 18:00, or leave it empty") from error


def _reason(form: Form) -> str:
    """The page has the field in more than one place, all of them the same."""
    given = [text.replace("\r\n", "\n").strip() for text in form.all("reason")]
    return next((text for text in given if text), "")


def _fault(verdict: str, reason: str) -> str:
    if len(reason) > LONGEST:
        return f"Keep it under {LONGEST:,} characters: it has {len(reason):,}."
    return "" if reason else _MISSING.get(verdict, "")


def _read(core: Core, number: str, form: Form) -> str:
    """After a mistake in the form, a changed plan is still shown as changed."""
    return form.get("was") or form.get("digest") or _stands(core, number)


def answer_question(
    core: Core, visitor: Visitor, number: str, question: str, form: Form
) -> Response:
    """The answer to an approver's question, from any page that shows it."""
    text = _reason(form)
    if not text or len(text) > LONGEST:
        raise invalid(f"an answer has 1 to {LONGEST:,} characters", "write it again")
    answer_about(core, visitor.caller, number, question, text, CHANNEL)
    return redirect(_back(form, number), "Answered. Who asked is told.")


def _back(form: Form, number: str) -> str:
    """To the page of the work item or of the approval, by its name only."""
    return f"/work/{number}" if form.get("back") == "work" else f"/approvals/{number}"
