"""What depends on what, and what breaks."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import (
    Has,
    IsA,
    Not,
    Query,
    Reaches,
    Want,
    Way,
    both,
)
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import CI, Conditions, Noun
from steersman.knowledge.questions.said import DIRECT_OR_NOT, NEEDS, NOTHING_NEEDS, WHICH

Queries = Iterator[tuple[Query, int]]
_MAY = ("would be", "will be", "could be", "might be", "would go", "will go", "could go")
FAILS = (
    *("fails", "goes down", "is down", "dies", "breaks", "is lost", "stops", "is unavailable"),
    *("went down", "is offline", "goes offline", "crashes", "is switched off", "is shut down"),
    *("goes", "failed", "fail", "is rebooted", "is taken down", "were to fail", "disappears"),
    *("died", "were down", "was down", "has an outage", "had an outage", "broke", "crashed"),
    *("were lost", "was lost", "were offline", "went away", "is gone", "is broken", "fell over"),
    *("has problems", "has a problem", "does not work", "is not working", "stopped"),
)
_BREAKS = (
    *("breaks", "is affected", "are affected", "would break", "would be affected", "fails"),
    *("is impacted", "will break", "will be affected", "stops working", "goes down", "happens"),
    *(
        "would fail",
        "would be impacted",
        "would happen",
        "else breaks",
        "do we lose",
        "suffers",
        "would we lose",
    ),
    *("are hit", "is hit", "would be hit", "will be hit", "get hit", "suffer", "are down"),
    *("go down", "break", "fail", "are unavailable", "stop working", "are lost", "is down"),
    *("are broken", "would go down", "will fail", "will go down", "is broken", "goes wrong"),
    *("is the impact", "would be the impact", "are impacted", "will be impacted"),
)
_IMPACT = (
    *("impact of", "the impact of", "impact of losing", "blast radius of"),
    *("the blast radius of", "what is the impact of", "what is the blast radius of"),
    *("what is the impact of losing", "the impact of losing", "impact of an outage of"),
    *("the impact of an outage of", "impact of a failure of", "what is the impact if we lose"),
    *("effect of losing", "consequences of losing"),
)
_LOSE = (
    *("we lose", "lose", "i reboot", "we reboot", "reboot", "restart", "we restart", "shut down"),
    *("we shut down", "take down", "patch", "we patch", "switch off", "losing", "stop"),
)
_BREAK = (
    *(*_BREAKS, "break", "fail", "stop working", "go down", "suffer", "be affected", "will fail"),
    *(f"{may} {down}" for may in _MAY for down in ("down", "offline", "lost", "unavailable")),
    *("would stop working", "would stop", "will stop working", "are at risk", "be down"),
)
_ALL = ("everything", "everything that", "all that", "what else", "that", "all")


def impact(nouns: Nouns, at: int) -> Queries:
    """ "what breaks if db-01 goes down?", "impact of losing db-01 on other services"."""
    starts = [*nouns.said(at, *_IMPACT)]
    for start in starts:
        yield from _impact_on(nouns, start)
    for start in nouns.said(at, "what", "which services", "which systems", "who"):
        for middle in nouns.said(start, *_BREAKS):
            starts += nouns.said(middle, "if", "when", "to", "by", "of")
    for start in starts:
        for noun, end in nouns.nouns(start):
            for after in (end, *nouns.said(end, *FAILS)):
                for found, last in nouns.reaching(Way.DEPENDS_ON, noun, after):
                    yield Query(CI, found), last


def _impact_on(nouns: Nouns, at: int) -> Queries:
    for noun, end in nouns.nouns(at):
        for found, middle in nouns.reaching(Way.DEPENDS_ON, noun, end):
            for begin in nouns.said(middle, "on"):
                for kind, last in nouns.nouns(begin):
                    if nouns.is_ci(kind.entity) and not kind.name:
                        yield Query(kind.entity, both(kind.condition, found)), last


def breaking(nouns: Nouns, at: int) -> Queries:
    """ "which services break when we lose db-01", "if db-01 goes down, what is affected"."""
    for kind, middle in _kinds(nouns, at):
        for begin in nouns.said(middle, *_BREAK):
            for start in nouns.said(begin, "if", "when", "by", "if we", "when we"):
                yield from _of_failing(nouns, start, kind)
    for start in nouns.said(at, "if", "when", "i want to", "we want to", "i need to", "before i"):
        for found, end in _failing(nouns, start):
            end += nouns.key(end) == ","
            end += nouns.key(end) == "then"
            for kind, middle in _kinds(nouns, end):
                for after in nouns.said(middle, *_BREAK):
                    for last in (after, *nouns.said(after, *DIRECT_OR_NOT)):
                        yield Query(kind.entity, both(kind.condition, found)), last


def _kinds(nouns: Nouns, at: int) -> Iterator[tuple[Noun, int]]:
    """ "which services", "what other systems", or simply "what"."""
    if nouns.key(at) in WHICH:
        yield Noun(CI), at + 1
        at += 1
    at += nouns.key(at) == "other"
    yield from (each for each in nouns.nouns(at) if nouns.is_ci(each[0].entity))


def _failing(nouns: Nouns, at: int) -> Conditions:
    """ "db-01 goes down", "we lose db-01", "(I want to) reboot db-01 tonight"."""
    for start in (at, *nouns.said(at, *_LOSE)):
        for noun, end in nouns.nouns(start) if at == start or start > at else ():
            ends = [*nouns.said(end, *FAILS), *([end] if start > at else [])]
            for after in ends:
                for soon in (after, *nouns.said(after, "tonight", "now", "tomorrow", "today")):
                    yield from nouns.reaching(Way.DEPENDS_ON, noun, soon)


def _of_failing(nouns: Nouns, at: int, kind: Noun) -> Queries:
    for found, end in _failing(nouns, at):
        yield Query(kind.entity, both(kind.condition, found)), end


def dependents(nouns: Nouns, at: int) -> Queries:
    """ "what depends on X", "everything that needs X"."""
    for start in nouns.said(at, *WHICH, *_ALL):
        for condition, end in nouns.depending(start):
            yield Query(CI, condition), end
    for start in (at, *nouns.said(at, "only", "just", "what are", "which are")):
        yield from _dependents_of(nouns, nouns.past_determiners(start))


def _dependents_of(nouns: Nouns, at: int) -> Queries:
    """ "(the) direct dependents of X", "dependencies of X"."""
    directly = nouns.key(at) in ("direct", "immediate")
    for way, words in ((Way.DEPENDS_ON, "dependents of"), (Way.SUPPORTS, "dependencies of")):
        for start in nouns.said(at + directly, words):
            for noun, end in nouns.nouns(start):
                for found, after in nouns.reaching(way, noun, end, int(directly)):
                    yield Query(CI, found), after


def needed(nouns: Nouns, at: int) -> Queries:
    """ "what does X depend on", "which servers does X need", "everything X relies on"."""
    for start in nouns.said(at, "what does", "what do", "everything", "all that", "what"):
        for found, end in _needed_by(nouns, start):
            yield Query(CI, found), end
    for start in nouns.said(at, "how many"):
        yield from _needed_of(nouns, start, Want.COUNT)
    yield from _needed_of(nouns, at + (nouns.key(at) in WHICH), Want.LIST)


def unneeded(nouns: Nouns, at: int) -> Queries:
    """ "which servers does nothing depend on"."""
    for noun, middle in nouns.nouns(at + (nouns.key(at) in WHICH)):
        for start in nouns.said(middle, "does", "do") if nouns.is_ci(noun.entity) else ():
            for end in nouns.said(start, *NOTHING_NEEDS):
                alone = Not(Reaches(Way.SUPPORTS, IsA(CI), 1))
                yield Query(noun.entity, both(noun.condition, alone)), end


def _needed_of(nouns: Nouns, at: int, want: Want) -> Queries:
    """ "(which) servers does X need"."""
    for noun, middle in nouns.nouns(at):
        for start in nouns.said(middle, "does", "do"):
            for found, end in _needed_by(nouns, start):
                if nouns.is_ci(noun.entity):
                    yield Query(noun.entity, both(noun.condition, found), want), end
            for other, end in nouns.nouns(start):
                for after in nouns.said(end, "run on", "runs on", "running on"):
                    if "runs" in nouns.schema.links(noun.entity) and other.condition:
                        runs = Has("runs", other.condition)
                        yield Query(noun.entity, both(noun.condition, runs), want), after


def _needed_by(nouns: Nouns, at: int) -> Conditions:
    for noun, end in nouns.nouns(at):
        for after in nouns.said(end, *NEEDS, "use"):
            for last in (after, *nouns.said(after, "to work", "to run", "to function")):
                yield from nouns.reaching(Way.SUPPORTS, noun, last)
