"""One fact about a thing: who owns it, where it is, which version it runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from steersman.knowledge.queries.model import Has, Query, Want, both
from steersman.knowledge.queries.schema import FieldType
from steersman.knowledge.questions.forms.grouping import field_at
from steersman.knowledge.questions.nouns import Nouns
from steersman.knowledge.questions.phrase import PEOPLE, SOFTWARE, Noun
from steersman.knowledge.questions.said import BE

Queries = Iterator[tuple[Query, int]]
_HAS_IT = frozenset(["have", "has", "run", "use", "running", "got", "on", "in", "under", "belong"])
_WHERE = ("where is", "where are", "where", "in which city is", "in which location is")
_WHAT = (
    *("what is", "what are", "which", "what", "how much", "who is", "in which", "in what"),
    *("how long is", "how long are", "how high is", "how high are"),
    *("on which", "on what", "under which", "what kind of", "to which", "who are", "from which"),
)
_OF = ("of", "for", "does", "do", "is", "are", "on", "did", "has", "have", "was")
_RUN_ON = ("does", "do", "is on", "is running on", "on", "runs on", "is installed on")
_HOW: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("critical", "important"), ("criticality",)),
    **dict.fromkeys(("big", "large"), ("size_gb", "capacity_tb")),
    "expensive": ("cost",),
    "old": ("purchased_on", "purchased", "installed_on"),
}
# Behind a name, and nothing else: "lt-033 who".
_BARE: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("who", "who has it", "user", "assigned to", "with whom"), ("holder", "owner")),
    **dict.fromkeys(("where", "location", "where is it"), ("location", "host")),
}
_PORTRAIT = ("title", "department", "manager", "mail", "employment_status")
_HOLDER = ("holder", "owner")
_WHO = {
    "owns": ("owner", "holder"),
    "the owner of": ("owner",),
    "own": ("owner",),
    "manages": ("managed_by", "manager"),
    "looks after": ("managed_by", "owner"),
    "runs": ("managed_by", "owner"),
    "is responsible for": ("owner", "managed_by"),
    "responsible for": ("owner", "managed_by"),
    **dict.fromkeys(("look after", "manage", "maintains", "maintain"), ("managed_by", "owner")),
    **dict.fromkeys(("administers", "administer", "supports", "support"), ("managed_by",)),
    **dict.fromkeys(("raised", "opened", "requested", "submitted", "logged"), ("requester",)),
    **dict.fromkeys(("reported", "asked for", "created", "filed"), ("requester",)),
    **dict.fromkeys(("owned by", "belongs to"), ("owner",)),
    **dict.fromkeys(("held by", "used by", "lent to", "given to", "hold", "use"), _HOLDER),
    **dict.fromkeys(("looked after by", "run by", "maintained by"), ("managed_by",)),
    **dict.fromkeys(("made", "makes", "built", "manufactures"), ("manufacturer", "vendor")),
    **dict.fromkeys(("issued", "signed"), ("issuer",)),
    "holds": _HOLDER,
    "has": _HOLDER,
    "uses": _HOLDER,
    "using": _HOLDER,
    "the manager of": ("manager", "managed_by"),
    "assigned to": _HOLDER,
    "managed by": ("managed_by",),
    "supplies": ("vendor", "supplier"),
}


_WHICH_TEAMS = ("which teams", "what teams", "which people", "whose team")


def fact(nouns: Nouns, at: int) -> Queries:
    """ "where is web-01", "web-01's serial number", "what OS does web-01 run"."""
    yield from _where(nouns, at)
    yield from _how(nouns, at)
    yield from _how_many(nouns, at)
    yield from _called(nouns, at)
    yield from _of_holder(nouns, at)
    for start in nouns.said(at, "who is", "who was"):
        for noun, end in nouns.nouns(start):
            if noun.entity == PEOPLE and noun.name:
                yield Query(PEOPLE, noun.condition, Want.SHOW, _PORTRAIT), end
    for start in (at, *nouns.said(at, *_WHAT)):
        yield from _of_thing(nouns, start)
        for entity in nouns.schema.entities:
            yield from _field_first(nouns, start, entity)


def _where(nouns: Nouns, at: int) -> Queries:
    for start in nouns.said(at, *_WHERE):
        for noun, end in nouns.nouns(start):
            end += nouns.key(end) in ("located", "based", "hosted", "kept")
            if "location" in nouns.schema.fields(noun.entity):
                yield Query(noun.entity, noun.condition, Want.SHOW, ("location",)), end
    for start in nouns.said(at, "where does", "where do"):
        for noun, end in nouns.nouns(start):
            for after in nouns.said(end, "sit", "work", "live") if noun.entity == PEOPLE else ():
                yield Query(PEOPLE, noun.condition, Want.SHOW, ("location",)), after


def _how(nouns: Nouns, at: int) -> Queries:
    """ "how critical is the order gateway"."""
    for start in nouns.said(at, "how"):
        candidates = _HOW.get(nouns.key(start), ())
        for noun, end in nouns.nouns(start + 2) if nouns.key(start + 1) in BE else ():
            yield from _show(nouns, noun, candidates, end)


def _how_many(nouns: Nouns, at: int) -> Queries:
    """ "how many CPUs does web-01 have": a number on record, and no things to count."""
    for start in nouns.said(at, "how many"):
        for entity in nouns.schema.entities:
            for field, middle in nouns.lexicon.fields(nouns.words, start, entity, FieldType.NUMBER):
                for begin in nouns.said(middle, "does", "do", "has", "are in", "are there in"):
                    for noun, end in nouns.nouns(begin):
                        if noun.entity == entity and noun.name:
                            end += nouns.key(end) in _HAS_IT
                            yield Query(entity, noun.condition, Want.SHOW, (field,)), end


def _of_holder(nouns: Nouns, at: int) -> Queries:
    """ "what laptop model does Ann Smith have"."""
    for start in nouns.said(at, "what", "which"):
        for kind, middle in nouns.lexicon.kinds(nouns.words, start):
            holds = "holder" in nouns.schema.links(kind.entity)
            for field, begin in field_at(nouns, middle, kind.entity) if holds else ():
                for after in nouns.said(begin, "does", "do", "has", "is"):
                    for who, end in nouns.nouns(after):
                        if who.entity == PEOPLE and who.condition:
                            end += nouns.key(end) in _HAS_IT
                            where = both(kind.condition, Has("holder", who.condition))
                            yield Query(kind.entity, where, Want.SHOW, (field,)), end


def _called(nouns: Nouns, at: int) -> Queries:
    """ "what is VLAN 99 called", "the name of VLAN 99"."""
    for start in nouns.said(at, "what is", "what are", "how is"):
        for noun, middle in nouns.nouns(start):
            for end in nouns.said(middle, "called", "named") if noun.condition else ():
                yield Query(noun.entity, noun.condition, Want.SHOW, ("name",)), end


def _of_thing(nouns: Nouns, at: int) -> Queries:
    """ "web-01's serial number"."""
    for noun, end in nouns.nouns(at):
        one = noun.name or nouns.was_said(noun)  # "their manager"
        for field, after in field_at(nouns, end, noun.entity) if one else ():
            yield Query(noun.entity, noun.condition, Want.SHOW, (field,)), after
        for said, fields in _BARE.items() if noun.name else ():
            for after in nouns.said(end, said):
                yield from _show(nouns, noun, fields, after)


def _field_first(nouns: Nouns, at: int, entity: str) -> Queries:
    """ "serial number of web-01", "OS does web-01 run"."""
    for field, end in field_at(nouns, at, entity):
        for middle in (end, *nouns.said(end, *_OF)):
            for noun, after in nouns.nouns(middle):
                if noun.entity == entity and noun.condition and (middle > end or noun.name):
                    after += nouns.key(after) in _HAS_IT
                    yield Query(entity, noun.condition, Want.SHOW, (field,)), after


def who(nouns: Nouns, at: int) -> Queries:
    """ "who owns the order gateway?": the field that says who."""
    for start in nouns.said(at, "who", "which team", "what team", "which person", *_WHICH_TEAMS):
        begin = start + (nouns.key(start) in BE)
        team = nouns.words[start - 1].plain == "team"
        for verb, candidates in _WHO.items():
            if team and "managed_by" in candidates:
                candidates = ("managed_by",)
            for middle in nouns.said(begin, verb):
                for noun, end in nouns.nouns(middle):
                    yield from _show(nouns, noun, candidates, end)
            for noun, end in nouns.nouns(begin):
                for after in nouns.said(end, verb):
                    yield from _show(nouns, noun, candidates, after)


def several_facts(nouns: Nouns, at: int) -> Queries:
    """ "owner and team of web-01", "web-01's serial, owner and location"."""
    for start in (at, *nouns.said(at, *_WHAT)):
        for entity in nouns.schema.entities:
            for fields, end in _several(nouns, start, entity):
                for middle in nouns.said(end, *_OF):
                    for noun, after in nouns.nouns(middle):
                        if noun.entity == entity and noun.name:
                            after += nouns.key(after) in _HAS_IT
                            yield Query(entity, noun.condition, Want.SHOW, fields), after
        for noun, end in nouns.nouns(start):
            for fields, after in _several(nouns, end, noun.entity) if noun.name else ():
                yield Query(noun.entity, noun.condition, Want.SHOW, fields), after


def _several(nouns: Nouns, at: int, entity: str) -> Iterator[tuple[tuple[str, ...], int]]:
    """Two fields or more."""
    for first, end in field_at(nouns, at, entity):
        begin = end
        while nouns.key(begin) in ("and", ","):
            begin += 1
        for field, after in field_at(nouns, begin, entity) if begin > end else ():
            yield (first, field), after
        for more, after in _several(nouns, begin, entity) if begin > end else ():
            yield (first, *more), after


def _show(nouns: Nouns, noun: Noun, candidates: tuple[str, ...], at: int) -> Queries:
    field = nouns.lexicon.best(candidates, noun.entity)
    if field and noun.condition:
        yield Query(noun.entity, noun.condition, Want.SHOW, (field,)), at


def whose(nouns: Nouns, at: int) -> Queries:
    """ "whose laptop is lt-033"."""
    for start in nouns.said(at, "whose"):
        for kind, end in nouns.lexicon.kinds(nouns.words, start):
            for noun, after in nouns.nouns(end + 1) if nouns.key(end) in BE else ():
                if noun.name and nouns.lexicon.is_a(noun.entity, kind.entity):
                    yield from _show(nouns, noun, _HOLDER, after)


def version_on(nouns: Nouns, at: int) -> Queries:
    """ "what version of OpenSSL does web-01 run", "which OpenSSL version is on web-01"."""
    for begin in (at, *nouns.said(at, "what version of", "which version of", "what", "which")):
        for value, end in nouns.values(begin, SOFTWARE):
            end += nouns.key(end) == "version"
            for middle in nouns.said(end, *_RUN_ON):
                for noun, after in nouns.nouns(middle):
                    after += nouns.key(after) in _HAS_IT
                    where = both(value, Has("host", noun.condition))
                    if nouns.is_ci(noun.entity):
                        yield Query(SOFTWARE, where, Want.SHOW, ("version",)), after
