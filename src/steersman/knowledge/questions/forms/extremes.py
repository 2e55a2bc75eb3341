"""The first, the last, the next, the most of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from steersman.knowledge.queries.model import Compare, Op, Query, Want, both
from steersman.knowledge.queries.schema import ORDERED, FieldType
from steersman.knowledge.questions.forms.grouping import field_at
from steersman.knowledge.questions.idioms import AHEAD, DATE_VERBS, PATCHED, SIZE
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import ENDING, PEOPLE, Noun
from steersman.knowledge.questions.said import BE, WHICH
from steersman.knowledge.questions.times import number_of

Queries = Iterator[tuple[Query, int]]
_EXTREMES = (
    *("latest", "highest", "most", "largest", "greatest", "biggest", "newest", "longest"),
    *("earliest", "lowest", "least", "smallest", "oldest", "shortest"),
)
_SOONEST = ("next", "soonest", "the soonest")
_BY_FIELD: Mapping[str, tuple[tuple[str, ...], bool]] = {  # and whether the greatest is asked for
    **dict.fromkeys(("most expensive", "costliest", "priciest", "dearest"), (("cost",), True)),
    **dict.fromkeys(("cheapest", "least expensive"), (("cost",), False)),
    **dict.fromkeys(("biggest", "largest"), (SIZE, True)),
    "smallest": (SIZE, False),
    **dict.fromkeys(("longest unpatched", "most outdated"), (PATCHED, False)),
}
_NEGLECTED = tuple(
    f"{gone}{how} {since}"
    for gone in ("has gone ", "have gone ", "went ", "gone ", "has been ", "have been ", "is ", "")
    for how in ("the longest", "longest", "for the longest", "for the longest time")
    for since in (
        *("since its last patch", "since their last patch", "since last patch", "without a patch"),
        *("since the last patch", "without patching", "without being patched", "without patches"),
        *("unpatched", "since it was patched", "since it was last patched", "since patching"),
        *("since last being patched", "without an update", "since its last update"),
    )
) + tuple(
    f"{not_} {verb} {how}"
    for not_ in ("has not been", "have not been", "was not", "were not")
    for verb in ("patched", "updated")
    for how in ("the longest", "longest", "for the longest", "for the longest time")
)
_AGE = (*DATE_VERBS["bought"], "opened_at", "valid_from", "starts_on")
_BY_AGE: Mapping[str, tuple[tuple[str, ...], bool]] = {
    **dict.fromkeys(("oldest", "earliest"), (_AGE, False)),
    **dict.fromkeys(("newest", "latest", "youngest", "most recent"), (_AGE, True)),
}
MOST = 100  # that are asked for at once
_LONGEST_SERVING = ("longest serving", "longest-serving", "longest standing", "most senior")
_LEAST = frozenset(
    ["earliest", "lowest", "least", "smallest", "oldest", "shortest", "first", "least recently"]
)


def superlative(nouns: Nouns, at: int) -> Queries:
    """ "which host was patched most recently", "laptop with the latest warranty end date"."""
    for start in (at, *nouns.said(at, "which", "what", "what is", "which is", "show")):
        start = nouns.past_determiners(start)
        yield from _before(nouns, start)
        for latest, begin in _extremes(nouns, start, "most recently", "last", "least recently"):
            for candidates, middle in _date_verbs(nouns, begin):
                for noun, end in nouns.nouns(middle):
                    yield from _extreme(nouns, noun, candidates, latest, end)
        for noun, middle in nouns.nouns(start):
            yield from _behind(nouns, noun, middle)
            yield from _longest_here(nouns, middle, noun)
        yield from _next(nouns, start)
        yield from _last_to(nouns, start)
    for start in nouns.said(at, "what"):  # "what expires next"
        yield from _ends_next(nouns, Noun(ENDING), start)
    for start in nouns.said(at, "who"):
        yield from _behind(nouns, Noun(PEOPLE), start)
        yield from _longest_here(nouns, start, Noun(PEOPLE))


def ranked(nouns: Nouns, at: int) -> Queries:
    """ "three oldest servers", "top 5 servers by memory", "the 5 most expensive contracts"."""
    for start in (at, *nouns.said(at, "which are the", "what are the", "what are our", *WHICH)):
        begin = nouns.past_determiners(start)
        yield from _next_few(nouns, begin)
        begin += nouns.key(begin) in ("top", "first")
        most = number_of(nouns.words[begin]) if begin < len(nouns.words) else None
        if most is None or not 1 < most <= MOST:
            continue
        for form in (superlative, oldest, _by_field):
            for query, end in form(nouns, begin + 1):
                if query.want in (Want.LATEST, Want.EARLIEST):
                    yield replace(query, most=most), end


def _next_few(nouns: Nouns, at: int) -> Queries:
    """ "(the) next 5 contracts to expire"."""
    for begin in nouns.said(at, "next"):
        most = number_of(nouns.words[begin]) if begin < len(nouns.words) else None
        for noun, middle in nouns.nouns(begin + 1) if most and 1 < most <= MOST else ():
            for after in nouns.said(middle, "to", "that", "that will", "which"):
                for candidates, end in _coming_verbs(nouns, after):
                    for query, last in _soonest(nouns, noun, candidates, end):
                        yield replace(query, most=most or 1), last


def _by_field(nouns: Nouns, at: int) -> Queries:
    """ "(top 5) servers by memory"."""
    for noun, middle in nouns.nouns(at):
        for begin in nouns.said(middle, "by", "with the most", "with the highest"):
            for field, end in field_at(nouns, begin, noun.entity):
                if nouns.schema.field(noun.entity, field).type is FieldType.NUMBER:
                    yield Query(noun.entity, noun.condition, Want.LATEST, (field,)), end


def _before(nouns: Nouns, at: int) -> Queries:
    """ "(the) most expensive contract", "longest serving employee"."""
    for phrase, (fields, latest) in _BY_FIELD.items():
        for begin in nouns.said(at, phrase):
            for noun, end in nouns.nouns(begin):
                yield from _extreme(nouns, noun, fields, latest, end)
    for latest, begin in _extremes(nouns, at, *_EXTREMES):
        yield from _most_by(nouns, latest, begin)
    for begin in nouns.said(at, *_LONGEST_SERVING):
        for noun, end in nouns.nouns(begin):
            yield from _longest(nouns, noun, end)


def _most_by(nouns: Nouns, latest: bool, at: int) -> Queries:
    """ "(biggest) VM by memory", "(oldest) patch date among the Market Data hosts"."""
    want = Want.LATEST if latest else Want.EARLIEST
    for noun, middle in nouns.nouns(at):
        for begin in nouns.said(middle, "by", "in terms of", "by number of"):
            for field, end in field_at(nouns, begin, noun.entity):
                if nouns.schema.field(noun.entity, field).type in ORDERED:
                    yield Query(noun.entity, noun.condition, want, (field,)), end
    for entity in nouns.schema.entities:
        for field, middle in field_at(nouns, at, entity):
            ordered = nouns.schema.field(entity, field).type in ORDERED
            for begin in nouns.said(middle, "of", "among", "on", "for", "in") if ordered else ():
                for noun, end in nouns.nouns(begin):
                    if noun.entity == entity:
                        yield Query(entity, noun.condition, want, (field,)), end


def _next(nouns: Nouns, at: int) -> Queries:
    """ "(the) next certificate to expire"."""
    for begin in nouns.said(at, *_SOONEST):
        for noun, middle in nouns.nouns(begin):
            middle = max((middle, *nouns.said(middle, "to", "that")))
            for candidates, end in _coming_verbs(nouns, middle):
                yield from _soonest(nouns, noun, candidates, end)


def _last_to(nouns: Nouns, at: int) -> Queries:
    """ "(the) last person to leave", "first contract to expire"."""
    for latest, begin in _extremes(nouns, at, "last", "latest", "most recent", "newest", "first"):
        for noun, middle in nouns.nouns(begin):
            for after in nouns.said(middle, "to", "to be", "that was", "who", "to have"):
                for candidates, end in _date_verbs(nouns, after):
                    yield from _extreme(nouns, noun, candidates, latest, end)


def _longest_here(nouns: Nouns, at: int, noun: Noun) -> Queries:
    """ "(who) has been here longest": of those who still are."""
    if noun.entity != PEOPLE:
        return
    for begin in nouns.said(at, "has been here", "has been with us", "has worked here"):
        for end in nouns.said(begin, "longest", "the longest"):
            yield from _longest(nouns, noun, end)


def _longest(nouns: Nouns, noun: Noun, at: int) -> Queries:
    if noun.entity == PEOPLE:
        still = both(noun.condition, Compare("employment_status", Op.IS_NOT, "terminated"))
        yield from _extreme(nouns, Noun(PEOPLE, still), ("start_date",), False, at)


def _behind(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(which host) was patched most recently", "(laptop) with the latest warranty"."""
    begin = at
    while nouns.key(begin) in BE:
        begin += 1
    for candidates, middle in _date_verbs(nouns, begin):
        for latest, end in _extremes(nouns, middle, "most recently", "last", "first"):
            yield from _extreme(nouns, noun, candidates, latest, end)
    yield from _ends_next(nouns, noun, begin)
    for end in nouns.said(at + (nouns.key(at) == "that"), *_NEGLECTED):
        yield from _extreme(nouns, noun, PATCHED, False, end)
    yield from _its_next(nouns, noun, at)
    yield from _with_the(nouns, noun, at)
    yield from _is_the(nouns, noun, begin)


