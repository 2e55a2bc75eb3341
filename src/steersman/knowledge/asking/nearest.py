"""The nearest question that can be answered, where one word of a question is not understood."""

from __future__ import annotations

import re
from datetime import date

from steersman.knowledge.asking.record_world import RecordWorld
from steersman.knowledge.questions.understanding import Misread, understand

FEWEST = 2  # words of a question that is worth offering
# Without such a word the question would ask for something else.
_TURNING = frozenset(
    (
        *("not", "no", "never", "without", "except", "or", "before", "after", "than", "between"),
        *("more", "less", "fewer", "most", "least", "how", "why", "can", "should", "who", "whose"),
    )
)


def nearest(question: str, world: RecordWorld, today: date) -> tuple[str, ...]:
    """The question without the word, where the record can answer that; to be offered, not asked."""
    misread = understand(question, world, today)
    if not isinstance(misread, Misread) or not misread.word or misread.word in _TURNING:
        return ()
    word = re.escape(misread.word)
    clause = rf"(?:(?<!\w)(?:that|which|who)\s+(?:is|are)\s+)?(?<!\w){word}(?!\w)\s*"
    shorter = re.sub(clause, "", question, count=1).strip()
    if shorter == question or len(shorter.split()) < FEWEST:
        return ()
    return () if isinstance(understand(shorter, world, today), Misread) else (shorter,)
