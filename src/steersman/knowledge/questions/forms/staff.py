"""Who works for whom, and whether anybody is like that."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Has, Query, Want
from steersman.knowledge.questions.forms.grouping import grouped
from steersman.knowledge.questions.forms.lists import COUNTING
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import PEOPLE
from steersman.knowledge.questions.said import WHICH

Queries = Iterator[tuple[Query, int]]
_REPORTS = ("direct reports", "direct report", "reports", "subordinates", "reportees", "reportee")
_ANYBODY = tuple(
    f"{opening}{somebody}"
    for opening in ("is ", "are ", "does ", "do ", "has ", "have ", "did ", "")
    for somebody in ("anyone", "anybody", "someone", "somebody", "any one")
)


def reports(nouns: Nouns, at: int) -> Queries:
    """ "direct reports of Ann Smith", "how many direct reports does Ann Smith have"."""
    starts = [(at + (nouns.key(at) in WHICH), Want.LIST)]
    starts += [(start, Want.LIST) for start in nouns.said(at, "who are", "how many are")]
    starts += [(start, Want.COUNT) for start in nouns.said(at, *COUNTING)]
    for start, want in starts:
        start = nouns.past_determiners(start)
        for begin in nouns.said(start, *_REPORTS):
            for middle in nouns.said(begin, "of", "does", "do", "has", "to"):
                yield from _under(nouns, middle, want, ("have", "got"))
        yield from _under(nouns, start, want, _REPORTS, bare=False)


def _under(
    nouns: Nouns, at: int, want: Want, tails: tuple[str, ...], *, bare: bool = True
) -> Queries:
    for who, end in nouns.nouns(at):
        if who.entity == PEOPLE and who.condition:
            query = Query(PEOPLE, Has("manager", who.condition), want)
            for after in (*([end] if bare else []), *nouns.said(end, *tails)):
                yield from grouped(nouns, query, after) if want is Want.COUNT else [(query, after)]


def anybody(nouns: Nouns, at: int) -> Queries:
    """ "is anyone in Research still using a Dell", "does anybody report to Ann Smith"."""
    for start in nouns.said(at, *_ANYBODY):
        for condition, end in nouns.modifiers(PEOPLE, start):
            yield Query(PEOPLE, condition, Want.CHECK if start > at + 1 else Want.LIST), end
