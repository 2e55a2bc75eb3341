"""Terse questions, their words in any order: "expiring contracts 2027", "openssl servers 3.0.2".

Read only where no form of a sentence fits.  Still every word counts: the kind of thing is taken
out, and what is left must be said of it, but for words that say nothing by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from steersman.knowledge.queries.model import Condition, Query, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.forms.lists import COUNTING
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import field_of
from steersman.knowledge.questions.said import NOT

LONGEST = 14  # words; a longer question is a sentence
_LIGHT = frozenset(
    (
        *("the", "a", "an", "our", "all", "any", "we", "i", "there", "are", "is", "do", "does"),
        *("have", "has", "got", "that", "which", "what", "to", "list", "overview", "and", "also"),
        *("show", "me", "need", "must", "should", "been", "be", "will", "ones", ","),
        *("please", "still", "currently", "now", "report", "inventory", "give", "find", "us"),
    )
)
_LISTED = frozenset(["list", "overview", "inventory", "all"])
_TELLING = frozenset(
    (
        *("what", "which", "is", "are", "the", "of", "for", "does", "do", "has", "have", "in"),
        *("on", "at", "work", "works", "use", "uses", "belong", "belongs", "to", "sit", "sits"),
        *("run", "runs", "a", "an", "it", "its", "with", "tell", "me", "give", "show", "please"),
        *("current", "currently", "our", "contract", "agreement", "we", "know", "i", "need"),
    )
)
ENDING_BY_VENDOR = "contract"
_OPENS = ("who", "whose", "whom", "when", "where", "why", "how")


def loosely(nouns: Nouns) -> Iterator[Query]:
    """Things of one kind, of which every other word says something."""
    words = nouns.words
    counted = next(iter(nouns.said(0, *COUNTING)), 0)
    if len(words) > LONGEST or (not counted and nouns.key(0) in _OPENS):
        return
    want = Want.COUNT if counted else Want.LIST
    for start in range(counted, len(words)):
        if start and nouns.key(start - 1) in NOT | {"non", "than", "or", "of", "by", "per"}:
            continue  # what stands before the kind would be said of something else
        for kind, end in islice(nouns.lexicon.kinds(words, start), 1):  # an asset is a laptop too
            rest = Nouns((*words[counted:start], *words[end:]), nouns.lexicon, nouns.today)
            for condition in _said_of(rest, kind.entity, 0):
                where = both(kind.condition, condition)
                if where is not None or _only_listed(rest):
                    yield Query(kind.entity, where, want)


def told(nouns: Nouns) -> Iterator[Query]:
    """One field of one thing: "which department does Ann Smith work in", "Oracle renewal date"."""
    words = nouns.words
    for start in range(len(words) if len(words) <= LONGEST else 0):
        for name, end in nouns.lexicon.names(words, start):
            yield from _field_of(nouns, name.entity, name.condition, (start, end))
        for vendor, end in nouns.values(start, ENDING_BY_VENDOR):
            if field_of(vendor) == "vendor":
                yield from _field_of(nouns, ENDING_BY_VENDOR, vendor, (start, end))


def _field_of(
    nouns: Nouns, entity: str, condition: Condition, taken: tuple[int, int]
) -> Iterator[Query]:
    """Where the other words name one field, and say nothing else."""
    start, end = taken
    words = (*nouns.words[:start], *nouns.words[end:])
    for place in range(len(words)):
        for field, after in nouns.lexicon.fields(words, place, entity):
            others = {word.key for word in (*words[:place], *words[after:])}
            dated = nouns.schema.field(entity, field).type is FieldType.DATE
            number = nouns.schema.field(entity, field).type is FieldType.NUMBER
            light = (
                _TELLING | ({"when"} if dated else set()) | ({"how", "much"} if number else set())
            )
            if others <= light:
                yield Query(entity, condition, Want.SHOW, (field,))


def _only_listed(rest: Nouns) -> bool:
    """ "VLAN list"."""
    return bool(rest.words) and all(word.key in _LISTED for word in rest.words)


def _said_of(rest: Nouns, entity: str, at: int) -> Iterator[Condition | None]:
    """One condition after the other up to the end."""
    if at >= len(rest.words):
        yield None
        return
    for condition, end in rest.modifier(entity, at):
        for more in _said_of(rest, entity, end) if end > at else ():
            yield both(condition, more)
    if rest.key(at) in _LIGHT:
        yield from _said_of(rest, entity, at + 1)
    for kind, end in rest.lexicon.kinds(rest.words, at):  # it is said again: "which laptops"
        if kind.entity == entity and kind.condition is None:
            yield from _said_of(rest, entity, end)
