"""Questions that only a person can answer, candidates side by side."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.web.acting import answer_question
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs

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
    number = answer_question(core, caller, question, body.answer)
    return {"work": number, "question": question, "answer": body.answer}
