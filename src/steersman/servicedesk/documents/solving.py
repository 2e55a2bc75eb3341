"""“Did this solve it?”: the answer is counted with the document, and a no may become work."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.plan import MARK
from steersman.domain.work import Kind
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import MANUAL, Request
from steersman.records.knowledge.feedback import DocumentFeedback, Voice
from steersman.records.store import also_lock, writing

LONGEST = 1000  # characters of a question or a reason
QUESTION, WHY, DOCUMENT = "question", "why", "document"


@dataclass(frozen=True)
class Solving:
    store: sa.Engine
    desk: Desk
    clock: Clock

    def say(self, voice: Voice, *, hand_over: bool = False, vouched_by: str = "") -> str:
        """Keep what somebody says of an answer; the number of the work item, or nothing.

        Whoever calls has made sure that the person may read the document.  A question is handed
        over once, however often the button is pressed.
        """
        _check(voice)
        feedback = DocumentFeedback(self.store, self.clock)
        with writing(self.store, "desk") as connection:
            also_lock(connection, "document_feedback")
            number = feedback.handed_over_in(connection, voice)
            if hand_over and not voice.solved and not number:
                request = _request(voice, vouched_by)
                number = self.desk.work_items.submit_in(connection, request)
            feedback.keep_in(connection, replace(voice, work=number))
        return number if hand_over else ""


def _check(voice: Voice) -> None:
    if not voice.question.strip():
        raise Permanent("say which question it was about")
    for text in (voice.question, voice.why):
        if len(text) > LONGEST:
            raise Permanent(f"a question and a reason have {LONGEST:,} characters at most")
        if MARK in text:
            raise Permanent(f"{MARK} is reserved and can't stand in a text: leave it out")


def _request(voice: Voice, vouched_by: str) -> Request:
    """The words stand as data: whoever answers reads them, nothing carries them out."""
    return Request(
        procedure=MANUAL,
        requester=voice.person,
        kind=Kind.INCIDENT,
        summary=f"A question that no document solved: {' '.join(voice.question.split())[:200]}",
        params={QUESTION: voice.question, WHY: voice.why, DOCUMENT: voice.document},
        vouched_by=vouched_by,
    )
