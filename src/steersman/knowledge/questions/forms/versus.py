"""Which of two places, teams or kinds has more of something: the number of each answers it."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Compare, Condition, Query, Want, both
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import HOST, either, field_of
from steersman.knowledge.questions.said import PLACING

Queries = Iterator[tuple[Query, int]]
_MORE_OF = (
    *("which do we have more of", "which is more common", "which do we run more of"),
    *("what do we have more of", "which is used more", "which one is more common"),
)
_BETWEEN = ("or", "versus", "and", "than", "compared to", "compared with", "than in", "or in")
_MORE = tuple(
    f"{opening}{more}"
    for opening in ("", "are there ", "do we have ", "have we ", "have we got ", "is there ")
    for more in ("more", "fewer", "less")
)
_WHICH_HAS = tuple(
    f"{which}{has} {more}"
    for which in ("which ", "who ", "which one ", "which of them ", "what ", "which of the two ")
    for has in ("has", "have", "runs", "manages", "holds")
    for more in ("more", "fewer", "less", "the most", "most", "the fewest")
)


def versus(nouns: Nouns, at: int) -> Queries:
    """ "more VMs in Leeds or Oslo", "which has more servers, Leeds or Oslo", "Leeds vs Oslo: …"."""
    for start in nouns.said(at, *_MORE):
        yield from _noun_first(nouns, start)
    for start in nouns.said(at, *_WHICH_HAS):
        yield from _noun_first(nouns, start)
    for noun, middle in nouns.nouns(at):  # "host count Leeds vs Oslo"
        for begin in nouns.said(middle, "count", "counts", "numbers"):
            yield from _of_two(nouns, noun.entity, noun.condition, begin)
    yield from _places_first(nouns, at)
    yield from _two_kinds(nouns, at)


def _two_kinds(nouns: Nouns, at: int) -> Queries:
    """ "(how many) VMs vs physical servers": the number of each."""
    for start in (at, *nouns.said(at, "how many", "number of", "count of")):
        for one, middle in nouns.nouns(start):
            for begin in nouns.said(middle, "versus", "compared to", "compared with"):
                for other, end in nouns.nouns(begin) if not one.name else ():
                    if not other.name:
                        more = Query(other.entity, other.condition, Want.COUNT)
                        yield Query(one.entity, one.condition, Want.COUNT, also=more), end


def _noun_first(nouns: Nouns, at: int) -> Queries:
    for noun, middle in nouns.nouns(at):
        if not noun.name:
            yield from _of_two(nouns, noun.entity, noun.condition, middle)


def _of_two(nouns: Nouns, entity: str, where: Condition | None, at: int) -> Queries:
    for pair, end in _two_values(nouns, entity, at):
        by = (field_of(pair),)
        yield Query(entity, both(where, pair), Want.COUNT, by=by), end


def _two_values(nouns: Nouns, entity: str, at: int) -> Iterator[tuple[Condition, int]]:
    """Two values of one field, such as two sites."""
    at += nouns.key(at) == ","
    at += nouns.key(at) in PLACING
    for one, middle in nouns.values(at, entity):
        for begin in nouns.said(middle, *_BETWEEN):
            for other, end in nouns.values(begin, entity):
                alike = field_of(one) == field_of(other) and one != other
                if alike and isinstance(one, Compare) and isinstance(other, Compare):
                    yield either(one, other), end


def _places_first(nouns: Nouns, at: int) -> Queries:
    for entity in nouns.schema.entities:
        for pair, middle in _two_values(nouns, entity, at):
            for end in nouns.said(middle, *_MORE_OF) if entity == HOST else ():
                yield Query(entity, pair, Want.COUNT, by=(field_of(pair),)), end
            for begin in nouns.said(middle, *_WHICH_HAS):
                for noun, end in nouns.nouns(begin):
                    if noun.entity == entity:
                        by = (field_of(pair),)
                        yield Query(entity, both(noun.condition, pair), Want.COUNT, by=by), end
