"""When something was done, or will end."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Compare, Op, Query, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.forms.grouping import field_at
from steersman.knowledge.questions.idioms import AHEAD, DATE_VERBS
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import Noun
from steersman.knowledge.questions.said import BE, DO

Queries = Iterator[tuple[Query, int]]
_WHEN = (
    "when",
    "what day",
    "on what date",
    "since when",
    "on which day",
    "how long ago",
    *("how many days since", "how long since", "days since", "how many days ago", "how long has"),
    *("since what date", "how long is it since", "time since", "how old is the last"),
    "how long",
)
_BETWEEN = frozenset(
    [*BE, *DO, "we", "last", "first", "has", "have", "will", "it", "most", "recently", "anybody"]
)
_BEFORE_VERB = ("last", "most", "recently", "first", "been", "up", "was", "were", "is")
_ENDS = ("end", "ends", "expire", "expires", "run out", "runs out", "lapse", "lapses")
_VERBS = {
    **DATE_VERBS,
    "patch": DATE_VERBS["patched"],
    "update": DATE_VERBS["patched"],
    "install": DATE_VERBS["installed"],
    "buy": DATE_VERBS["bought"],
    "purchase": DATE_VERBS["bought"],
    "retire": DATE_VERBS["retired"],
    "review": DATE_VERBS["reviewed"],
    "join": DATE_VERBS["joined"],
    "with us": DATE_VERBS["joined"],
    "here": DATE_VERBS["joined"],
    "with the company": DATE_VERBS["joined"],
    **dict.fromkeys(("unpatched", "without a patch", "not patched"), DATE_VERBS["patched"]),
    "go out of warranty": ("warranty_ends_on", "warranty_ends"),
}


def when(nouns: Nouns, at: int) -> Queries:
    """ "when did we last patch the market-data servers?", "when does the lease end?"."""
    for start in nouns.said(at, *_WHEN):
        yield from _next_field(nouns, start)
        begin = start
        while nouns.key(begin) in _BETWEEN:
            if nouns.key(begin) == "it":  # a thing that was named before
                yield from _verb_last(nouns, begin, False)
                yield from _its_field(nouns, begin)
            begin += 1
        first = "first" in [nouns.key(place) for place in range(start, begin)]
        yield from _field_of(nouns, begin)
        yield from _its_field(nouns, begin)
        yield from _verb_first(nouns, begin, first)
        yield from _verb_last(nouns, begin, first)
    for query, end in _verb_last(nouns, at, False):  # "web-01 last patched when"
        for after in nouns.said(end, "when", "on", "on what date", "date"):
            yield query, after


def _next_field(nouns: Nouns, at: int) -> Queries:
    """ "(when) is the next contract renewal"."""
    for start in nouns.said(at, "is the next", "is our next", "does the next", "will the next"):
        for noun, middle in nouns.nouns(start):
            middle = max((middle, *nouns.said(middle, "due to", "set to", "going to", "to")))
            for field, end in field_at(nouns, middle, noun.entity):
                if nouns.schema.field(noun.entity, field).type is FieldType.DATE:
                    ahead = both(noun.condition, Compare(field, Op.AT_LEAST, nouns.today))
                    yield Query(noun.entity, ahead, Want.EARLIEST, (field,)), end
            for verb in AHEAD:
                for end in nouns.said(middle, verb):
                    dated = nouns.lexicon.best(DATE_VERBS[verb], noun.entity)
                    if dated:
                        ahead = both(noun.condition, Compare(dated, Op.AT_LEAST, nouns.today))
                        yield Query(noun.entity, ahead, Want.EARLIEST, (dated,)), end


def _field_of(nouns: Nouns, at: int) -> Queries:
    """ "(when does) the warranty of Ann Smith's laptop end"."""
    for entity in nouns.schema.entities:
        for field, middle in field_at(nouns, at, entity):
            for start in nouns.said(middle, "of", "for", "on"):
                for noun, end in nouns.nouns(start):
                    for after in nouns.said(end, *_ENDS) if noun.entity == entity else ():
                        yield Query(entity, noun.condition, Want.SHOW, (field,)), after


def _its_field(nouns: Nouns, at: int) -> Queries:
    """ "(when does) lt-003's warranty run out"."""
    for noun, middle in nouns.nouns(at):
        for field, end in field_at(nouns, middle, noun.entity) if noun.name else ():
            for after in nouns.said(end, *_ENDS):
                yield Query(noun.entity, noun.condition, Want.SHOW, (field,)), after


def _verb_first(nouns: Nouns, at: int, first: bool) -> Queries:
    """ "(when did we last) patch the servers"."""
    for verb, candidates in _VERBS.items():
        for begin in nouns.said(at, verb):
            for noun, end in nouns.nouns(begin):
                yield from _date_of(nouns, noun, candidates, end, first)


def _verb_last(nouns: Nouns, at: int, first: bool) -> Queries:
    """ "(when were) the servers last patched", "(when does) the contract expire"."""
    for noun, end in nouns.nouns(at):
        while nouns.key(end) in _BEFORE_VERB:
            end += 1
        for verb, candidates in _VERBS.items():
            for after in nouns.said(end, verb):
                yield from _date_of(nouns, noun, candidates, after, first)


def _date_of(
    nouns: Nouns, noun: Noun, candidates: tuple[str, ...], at: int, first: bool
) -> Queries:
    field = nouns.lexicon.best(candidates, noun.entity)
    if field:
        want = Want.SHOW if noun.name else Want.EARLIEST if first else Want.LATEST
        yield Query(noun.entity, noun.condition, want, (field,)), at
