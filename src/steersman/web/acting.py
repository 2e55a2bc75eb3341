"""What people do about a work item, as the API and the pages take it: the same checks, one way."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.desk.tables import questions, work_items
from steersman.records.ledger.entry import Entry
from steersman.records.store import reading
from steersman.servicedesk.stopping import Stop, stop_work
from steersman.web.auth import Caller
from steersman.web.core import Core
from steersman.web.errors import Problem, forbidden
from steersman.web.reaching import reachable, unseen

NOT_TAKEN_BACK = ("undo", "manual")  # procedures


def take_back(
    core: Core, caller: Caller, number: str, *, reason: str, harmful: bool = False
) -> str:
    """Ask for everything that it did to be taken back.  Returns the new work item's number."""
    row = reachable(core, caller, "undo", number)
    if row["procedure"] in NOT_TAKEN_BACK:
        raise Problem(409, "conflict", f"{number} is {row['procedure']}: nothing to take back")
    if row["subject"] and row["subject"] in (caller.id, caller.bearer.vouched_by):
        message = f"{number} is about you, or about who made this token (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask somebody else")
    intents = core.ledger.entries(kind="intent", key_prefix=f"{number}#")
    if not any(intent.body["plan"]["changes"] for intent in intents):
        raise Problem(409, "conflict", f"{number} did nothing that could be taken back")
    vouched_by = caller.bearer.vouched_by
    return core.undo(number, by=caller.id, reason=reason, harmful=harmful, vouched_by=vouched_by)


def stop_asked(
    core: Core, caller: Caller, number: str, *, reason: str, channel: str = "api"
) -> None:
    """Cancel work before it is carried out.  Whom it is about may not: they would stay."""
    row = reachable(core, caller, "stop", number)
    vouched_by = caller.bearer.vouched_by
    if row["subject"] and row["subject"] in (caller.id, vouched_by):
        message = f"{number} is about you, or about who made this token (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask somebody else")
    stop = Stop(work=number, by=caller.id, reason=reason, channel=channel, vouched_by=vouched_by)
    stop_work(core.store, core.ledger, stop, core.clock.now())
    core.wake()


def answer_question(core: Core, caller: Caller, question: str, answer: str) -> str:
    """Answer what only a person can; its work is tried again at once.  Returns its number."""
    work_asking(core, caller, question)
    _refuse_own(core, caller, question)
    number = core.desk.questions.answer(question, answer, by=caller.id)
    now = core.clock.now()
    told = {"work": number, "question": question, "answer": answer, "by": caller.id}
    told |= {"vouched_by": caller.bearer.vouched_by} if caller.bearer.vouched_by else {}
    core.ledger.record(Entry(f"{number}/answer/{question}/{now!r}", "answer", now, told))
    core.wake()
    return number


def work_asking(core: Core, caller: Caller, question: str) -> str:
    """The number of the work item that asks it.  404 alike: none, or none that they may see."""
    wanted = sa.select(questions.c.work).where(questions.c.id == question)
    with reading(core.store) as connection:
        number: str | None = connection.scalar(wanted)
    try:
        return str(reachable(core, caller, "view", number or "")["number"])
    except Problem as error:
        if error.status != 404:
            raise
        raise unseen(core, caller, f"question {question}", "work_item") from error


def _refuse_own(core: Core, caller: Caller, question: str) -> None:
    """Whoever the work is about may not say which accounts are theirs."""
    about = sa.select(work_items.c.subject, questions.c.person)
    about = about.join(questions, questions.c.work == work_items.c.number)
    with reading(core.store) as connection:
        row = connection.execute(about.where(questions.c.id == question)).first()
    theirs = {caller.id, caller.bearer.vouched_by}.intersection(filter(None, row or ()))
    if theirs:
        message = f"{question} is about you, or about who made this token (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask somebody else")
