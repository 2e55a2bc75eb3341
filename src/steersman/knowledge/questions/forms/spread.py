"""What there is of something and how it is spread: "which operating systems do we run"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from steersman.knowledge.queries.model import Query, Want, both
from steersman.knowledge.questions.forms.grouping import PER, field_at, groups_at
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import HOST, PEOPLE, SOFTWARE

Queries = Iterator[tuple[Query, int]]
# Fields that are asked for without saying of what.
_OF_WHAT: Mapping[str, str] = {
    **{"os": HOST, "os_version": HOST, "software": SOFTWARE},
    **{"department": PEOPLE, "title": PEOPLE, "managed_by": "functional_ci"},
}
_THERE = (
    *("do we run", "do we have", "do we use", "are there", "are in use", "are we running", "exist"),
    *("do we still run", "do we still have", "have we got", "have we", "are installed", "is there"),
    *("are on record", "do our servers run", "do our hosts run", "do we still use", "are used"),
)
_EACH = ("how many of each", "and how many of each", "and how many", "with counts", "with numbers")
_SPREAD = ("distributed", "spread", "split", "divided", "broken down", "spread out", "scattered")
_ACROSS = ("across", "over", "by", "among", "between", "per", "amongst", "on", "in", "across the")
_MOST = ("the most", "most", "the fewest", "most of the", "the highest number of", "the least")
_DOERS: Mapping[tuple[str, ...], tuple[str, ...]] = {  # verbs, and the fields that say who
    ("owns", "own", "is responsible for"): ("owner",),
    ("has", "have", "holds", "uses", "got"): ("holder", "owner"),
    ("raised", "opened", "requested", "reported", "logged", "submitted"): ("requester",),
    ("manages", "looks after", "runs"): ("managed_by",),
}


def kinds_of(nouns: Nouns, at: int) -> Queries:
    """ "which operating systems do we run, and how many of each"."""
    for start in nouns.said(at, "which", "what", "all", "all the", "which different"):
        for field, entity in _OF_WHAT.items():
            for found, middle in field_at(nouns, start, entity):
                if found == field:
                    yield from _each(nouns, Query(entity, None, Want.COUNT, by=(field,)), middle)
        for noun, middle in nouns.nouns(start):  # "which laptop models do we have"
            for field, end in field_at(nouns, middle, noun.entity) if not noun.name else ():
                by = Query(noun.entity, noun.condition, Want.COUNT, by=(field,))
                yield from _each(nouns, by, end)


def _each(nouns: Nouns, query: Query, at: int) -> Queries:
    for end in nouns.said(at, *_THERE):
        yield query, end
        begin = end + (nouns.key(end) == ",")
        for last in nouns.said(begin, *_EACH):
            yield query, last
        for condition, after in nouns.modifiers(query.entity, end):
            yield replace(query, where=both(query.where, condition)), after


def spread(nouns: Nouns, at: int) -> Queries:
    """ "how are our servers distributed across sites", "OpenSSL by version in London"."""
    for start in nouns.said(at, "how is", "how are"):
        for noun, middle in nouns.nouns(start):
            for begin in nouns.said(middle, *_SPREAD):
                for after in nouns.said(begin, *_ACROSS):
                    for by, end in groups_at(nouns, after, noun.entity):
                        yield Query(noun.entity, noun.condition, Want.COUNT, by=by), end
    for software, middle in nouns.values(at, SOFTWARE):
        for begin in nouns.said(middle, *PER):
            for by, end in groups_at(nouns, begin, SOFTWARE):
                query = Query(SOFTWARE, software, Want.COUNT, by=by)
                yield query, end
                for condition, after in nouns.modifiers(SOFTWARE, end):
                    yield replace(query, where=both(software, condition)), after


def doer(nouns: Nouns, at: int) -> Queries:
    """ "who owns the most servers", "who raised the most tickets"."""
    for start in nouns.said(at, "who", "which person", "which user"):
        for verbs, candidates in _DOERS.items():
            for begin in nouns.said(start, *verbs):
                for middle in nouns.said(begin, *_MOST):
                    for noun, end in nouns.nouns(middle):
                        field = nouns.lexicon.best(candidates, noun.entity)
                        if field:
                            yield Query(noun.entity, noun.condition, Want.COUNT, by=(field,)), end
