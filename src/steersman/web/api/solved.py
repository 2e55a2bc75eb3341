"""“Did this solve it?”, said of an answer that came from a document."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.records.knowledge.feedback import Voice
from steersman.servicedesk.documents.solving import LONGEST
from steersman.web.api.bodies import Body, Short
from steersman.web.api.knowledge import seen
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core

router = APIRouter(prefix="/ask", tags=["knowledge"])
Actor = Annotated[Caller, needs("act")]


class Said(Body):
    """``hand_over``: open a work item with the question when the answer did not solve it."""

    document: Short
    question: Annotated[str, Field(min_length=1, max_length=LONGEST, pattern=r"\S")]
    solved: bool
    why: Annotated[str, Field(max_length=LONGEST)] = ""
    hand_over: bool = False


@router.post("/solved")
def solved(core: CoreDep, caller: Actor, said: Said) -> Json:
    """Kept with the question and the document's version; ``work`` is what it was handed over in."""
    return {"work": say(core, caller, said)}


def say(core: Core, caller: Caller, said: Said) -> str:
    """What the API, the page and the command line do; the work item's number, or nothing."""
    document = seen(core, caller, said.document)
    hand_over = said.hand_over and not said.solved
    if hand_over:
        check_rule(core.permissions, caller, "ask", "work_item")
    voice = Voice(
        document=document.id,
        version=document.content,
        question=said.question.strip(),
        person=caller.id,
        solved=said.solved,
        why=said.why.strip(),
    )
    return core.solving.say(voice, hand_over=hand_over, vouched_by=caller.bearer.vouched_by)
