"""Which groups there are, which of them are large, and how two of them compare."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Op, Query, Size, Some, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.comparators import operators
from steersman.knowledge.questions.forms.grouping import field_at, groups_at
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import field_of
from steersman.knowledge.questions.said import WHICH
from steersman.knowledge.questions.times import number_of

Queries = Iterator[tuple[Query, int]]
_WITH = (
    *("with", "that have", "which have", "having", "have", "has", "that has", "where we have"),
    *("that look after", "look after", "looks after", "that manage", "manage", "manages"),
    *("that own", "own", "that run", "run", "who have", "with a total of", "do we have"),
)
_COMMON = tuple(
    f"{be}{the}{word}"
    for be in ("is ", "are ", "")
    for the in ("the ", "our ", "")
    for word in ("most common", "most popular", "commonest", "most frequent", "most widespread")
)
_AMONG = ("on", "among", "in", "for", "of", "across", "amongst")
_BY_NUMBER = (
    *("by number of", "with most", "with the most", "by the number of", "by most", "by count of"),
    *("ranked by number of", "by how many", "having the most", "that have the most"),
)
_TEXTS = (FieldType.TEXT, FieldType.CHOICE)
_MORE = ("are there more", "do we have more", "have we more", "is there more", "have we got more")
_FEWER = ("are there fewer", "do we have fewer", "have we fewer", "have we got fewer")
_HOW_MANY_MORE = ("how many more", "how many fewer", "how many less")


def sized(nouns: Nouns, at: int) -> Queries:
    """ "sites with more than 10 servers", "which teams look after fewer than 3 databases"."""
    for start in (at + (nouns.key(at) in WHICH), *nouns.said(at, "in which", "at which")):
        for entity, field, middle in _text_fields(nouns, start):
            for begin in nouns.said(middle, *_WITH):
                for size, after in _sizes(nouns, begin):
                    for noun, end in nouns.nouns(after):
                        if noun.entity == entity:
                            by = Query(entity, noun.condition, Want.COUNT, by=(field,), than=size)
                            yield by, end


def groups_with(nouns: Nouns, at: int) -> Queries:
    """ "which departments own servers in Vienna", "which teams look after databases"."""
    for start in nouns.said(at, "which", "what", "list of"):
        for entity in nouns.schema.entities:
            for by, middle in groups_at(nouns, start, entity, 1):
                for begin in nouns.said(middle, *_WITH, "owns", "uses", "use", "hold", "holds"):
                    for noun, end in nouns.nouns(begin):
                        if noun.entity == entity and not noun.name and not by[0].endswith(".name"):
                            yield Query(entity, noun.condition, Want.COUNT, by=by), end


def leading(nouns: Nouns, at: int) -> Queries:
    """ "top 3 teams by number of servers", "teams with most servers": the largest group first."""
    for start in (at, *nouns.said(at, *WHICH, "top", "the top")):
        number = number_of(nouns.words[start]) if start < len(nouns.words) else None
        for entity, field, middle in _text_fields(nouns, start + (number is not None)):
            for begin in nouns.said(middle, *_BY_NUMBER):
                for noun, end in nouns.nouns(begin):
                    if noun.entity == entity:
                        yield Query(entity, noun.condition, Want.COUNT, by=(field,)), end


def _sizes(nouns: Nouns, at: int) -> Iterator[tuple[Size, int]]:
    for op, end in operators(nouns.words, at):
        number = number_of(nouns.words[end]) if end < len(nouns.words) else None
        if number is not None:
            yield Size(op, number), end + 1
    number = number_of(nouns.words[at]) if at < len(nouns.words) else None
    for end in nouns.said(at + 1, "or more") if number is not None else ():
        yield Size(Op.AT_LEAST, number or 0), end


def common(nouns: Nouns, at: int) -> Queries:
    """ "which operating system is the most common on our servers"."""
    for start in (at, *nouns.said(at, *WHICH, "what is the", "which is the", "what is our")):
        for entity, field, middle in _text_fields(nouns, start):
            for begin in nouns.said(middle, *_COMMON):
                yield from _among(nouns, entity, field, begin)
        for begin in nouns.said(start, *_COMMON):
            for entity, field, middle in _text_fields(nouns, begin):
                yield from _among(nouns, entity, field, middle)
            for noun, middle in nouns.nouns(begin):  # "most common laptop model"
                for field, end in field_at(nouns, middle, noun.entity) if not noun.name else ():
                    yield Query(noun.entity, noun.condition, Want.COUNT, by=(field,)), end


def _among(nouns: Nouns, entity: str, field: str, at: int) -> Queries:
    for begin in nouns.said(at, *_AMONG):
        for noun, end in nouns.nouns(begin):
            if noun.entity == entity:
                yield Query(entity, noun.condition, Want.COUNT, by=(field,)), end


def more_than(nouns: Nouns, at: int) -> Queries:
    """ "are there more servers in Leeds than in Oslo": the number of each answers it."""
    for start in nouns.said(at, *_MORE, *_FEWER, *_HOW_MANY_MORE):
        for noun, middle in nouns.nouns(start):
            begins = (middle, *nouns.said(middle, "are there", "do we have", "are"))
            for begin in begins:
                for one, than in nouns.modifiers(noun.entity, begin):
                    for after in nouns.said(than, "than", "compared to", "compared with"):
                        for other, end in nouns.modifiers(noun.entity, after):
                            field = field_of(one)
                            if field == field_of(other) and one != other:
                                where = both(noun.condition, Some((one, other)))
                                yield Query(noun.entity, where, Want.COUNT, by=(field,)), end


def _text_fields(nouns: Nouns, at: int) -> Iterator[tuple[str, str, int]]:
    for entity in nouns.schema.entities:
        for field, end in field_at(nouns, at, entity):
            if nouns.schema.field(entity, field).type in _TEXTS:
                yield entity, field, end
