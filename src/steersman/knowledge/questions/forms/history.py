"""What changed in the record of a thing, who changed it, and which sources know it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

from steersman.knowledge.queries.model import All, Compare, Condition, Op, Query, Want
from steersman.knowledge.questions.comparators import dates
from steersman.knowledge.questions.forms.grouping import field_at
from steersman.knowledge.questions.nouns import Nouns

Queries = Iterator[tuple[Query, int]]
_ABOUT = ("on", "about", "for", "in the record of", "with", "to", "of", "at", "in")
_CHANGED = (
    *("what changed", "what has changed", "what was changed", "what have we changed"),
    *("what did we change", "what was updated", "what changes were made", "what got changed"),
    *("which changes were made", "what changes have been made", "changes made"),
    *("what happened", "recent changes", "latest changes", "last changes", "all changes"),
    *("which fields changed", "which fields were changed", "what was modified", "changes"),
    *("change history", "history", "the history", "the change history", "audit trail"),
    *("the audit trail", "change log", "changelog", "the change log", "record history"),
)
_WHO = ("who changed", "who last changed", "who has changed", "who edited", "who modified")
_ANYBODY = ("did anyone change", "did anybody change", "has anyone changed", "did we change")
_KNOWS = (
    "know",
    "knows",
    "know about",
    "knows about",
    "state",
    "states",
    "list",
    "lists",
    "report",
)
_SOURCES = (
    *("which source", "which sources", "what source", "what sources", "which system"),
    *("which systems", "which import", "which imports"),
)
_CHANGES = ("changed", "change", "changed last", "last changed", "modified", "last modified")


def history(nouns: Nouns, at: int) -> Queries:
    """ "what changed on web-01 last week", "history of web-01", "who changed web-01"."""
    for start in nouns.said(at, *_CHANGED):
        for begin in nouns.said(start, *_ABOUT):
            yield from _of_thing(nouns, begin)
    for start in nouns.said(at, *_WHO, *_ANYBODY):
        yield from _of_thing(nouns, start)
    for start in nouns.said(at, "when was", "when were", "when did", "has", "have", "did"):
        yield from _changed(nouns, start)


def _changed(nouns: Nouns, at: int) -> Queries:
    """ "(when did) the owner of web-01 change", "(has) web-01 changed since Monday"."""
    for query, middle in _of_thing(nouns, at):
        if query.since is None and query.until is None:
            for end in nouns.said(middle, *_CHANGES):
                yield from _dated(nouns, query, end)


def _of_thing(nouns: Nouns, at: int) -> Queries:
    """One thing, or one field of it: "the owner of web-01", "web-01's owner"."""
    for noun, end in nouns.nouns(at):
        query = Query(noun.entity, noun.condition, Want.HISTORY)
        if noun.name and noun.condition:
            yield from _dated(nouns, query, end)
            for field, after in field_at(nouns, end, noun.entity):
                yield from _dated(nouns, replace(query, fields=(field,)), after)
    for entity in nouns.schema.entities:
        for field, middle in field_at(nouns, at, entity):
            for begin in nouns.said(middle, "of", "for", "on"):
                for noun, end in nouns.nouns(begin):
                    if noun.entity == entity and noun.name:
                        query = Query(entity, noun.condition, Want.HISTORY, (field,))
                        yield from _dated(nouns, query, end)


def _dated(nouns: Nouns, query: Query, at: int) -> Queries:
    yield query, at
    for condition, end in dates(nouns.words, at, "at", nouns.today, ahead=False):
        since, until = _span(condition)
        yield replace(query, since=since, until=until), end


def _span(condition: Condition) -> tuple[date | None, date | None]:
    """The first day and the last."""
    since: date | None = None
    until: date | None = None
    day = timedelta(days=1)
    for each in condition.conditions if isinstance(condition, All) else (condition,):
        if not isinstance(each, Compare) or not isinstance(each.value, date):
            continue
        if each.op in (Op.AT_LEAST, Op.MORE, Op.IS):
            since = each.value + (day if each.op is Op.MORE else timedelta())
        if each.op in (Op.AT_MOST, Op.LESS, Op.IS):
            until = each.value - (day if each.op is Op.LESS else timedelta())
    return since, until


def sources(nouns: Nouns, at: int) -> Queries:
    """ "which sources know web-01", "where does web-01 come from"."""
    starts = [begin for start in nouns.said(at, *_SOURCES) for begin in nouns.said(start, *_KNOWS)]
    starts += nouns.said(at, "sources of", "source of", "the sources of", "the source of")
    for start in starts:
        yield from _sources_of(nouns, start, "")
    for start in nouns.said(at, *_SOURCES, "where"):
        for begin in nouns.said(start, "does", "do we know", "do we have", "did we get", "did"):
            yield from _sources_of(nouns, begin, "from")


def _sources_of(nouns: Nouns, at: int, behind: str) -> Queries:
    for noun, end in nouns.nouns(at):
        ends = (end,) if not behind else nouns.said(end, behind, f"come {behind}")
        for after in ends if noun.name else ():
            yield Query(noun.entity, noun.condition, Want.SOURCES), after
