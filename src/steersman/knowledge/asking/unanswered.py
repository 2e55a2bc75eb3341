"""How “I do not know” is told: why, what to type instead, what was searched, who may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from steersman.knowledge.asking.answer import Answer
from steersman.knowledge.asking.languages import other_language
from steersman.knowledge.asking.misspelled import meant
from steersman.knowledge.asking.record_world import RecordWorld

HELPERS = 3  # people who are named
# Such a question is for the documents: that the record does not know the word is no reason.
TO_DOCUMENTS = ("how", "why", "can", "could", "should", "would", "do", "must", "please")
MEASURES = ("many", "much", "often", "old", "long", "big", "large", "far", "critical", "recently")
NO_DOCUMENT = "No document that you may read says it."
IN_ENGLISH = (
    "Steersman answers English questions, and this looks {0}. "
    "In English: “Which servers are in London?”"
)


@dataclass(frozen=True, slots=True)
class Instead:
    """``questions``: as it may have been meant.  ``language``: empty for English."""

    questions: tuple[str, ...] = ()
    language: str = ""


def instead_of(question: str, world: RecordWorld) -> Instead:
    """What the asker could have meant, from the names on record that they may read."""
    language = other_language(question)
    if language:
        return Instead(language=language)
    kinds = {each.replace("_", "") for each in world.schema.entities}
    return Instead(meant(question, world, kinds | {f"{each}s" for each in kinds}))


def _is_for_documents(question: str) -> bool:
    first, *others = [*question.casefold().replace("?", " ").split(), ""]
    return first in TO_DOCUMENTS and not (first == "how" and others[0] in MEASURES)


def told(
    question: str, record: Answer, documents: Answer | None, instead: Instead, who: Sequence[str]
) -> Answer:
    """``record``: why the record does not know.  ``documents``: the nearest; None: none is near."""
    about_documents = _is_for_documents(question)
    reason = NO_DOCUMENT if about_documents else record.text
    if instead.language:
        reason = IN_ENGLISH.format(instead.language)
    notes = list(record.notes)
    searched = "Searched: the record, and the documents that you may read."
    nearest = documents.notes if documents else ()
    notes += [" ".join((searched, *nearest))]
    if who:
        notes += [f"Who may know: {', '.join(who[:HELPERS])}."]
    base = documents or record
    return replace(base, text=reason, notes=tuple(notes), instead=instead.questions)
