""" "… per department", "… by location and operating system": what things are counted for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.queries.model import Query, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import SERVICE, SOFTWARE, Noun

Queries = Iterator[tuple[Query, int]]
Paths = tuple[str, ...]
PER = (
    *("per", "by", "for each", "in each", "grouped by", "broken down by", "of each", "at each"),
    *("on each", "for every", "in every", "at every", "split by", "on a per", "of every"),
    *("split up by", "broken out by", "group by", "by each", "according to", "sorted into"),
)
# Links through which a thing is counted for what is said of another, the likeliest first.
_THROUGH = ("holder", "requester", "owner", "host", "hosts")
_MOST = 3  # fields that things are counted for at once


def field_at(nouns: Nouns, at: int, entity: str) -> Iterator[tuple[str, int]]:
    yield from nouns.lexicon.fields(nouns.words, nouns.past_determiners(at), entity)


def paths_at(nouns: Nouns, at: int, entity: str) -> Iterator[tuple[str, int]]:
    """Own fields; where there is none, or none of software that is placed, those of a link."""
    recorded = nouns.lexicon.vocabulary.recorded(entity)
    own = [*field_at(nouns, at, entity)]
    placed = any(nouns.lexicon.is_a(entity, each) for each in (SERVICE, SOFTWARE))
    if not placed or any(field in recorded for field, _ in own):
        yield from own
    yield from _of_link(nouns, at, entity)
    for kind, end in nouns.lexicon.kinds(nouns.words, nouns.past_determiners(at)):  # "per person"
        for name in _THROUGH if not kind.condition else ():
            link = nouns.schema.links(entity).get(name)
            if link and link.target == kind.entity and name in recorded:
                yield f"{name}.name", end
    for name in _THROUGH if placed or not own else ():
        link = nouns.schema.links(entity).get(name)
        if link and (name in recorded or name not in nouns.schema.fields(entity)):
            known = nouns.lexicon.vocabulary.recorded(link.target)
            for field, end in field_at(nouns, at, link.target):
                if field in known and not _of_one(nouns, link.target, field):
                    yield f"{name}.{field}", end
    yield from own


def _of_link(nouns: Nouns, at: int, entity: str) -> Iterator[tuple[str, int]]:
    """ "requester department", "department of the holder"."""
    at = nouns.past_determiners(at)
    for name, middle in nouns.lexicon.links(nouns.words, at, entity):
        for field, end in field_at(nouns, middle, nouns.schema.link(entity, name).target):
            yield f"{name}.{field}", end
    for name, link in nouns.schema.links(entity).items():
        for field, middle in field_at(nouns, at, link.target):
            for begin in nouns.said(middle, "of the", "of its", "of their", "of"):
                for said, end in nouns.lexicon.links(nouns.words, begin, entity):
                    if said == name:
                        yield f"{name}.{field}", end


def _of_one(nouns: Nouns, entity: str, field: str) -> bool:
    """Whether each thing has a value of its own, so that counting by it says nothing."""
    kind = nouns.schema.field(entity, field).type
    return field == "name" or kind not in (FieldType.TEXT, FieldType.CHOICE, FieldType.FLAG)


def groups_at(nouns: Nouns, at: int, entity: str, most: int = _MOST) -> Iterator[tuple[Paths, int]]:
    """One field, or several: "location and operating system"."""
    for path, end in paths_at(nouns, at, entity):
        begin = end
        while nouns.key(begin) in ("and", ",", "then", "per", "by"):
            begin += 1
        for more, after in (
            groups_at(nouns, begin, entity, most - 1) if end < begin and most else ()
        ):
            if path not in more:
                yield (path, *more), after
        yield (path,), end
        if path == "os":  # "operating system and version"
            for after in nouns.said(end, "and version", "and release", "version"):
                yield (path, "os_version"), after


def per(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(how many servers) are there per location"."""
    for middle in (at, *nouns.said(at, ",", "are there", "do we have", "have we", "there are")):
        for begin in nouns.said(middle, *PER):
            for by, after in groups_at(nouns, begin, noun.entity):
                counted = Query(noun.entity, noun.condition, Want.COUNT, by=by)
                yield counted, after
                yield from _narrowed(nouns, counted, after)


def grouped(nouns: Nouns, query: Query, at: int) -> Queries:
    """The query itself, and for each value of a field where that is said behind it."""
    yield query, at
    for begin in nouns.said(at + (nouns.key(at) == ","), *PER):
        for by, after in groups_at(nouns, begin, query.entity):
            yield replace(query, by=by), after
            yield from _narrowed(nouns, replace(query, by=by), after)


def _narrowed(nouns: Nouns, query: Query, at: int) -> Queries:
    """ "… per site in production"."""
    for condition, last in nouns.modifiers(query.entity, at):
        yield replace(query, where=both(query.where, condition)), last


def each_of(nouns: Nouns, query: Query, at: int) -> Queries:
    """ "(total memory) per site for our VMs"."""
    for begin in nouns.said(at, *PER):
        for by, middle in groups_at(nouns, begin, query.entity):
            for after in nouns.said(middle, "for", "of", "across", "in"):
                for noun, end in nouns.nouns(after):
                    if noun.entity == query.entity:
                        yield replace(query, by=by, where=noun.condition), end
