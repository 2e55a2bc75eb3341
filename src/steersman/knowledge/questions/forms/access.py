"""Who is in a group, which groups and accounts somebody has, and what they get into."""

from __future__ import annotations

from collections.abc import Iterator

from steersman.knowledge.queries.model import Condition, Has, Query, Want, both
from steersman.knowledge.questions.access import ACCOUNT, ACTIVE, ENTITLEMENT
from steersman.knowledge.questions.forms.lists import COUNTING
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import PEOPLE, Noun
from steersman.knowledge.questions.said import BE, DO, WHICH

Queries = Iterator[tuple[Query, int]]
_LEADING = ("of", "for", "does", "do", "did", "is", "has", "are", "was", "were")
_MEMBERS = ("members of", "member of", "the members of", "members in", "users in", "people in")
_IN = (
    *("in", "a member of", "member of", "part of", "have", "hold", "got", "belong to", "assigned"),
    *("assigned to", "granted", "given", "has", "on", "have access to", "use", "with", ""),
)
_ENTERS = tuple(
    f"{may}{enter}"
    for may in ("", "can ", "still ")
    for enter in ("access", "log in to", "log into", "sign in to", "get into", "use", "log on to")
)
_HAS_ACCESS = ("have access to", "has access to", "have access", "has access", "get access to")
_ACCESS_OF = (
    *("access of", "access rights of", "access for", "the access of", "what access does"),
    *("which access does", "what access rights does", "what rights does", "what permissions does"),
    *("which permissions does", "which rights does", "which access rights does"),
)
# How it is asked what somebody may enter: before the name, and behind it.
_ACCESS_SAID = (
    (
        ("what can", "what could", "where can", "what may", "which can"),
        (*_ENTERS, *_HAS_ACCESS, "log in", "sign in", "log on"),
    ),
    (
        ("what does", "what do", "what all does", "what is", "where does"),
        (*_HAS_ACCESS, "allowed to access", "able to access"),
    ),
    (_ACCESS_OF, ("have", "hold", "got", "")),
)


def entitled(nouns: Nouns, at: int) -> Queries:
    """ "members of vpn-users", "which groups is Ann in", "what can Ann access"."""
    yield from _members(nouns, at)
    yield from _groups(nouns, at)
    yield from _reach(nouns, at)


def _members(nouns: Nouns, at: int) -> Queries:
    """ "members of vpn-users", "vpn-users members", "how many members does vpn-users have"."""
    starts = [(at, Want.LIST), *((start, Want.LIST) for start in nouns.said(at, "who are"))]
    starts += [(start, Want.COUNT) for start in nouns.said(at, *COUNTING)]
    for start, want in starts:
        for begin in nouns.said(start, *_MEMBERS):
            yield from _in_group(nouns, begin, want, ("",))
        yield from _in_group(nouns, start, want, ("members", "member list", "membership"))
        for begin in nouns.said(start, "members", "people", "users"):
            for middle in nouns.said(begin, "does", "do", "are in", "has"):
                yield from _in_group(nouns, middle, want, ("have", "contain", "include", ""))


def _in_group(nouns: Nouns, at: int, want: Want, tails: tuple[str, ...]) -> Queries:
    for noun, end in nouns.nouns(at):
        if noun.name and nouns.lexicon.is_a(noun.entity, ENTITLEMENT):
            where = Has("accounts", Has("entitlements", noun.condition))
            bare = [end] if "" in tails else []
            for after in (*bare, *nouns.said(end, *tails)):
                yield Query(PEOPLE, where, want), after


def _groups(nouns: Nouns, at: int) -> Queries:
    """ "which groups is Ann Smith in", "roles of Ann Smith", "Ann Smith's groups"."""
    starts = [(at + (nouns.key(at) in WHICH), Want.LIST), (at, Want.LIST)]
    starts += [(start, Want.COUNT) for start in nouns.said(at, *COUNTING)]
    starts += [(start, Want.LIST) for start in nouns.said(at, "what are", "in which", "in what")]
    for start, want in dict.fromkeys(starts):
        start = nouns.past_determiners(start)
        for kind, middle in nouns.nouns(start):
            if kind.name or not _is_access(nouns, kind):
                continue
            for begin in nouns.said(middle, *_LEADING):
                for who, end in _holders(nouns, begin):
                    for after in {end, *nouns.said(end, *_IN)}:
                        yield Query(kind.entity, both(kind.condition, _of(kind, who)), want), after
        for who, middle in _holders(nouns, start, named=True):
            for kind, end in nouns.nouns(middle):
                if not kind.name and _is_access(nouns, kind):
                    yield Query(kind.entity, both(kind.condition, _of(kind, who)), want), end


def _is_access(nouns: Nouns, kind: Noun) -> bool:
    return nouns.lexicon.root(kind.entity) in (ACCOUNT, ENTITLEMENT)


def _holders(nouns: Nouns, at: int, *, named: bool = False) -> Iterator[tuple[Condition, int]]:
    """A person, or an account that is nobody's, as a condition on an account."""
    for noun, end in nouns.nouns(at):
        if noun.condition and noun.entity == PEOPLE and (noun.name or not named):
            yield Has("owner", noun.condition), end
        elif noun.condition and noun.entity == ACCOUNT and noun.name:
            yield noun.condition, end


def _of(kind: Noun, account: Condition) -> Condition:
    return account if kind.entity == ACCOUNT else Has("accounts", account)


def _reach(nouns: Nouns, at: int) -> Queries:
    """ "what can Ann Smith access", "what does Ann have access to": accounts and what they hold."""
    for openings, tails in _ACCESS_SAID:
        for start in nouns.said(at, *openings):
            for who, end in _holders(nouns, start):
                for after in (*([end] if "" in tails else []), *nouns.said(end, *tails)):
                    yield _all_of(who), after
    for start in nouns.said(at, "which systems", "what systems", "which applications"):
        start += nouns.key(start) in DO | BE | {"can"}
        for who, end in _holders(nouns, start):
            for after in nouns.said(end, *_ENTERS, *_HAS_ACCESS):
                yield Query(ACCOUNT, both(ACTIVE, who)), after


def _all_of(who: Condition) -> Query:
    """The accounts that let them in, and what these hold."""
    active = both(ACTIVE, who)
    return Query(ACCOUNT, active, also=Query(ENTITLEMENT, Has("accounts", active)))
