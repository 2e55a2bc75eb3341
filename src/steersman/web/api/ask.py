"""Questions in plain English about the record, answered with what was asked, or not at all."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.knowledge.asking.answer import Answer
from steersman.knowledge.queries.language import LONGEST as LONGEST_QUERY
from steersman.knowledge.questions.words import LONGEST
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import invalid

router = APIRouter(prefix="/ask", tags=["knowledge"])
Reader = Annotated[Caller, needs("read")]


class Asked(BaseModel):
    """A question, or a query in its own language."""

    model_config = ConfigDict(extra="forbid")
    question: str = Field("", max_length=LONGEST, examples=["which servers run Debian 12"])
    query: str = Field("", max_length=LONGEST_QUERY, examples=["count server by location"])


@router.post("")
def ask(core: CoreDep, caller: Reader, asked: Asked) -> Json:
    """The answer with its sources, from what the caller may read.  Nothing is changed by asking."""
    return shown(answer(core, caller, asked.question, asked.query))


def answer(core: Core, caller: Caller, question: str, query: str) -> Answer:
    """What the API, the page and the command line show."""
    if bool(question.strip()) is bool(query.strip()):
        raise invalid("give a question or a query, and only one of them")
    principal = caller.principal
    if question.strip():
        return core.asking.question(principal, question)
    try:
        return core.asking.query(principal, query)
    except Permanent as error:
        raise invalid(str(error), "correct the query") from error


def shown(answer: Answer) -> Json:
    """``state`` is answered, unknown or forbidden."""
    told = asdict(answer)
    return {"answer": told.pop("text"), **told, "state": answer.state.value}
