"""Answers from documents: a passage that says what was asked, quoted with where it stands.

A score does not say whether a passage answers (it tells answerable from unanswerable questions
hardly better than a coin).  So a passage is only quoted as the answer when it holds every word
that was asked for; otherwise the nearest documents are named, and nothing is claimed.
"""

from __future__ import annotations

from collections.abc import Sequence

from steersman.knowledge.asking.answer import Answer, Citation, State
from steersman.knowledge.retrieval.search import Found
from steersman.knowledge.retrieval.words import terms
from steersman.records.knowledge import Passage

LONGEST = 1500  # characters that are quoted
NEAREST = 3  # documents that are named where none answers
STALE = ("superseded", "obsolete", "archived", "draft")
# Words of asking and of politeness, that no passage needs to repeat; as stems.
_SMALL = frozenset(
    term
    for word in (
        *("a", "an", "the", "is", "are", "be", "to", "of", "in", "on", "for", "with", "and", "or"),
        *("it", "this", "that", "there", "from", "at", "by", "if", "as", "need"),
        *("please", "want", "way", "best", "right", "tell", "show", "explain", "help", "happens"),
        *("have", "has", "get", "make", "use", "using", "steps", "step", "procedure", "someone"),
        *("new", "any", "some", "about", "so", "up", "into", "one", "go", "work", "works"),
    )
    for term in terms(word)
)


def ask_passages(question: str, found: Sequence[Found]) -> Answer | None:
    """The answer, or ``UNKNOWN`` with the nearest documents; ``None`` where there are none."""
    if not found:
        return None
    asked = frozenset(terms(question)) - _SMALL
    for each in found:
        if asked and asked <= _says(each.passage):
            return _quoted(each.passage)
    nearest = found[:NEAREST]
    named = "; ".join(_where(each.passage) for each in nearest)
    text = "I found no document that says it. The nearest are named below; they may not answer."
    return Answer(
        State.UNKNOWN,
        text,
        citations=tuple(_citation(each.passage) for each in nearest),
        notes=(f"Nearest: {named}.",),
    )


def _quoted(passage: Passage) -> Answer:
    text = passage.text if len(passage.text) <= LONGEST else f"{passage.text[:LONGEST]} …"
    notes = (f"From {_where(passage)}.",)
    return Answer(State.ANSWERED, text, citations=(_citation(passage),), notes=notes)


def _says(passage: Passage) -> frozenset[str]:
    return frozenset(terms(" ".join((passage.title, *passage.path, passage.text))))


def _where(passage: Passage) -> str:
    path = " › ".join(dict.fromkeys((passage.title or passage.name, *passage.path)))
    place = f", page {passage.page}" if passage.page else ""
    dated = f", of {passage.dated}" if passage.dated else ", undated"
    return f"{path} ({passage.source}/{passage.name}{place}{dated})"


def _citation(passage: Passage) -> Citation:
    note = passage.status if passage.status in STALE else ""
    return Citation("document", passage.document, _where(passage), passage.dated, note)