def _is_the(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(which contract) is the most expensive", "(which server) is the oldest"."""
    at = nouns.past_determiners(at)
    for phrase, (fields, latest) in {**_BY_FIELD, **_BY_AGE}.items():
        aged = noun.entity == PEOPLE and phrase in _BY_AGE  # nobody's age is on record
        for end in nouns.said(at, phrase, f"{phrase} one") if not aged else ():
            yield from _extreme(nouns, noun, fields, latest, end)


def _ends_next(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(which contract) expires next"."""
    for candidates, middle in _coming_verbs(nouns, at):
        for end in nouns.said(middle, *_SOONEST, "first"):
            yield from _soonest(nouns, noun, candidates, end)


def _with_the(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(laptop) with the latest warranty end date"."""
    for start in nouns.said(at, "with the", "having the", "that has the", "has the", "have the"):
        for latest, middle in _extremes(nouns, start, *_EXTREMES):
            for field, end in field_at(nouns, middle, noun.entity):
                if nouns.schema.field(noun.entity, field).type in ORDERED:
                    want = Want.LATEST if latest else Want.EARLIEST
                    yield Query(noun.entity, noun.condition, want, (field,)), end


def _its_next(nouns: Nouns, noun: Noun, at: int) -> Queries:
    """ "(which laptop's) warranty ends next"."""
    for field, middle in field_at(nouns, at, noun.entity):
        if nouns.schema.field(noun.entity, field).type is FieldType.DATE:
            for _, end in _coming_verbs(nouns, middle):
                for after in nouns.said(end, *_SOONEST, "first"):
                    yield from _soonest(nouns, noun, (field,), after)


def _extremes(nouns: Nouns, at: int, *phrases: str) -> Iterator[tuple[bool, int]]:
    """Whether the greatest is asked for."""
    for phrase in phrases:
        for end in nouns.said(at, phrase):
            yield phrase not in _LEAST, end


def _date_verbs(nouns: Nouns, at: int) -> Iterator[tuple[tuple[str, ...], int]]:
    for verb, candidates in DATE_VERBS.items():
        for end in nouns.said(at, verb):
            yield candidates, end


def _coming_verbs(nouns: Nouns, at: int) -> Iterator[tuple[tuple[str, ...], int]]:
    for verb in AHEAD:
        for end in nouns.said(at, verb):
            yield DATE_VERBS[verb], end


def _soonest(nouns: Nouns, noun: Noun, candidates: tuple[str, ...], at: int) -> Queries:
    """What comes next lies ahead: what has expired already does not."""
    field = nouns.lexicon.best(candidates, noun.entity)
    if field:
        ahead = both(noun.condition, Compare(field, Op.AT_LEAST, nouns.today))
        yield Query(noun.entity, ahead, Want.EARLIEST, (field,)), at


def _extreme(
    nouns: Nouns, noun: Noun, candidates: tuple[str, ...], latest: bool, at: int
) -> Queries:
    field = nouns.lexicon.best(candidates, noun.entity)
    if field:
        want = Want.LATEST if latest else Want.EARLIEST
        yield Query(noun.entity, noun.condition, want, (field,)), at


def oldest(nouns: Nouns, at: int) -> Queries:
    """ "what is the oldest server in London"."""
    for begin in (
        at,
        *nouns.said(at, *WHICH, "show", "what is", "which is", "what are", "which are"),
    ):
        begin = nouns.past_determiners(begin)
        first = nouns.key(begin) in ("oldest", "earliest")
        if first or nouns.key(begin) in ("newest", "latest", "youngest"):
            want = Want.EARLIEST if first else Want.LATEST
            for noun, end in nouns.nouns(begin + 1):
                since = ("start_date",) if noun.entity == PEOPLE else _AGE
                field = nouns.lexicon.best(since, noun.entity)
                aged = noun.entity == PEOPLE and nouns.key(begin) in ("oldest", "youngest")
                if field and not aged:  # nobody's age is on record
                    yield Query(noun.entity, noun.condition, want, (field,)), end
