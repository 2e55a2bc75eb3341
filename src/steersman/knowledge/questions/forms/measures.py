"""Averages, shares, and whether all of some things are so."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Known, Query, Want
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.forms.grouping import each_of, field_at, grouped
from steersman.knowledge.questions.idioms import DATE_VERBS
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import PEOPLE, Noun

Queries = Iterator[tuple[Query, int]]
_AVERAGE = (
    *("average", "what is the average", "the average", "mean", "the mean", "what is the mean"),
    *("avg", "what is our average", "on average what is the"),
)
_OF = ("of", "for", "in", "across", "per", "among", "over", "on")
_SHARE = tuple(
    f"{opening}{word} of"
    for opening in ("what ", "which ", "what is the ", "the ", "")
    for word in ("percentage", "percent", "share", "proportion", "fraction", "part", "%")
)
# "Patched" alone may mean up to date, which is not on record, and not "at some time".
_SAYING_LITTLE = (Known("last_patched_on", True),)
_ALL = (
    *("are all", "is every", "is each", "do all", "does every", "does each", "have all"),
    *("has every", "has each", "are all of", "do all of", "have all of", "were all"),
)


def average(nouns: Nouns, at: int) -> Queries:
    """ "average memory of our servers", "average age of the laptops", "… per site"."""
    for start in nouns.said(at, *_AVERAGE):
        told = max((start, *nouns.said(start, "number of", "amount of")))
        for entity, field, middle in measured_fields(nouns, told):
            for begin in nouns.said(middle, *_OF):
                yield from _average_of(nouns, entity, field, begin)
            yield from each_of(nouns, Query(entity, None, Want.AVERAGE, (field,)), middle)
        for begin in nouns.said(start, "age of", "age of all"):
            for noun, end in nouns.nouns(begin):
                field = nouns.lexicon.best(DATE_VERBS["bought"], noun.entity)
                if field and noun.entity != PEOPLE:  # nobody's age is on record
                    yield from grouped(nouns, _mean(noun, field), end)
        for noun, middle in nouns.nouns(start):  # "average server memory"
            for field, end in field_at(nouns, middle, noun.entity):
                if nouns.schema.field(noun.entity, field).type is FieldType.NUMBER:
                    yield from grouped(nouns, _mean(noun, field), end)


def _average_of(nouns: Nouns, entity: str, field: str, at: int) -> Queries:
    for noun, end in nouns.nouns(at):
        if noun.entity == entity:
            yield from grouped(nouns, _mean(noun, field), end)


def _mean(noun: Noun, field: str) -> Query:
    return Query(noun.entity, noun.condition, Want.AVERAGE, (field,))


def measured_fields(nouns: Nouns, at: int) -> Iterator[tuple[str, str, int]]:
    """Fields of numbers that the words name, each with the kind of thing that has it."""
    for entity in nouns.schema.entities:
        for field, end in nouns.lexicon.fields(
            nouns.words, nouns.past_determiners(at), entity, FieldType.NUMBER
        ):
            yield entity, field, end


def share(nouns: Nouns, at: int) -> Queries:
    """ "what percentage of our laptops is out of warranty"."""
    for start in nouns.said(at, *_SHARE):
        yield from _judged(nouns, start, Want.SHARE)


def every(nouns: Nouns, at: int) -> Queries:
    """ "are all production servers patched within 90 days", "does every service have an owner"."""
    for start in nouns.said(at, *_ALL):
        yield from _judged(nouns, start, Want.EVERY)


def _judged(nouns: Nouns, at: int, want: Want) -> Queries:
    for noun, middle in nouns.nouns(at):
        for must, end in nouns.modifiers(noun.entity, middle) if not noun.name else ():
            if must not in _SAYING_LITTLE:
                yield Query(noun.entity, noun.condition, want, must=must), end
