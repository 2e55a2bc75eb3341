"""Questions that only a person can answer, candidates side by side."""

from __future__ import annotations

from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.records.desk.tables import questions, work_items
from steersman.records.ledger.entry import Entry
from steersman.records.store import reading
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import forbidden, not_found

router = APIRouter(prefix="/questions", tags=["questions"])


class GivenAnswer(Body):
    """A candidate's id, ``none``, or ``done`` once it is put right."""

    answer: Short


@router.get("")
def list_questions(
    core: CoreDep, caller: Annotated[Caller, needs("read", "view", "question")]
) -> Json:
    """Every unanswered question, the oldest first."""
    return {"questions": core.desk.questions.open()}


@router.post("/{question}/answer")
def answer(
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "answer", "question")],
    question: str,
    body: GivenAnswer,
) -> Json:
    """Answer it; its work is tried again at once."""
    _refuse_own(core, caller, question)
    number = core.desk.questions.answer(question, body.answer, by=caller.id)
    now = core.clock.now()
    told = {"work": number, "question": question, "answer": body.answer, "by": caller.id}
    core.ledger.record(Entry(f"{number}/answer/{question}/{now!r}", "answer", now, told))
    core.wake()
    return {"work": number, "question": question, "answer": body.answer}


def _refuse_own(core: Core, caller: Caller, question: str) -> None:
    """Whoever the work is about may not say which accounts are theirs."""
    about = sa.select(work_items.c.subject, questions.c.person)
    about = about.join(questions, questions.c.work == work_items.c.number)
    with reading(core.store) as connection:
        row = connection.execute(about.where(questions.c.id == question)).first()
    if row is None:
        raise not_found(f"question {question}", "list them: GET /questions")
    if caller.id in row:
        message = f"{question} is about {caller.id}, who cannot answer it (four-eyes)"
        raise forbidden(message, rule="four-eyes", mend="ask somebody else")
