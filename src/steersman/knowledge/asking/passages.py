"""Answers from documents: a passage that says what was asked, quoted with where it stands.

The whole section is quoted, for half of a procedure is worse than none.

A score does not say whether a passage answers (it tells answerable from unanswerable questions
hardly better than a coin).  So a passage is only quoted as the answer when it holds every word
that was asked for; otherwise the nearest documents are named, and nothing is claimed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from steersman.knowledge.asking.answer import Answer, Citation, State
from steersman.knowledge.asking.plain_words import TO_A_MODEL, for_people, plain_verb
from steersman.knowledge.retrieval.search import Found
from steersman.knowledge.retrieval.words import terms
from steersman.records.knowledge import Passage

LONGEST = 6000  # characters that are quoted: a procedure has all its steps
NEAREST = 3  # documents that are named where none answers
_NUMBERED = re.compile(r"\s*(\d+)[.)]\s")
_ADVERBS = frozenset(  # "how long", "how often": what they ask for is a measure, not a word
    term for word in ("long", "often", "much", "many", "soon", "far", "old") for term in terms(word)
)
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


Whole = Callable[[str], Sequence[Passage]]  # the passages of a document in reading order


def ask_passages(question: str, found: Sequence[Found], whole: Whole) -> Answer | None:
    """The answer, or ``UNKNOWN`` with the nearest documents; ``None`` where there are none."""
    if not found:
        return None
    asked = frozenset(map(plain_verb, terms(question))) - _SMALL - _ADVERBS
    for each in found if asked else ():
        passages = whole(each.passage.document) or (each.passage,)
        if carrying := _carrying(asked, each.passage, passages):
            return _quoted(carrying, _section(carrying, passages))
    nearest = found[:NEAREST]
    named = "; ".join(_where(each.passage) for each in nearest)
    text = "I found no document that says it. The nearest are named below; they may not answer."
    return Answer(
        State.UNKNOWN,
        text,
        citations=tuple(_citation(each.passage) for each in nearest),
        notes=(f"Nearest: {named}.",),
    )


def _carrying(asked: frozenset[str], best: Passage, passages: Sequence[Passage]) -> Passage | None:
    """The passage that says what was asked: the one that was found first, or one beside it.

    Every passage has the document's title: where there are several sections, one that shares
    no word but that with the question does not speak of it.
    """
    sections = {each.path for each in passages}
    fitting = [
        (len(asked & own), each is best or each.number == best.number, -place, each)
        for place, each in enumerate(passages)
        if asked <= (own := _own(each)) | _words(each.title) and (asked & own or len(sections) == 1)
    ]
    return max(fitting, key=lambda fit: fit[:3])[3] if fitting else None


def _section(passage: Passage, passages: Sequence[Passage]) -> str:
    """The text of the whole section; where the document has none, of a list that goes on."""
    place = next(at for at, each in enumerate(passages) if each.number == passage.number)
    first = last = place
    while first and _goes_on(passages[first - 1], passages[first]):
        first -= 1
    while last + 1 < len(passages) and _goes_on(passages[last], passages[last + 1]):
        last += 1
    return "\n\n".join(each.text for each in passages[first : last + 1])


def _goes_on(one: Passage, other: Passage) -> bool:
    """Whether both are of one section; without headings only a list is known to go on."""
    if one.path != other.path:
        return False
    begins = _NUMBERED.match(other.text)
    return len(one.path) > 1 or bool(begins and int(begins[1]) > 1)


def _quoted(passage: Passage, text: str) -> Answer:
    kept, left_out = for_people(text)
    if len(kept) > LONGEST:
        kept = f"{kept[:LONGEST].rpartition(chr(10))[0]}\n… The rest stands in the document."
    notes = (f"From {_where(passage)}.", *((TO_A_MODEL,) if left_out else ()))
    return Answer(State.ANSWERED, kept, citations=(_citation(passage),), notes=notes)


def _own(passage: Passage) -> frozenset[str]:
    """The words of the passage and of its headings, without what is aimed at a model."""
    return _words(" ".join((*passage.path[1:], for_people(passage.text)[0])))


def _words(text: str) -> frozenset[str]:
    return frozenset(map(plain_verb, terms(text)))


def _where(passage: Passage) -> str:
    path = " › ".join(dict.fromkeys((passage.title or passage.name, *passage.path)))
    place = f", page {passage.page}" if passage.page else ""
    dated = f", of {passage.dated}" if passage.dated else ", undated"
    return f"{path} ({passage.source}/{passage.name}{place}{dated})"


def _citation(passage: Passage) -> Citation:
    note = passage.status if passage.status in STALE else ""
    return Citation("document", passage.document, _where(passage), passage.dated, note)
