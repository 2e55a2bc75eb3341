"""Two things beside each other, and lists in an order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from steersman.knowledge.queries.model import Op, Query, Some, Want
from steersman.knowledge.queries.schema import ORDERED, FieldType
from steersman.knowledge.questions.besides import COMPARATIVES, MORE
from steersman.knowledge.questions.forms.about import FACTS, facts_of
from steersman.knowledge.questions.forms.grouping import field_at
from steersman.knowledge.questions.idioms import DATE_VERBS
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import Noun
from steersman.knowledge.questions.said import BE, DO, HAVE, WHICH

Queries = Iterator[tuple[Query, int]]
_COMPARE = (
    *("compare", "comparison of", "difference between", "differences between", "comparing"),
    *("what is the difference between", "what are the differences between", "compare the"),
    *("how does", "how do", "what differs between"),
)
_WITH = ("and", "with", "to", "versus", "against", "or", "from", ",", "compared to", "compare to")
_SORTED = (
    *("sorted by", "ordered by", "sort by", "order by", "in order of", "ranked by", "sorted on"),
    *(", sorted by", "sorted after", "in the order of", "arranged by"),
)
_DOWN = (
    *("descending", "desc", "highest first", "newest first", "largest first", "latest first"),
    *("biggest first", "most first", "in descending order", "most expensive first", "reversed"),
)
_UP = (
    *("ascending", "asc", "lowest first", "oldest first", "smallest first", "earliest first"),
    *("cheapest first", "in ascending order", "soonest first", "next first"),
)
_FIRST = ("first", "earlier", "sooner", "earliest", "the earliest", "before")
_LAST = ("last", "later", "more recently", "most recently", "latest", "after")

_COMPARING = frozenset(said.split(" ")[0] for said in (*COMPARATIVES, *MORE, *DATE_VERBS))


def compared(nouns: Nouns, at: int) -> Queries:
    """ "compare web-01 and web-02", "web-01 versus web-02"."""
    for start in nouns.said(at, *_COMPARE):
        yield from _two(nouns, start, _WITH)
    yield from _two(nouns, at, ("versus", "compared to", "compared with"))


def _two(nouns: Nouns, at: int, between: Sequence[str]) -> Queries:
    for one, middle in nouns.nouns(at):
        for begin in nouns.said(middle, *between) if one.name else ():
            for other, end in nouns.nouns(begin):
                same = nouns.lexicon.root(one.entity) == nouns.lexicon.root(other.entity)
                if other.name and same and one.condition and other.condition:
                    entity = _common(nouns, one, other)
                    asked = facts_of(nouns, entity, FACTS)
                    where = Some((one.condition, other.condition))
                    yield Query(entity, where, Want.SHOW, asked), end


def _common(nouns: Nouns, one: Noun, other: Noun) -> str:
    """The finest kind that both are of."""
    line = [each.name for each in nouns.schema.line(one.entity)]
    return next(each for each in line if nouns.lexicon.is_a(other.entity, each))


def which_of(nouns: Nouns, at: int) -> Queries:
    """ "which has more memory, web-01 or web-02", "who joined first, Ann or Bob"."""
    for start in nouns.said(at, *WHICH, "which one", "which of the two", "which of these"):
        begins = [start, *(end for _, end in nouns.lexicon.kinds(nouns.words, start))]
        for begin in begins:
            while nouns.key(begin) in BE | DO | HAVE | {"the"}:
                begin += 1
            if nouns.key(begin) in _COMPARING:  # else what lies ahead would count as understood
                yield from _ranked(nouns, begin)


def either_first(nouns: Nouns, at: int) -> Queries:
    """ "web-01 or web-02: which was installed first"."""
    for noun, middle in nouns.nouns(at):
        if isinstance(noun.condition, Some):
            for begin in nouns.said(middle, "which", "which one", "who", "which of them", "what"):
                while nouns.key(begin) in BE | DO | HAVE | {"the"}:
                    begin += 1
                for field, op, end in _of_comparative(nouns, noun.entity, begin):
                    want = Want.EARLIEST if op is Op.LESS else Want.LATEST
                    yield Query(noun.entity, noun.condition, want, (field,)), end


def _ranked(nouns: Nouns, at: int) -> Queries:
    for place in range(at + 1, len(nouns.words)):
        for noun, end in nouns.nouns(place):
            if not isinstance(noun.condition, Some):
                continue
            stop = place - (nouns.key(place - 1) in (",", "between", "of", "among"))
            for field, op, after in _of_comparative(nouns, noun.entity, at):
                if after == stop:
                    want = Want.EARLIEST if op is Op.LESS else Want.LATEST
                    yield Query(noun.entity, noun.condition, want, (field,)), end


def _of_comparative(nouns: Nouns, entity: str, at: int) -> Iterator[tuple[str, Op, int]]:
    yield from nouns.comparative(entity, at)
    yield from nouns.more_of(entity, at)
    for verb, candidates in DATE_VERBS.items():
        field = nouns.lexicon.best(candidates, entity)
        for begin in nouns.said(at, verb) if field else ():
            for op, said in ((Op.LESS, _FIRST), (Op.MORE, _LAST)):
                yield from ((field, op, end) for end in nouns.said(begin, *said))


def in_order(nouns: Nouns, query: Query, at: int) -> Queries:
    """ "… sorted by end date", "… by memory, highest first"."""
    for begin in nouns.said(at, *_SORTED):
        for field, end in field_at(nouns, begin, query.entity):
            down = nouns.schema.field(query.entity, field).type is FieldType.NUMBER
            yield from _ordered(nouns, replace(query, order=field, down=down), end)
    for begin in nouns.said(at, "by", ", by"):
        for field, end in field_at(nouns, begin, query.entity):
            kind = nouns.schema.field(query.entity, field).type
            if kind in ORDERED and kind is not FieldType.VERSION:
                down = kind is FieldType.NUMBER
                yield from _ordered(nouns, replace(query, order=field, down=down), end)
    for end in nouns.said(at, "alphabetically", "in alphabetical order", "sorted"):
        yield replace(query, order="name"), end


def _ordered(nouns: Nouns, query: Query, at: int) -> Queries:
    begin = at + (nouns.key(at) == ",")
    for said, down in ((_DOWN, True), (_UP, False)):
        for end in nouns.said(begin, *said):
            yield replace(query, down=down), end
    yield query, at
