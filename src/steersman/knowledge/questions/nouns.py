"""Noun phrases: "production servers in London that run OpenSSL older than 3.0.13"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from steersman.knowledge.queries.model import (
    All,
    Compare,
    Condition,
    Has,
    IsA,
    Known,
    Op,
    Some,
    both,
    negated,
)
from steersman.knowledge.questions.comparators import comparisons, dates
from steersman.knowledge.questions.lexicon import Kind, Lexicon, Name
from steersman.knowledge.questions.modifiers import Modifiers
from steersman.knowledge.questions.phrase import HOST, PEOPLE, SOFTWARE, Noun, either, field_of
from steersman.knowledge.questions.said import BE, DO, RELATIVE
from steersman.knowledge.questions.words import Word

COMERS_AND_GOERS = {
    "leaver": "end_date",
    "departure": "end_date",
    "joiner": "start_date",
    "starter": "start_date",
    "hire": "start_date",
}
LONGEST = 8  # words before a noun
_IT = frozenset(["it", "its"])
PRONOUNS = frozenset(["they", "them", "their"])
PRONOUNS_OF_PEOPLE = PRONOUNS | {"he", "she", "him", "her", "his"}
MOST_NAMES = 20  # things that are named together
_ALL_OF_THEM = frozenset(["fleet", "estate", "population", "landscape"])  # "the server fleet"
NUMBERED = {"vlan": "vlan_id"}  # kinds that people call by a number


@dataclass(frozen=True, slots=True)
class _Versioned:
    """A condition that names an operating system or software, open for its version."""

    field: tuple[str, str]  # the kind that has the version, and the field
    rest: tuple[Condition, ...]
    software: Condition | None = None

    def told(self, version: Condition) -> Condition | None:
        if self.software is None:
            return both(*self.rest, version)
        return both(*self.rest, Has("software", both(self.software, version)))


def _versioned(condition: Condition | None) -> Iterator[_Versioned]:
    """None where nothing is named that has versions, or more than one thing."""
    parts = condition.conditions if isinstance(condition, All) else (condition,)
    known = tuple(each for each in parts if each is not None)
    if any(field_of(each) == "os_version" for each in known):
        return
    system = [each for each in known if isinstance(each, Compare) and each.field == "os"]
    programs = [each for each in known if isinstance(each, Has) and each.link == "software"]
    if len(system) == 1 and not programs:
        yield _Versioned((HOST, "os_version"), known)
    elif len(programs) == 1 and not system and isinstance(programs[0].condition, Compare):
        rest = tuple(each for each in known if each is not programs[0])
        if programs[0].condition.field == "software":
            yield _Versioned((SOFTWARE, "version"), rest, programs[0].condition)


def _numbered(kind: Kind, key: str) -> Iterator[Noun]:
    field = NUMBERED.get(kind.entity)
    if field and key.isdigit():
        yield Noun(kind.entity, Compare(field, Op.IS, float(key)), key)


class Nouns(Modifiers):
    def __init__(
        self,
        words: Sequence[Word],
        lexicon: Lexicon,
        today: date,
        before: Sequence[Noun] = (),
        *,
        even_kinds: bool = False,
    ) -> None:
        """``even_kinds``: a word for a kind may be a name too, as of a network called Guests."""
        super().__init__(words, lexicon, today)
        self._before, self._even_kinds = before, even_kinds
        self._known: dict[int, tuple[tuple[Noun, int], ...]] = {}

    def nouns(self, at: int) -> Sequence[tuple[Noun, int]]:
        at = self.past_determiners(at)
        if at not in self._known:
            self._known[at] = ()  # a phrase does not begin with itself
            readings = (
                *(self._named(at), self._of_kind(at), self._pronoun(at), self._members(at)),
                self._together(at),
            )
            found = dict.fromkeys(each for reading in readings for each in reading)
            self._known[at] = tuple(sorted(found, key=lambda each: -each[1]))
        return self._known[at]

    def _members(self, at: int) -> Iterator[tuple[Noun, int]]:
        """ "members of vpn-users", and what is said of them."""
        for begin in self.said(at, *(f"{who} of" for who in ("members", "member", "users"))):
            for condition, end in self.members(begin):
                for more, after in self.behind(PEOPLE, end):
                    yield Noun(PEOPLE, both(condition, more)), after

    def _pronoun(self, at: int) -> Iterator[tuple[Noun, int]]:
        """ "it" or "they", where the question has said before who or what that is."""
        for each in self._before:
            one = bool(each.name)
            found = isinstance(each.condition, Has)  # who was asked for: one person, or some
            person = each.entity == PEOPLE and (one or found)
            said = PRONOUNS_OF_PEOPLE if person else PRONOUNS if not one else _IT
            if self.key(at) in said or (one and self._is_that(at)):
                yield each, self.reach(at + 1)

    def was_said(self, noun: Noun) -> bool:
        """Whether a pronoun means it, which the question has said before."""
        return noun in self._before

    def _is_that(self, at: int) -> bool:
        """ "where does that run": no more than "it"."""
        return self.key(at) in ("that", "this") and self.key(at - 1) in BE | DO

    def about(self, at: int) -> Iterator[tuple[Noun, int]]:
        """A noun, and what a verb behind it still says: "how many servers … run Debian"."""
        for noun, end in self.nouns(at):
            yield noun, end
            for begin in (end, *self.said(end, "do we have", "are there", "we have", "we run")):
                for condition, after in self.modifiers(noun.entity, begin):
                    yield Noun(noun.entity, both(noun.condition, condition)), after

    def _named(self, at: int) -> Iterator[tuple[Noun, int]]:
        """ "web-01", "the order gateway service", "the service order gateway"."""
        for kind, end in self.lexicon.kinds(self.words, at):
            for name, after in self.lexicon.names(self.words, end):
                if self.lexicon.is_a(name.entity, kind.entity):
                    yield Noun(kind.entity, name.condition, name.name), self.reach(after)
            yield from self._called_behind(kind, end)
        for name, end in self.lexicon.names(self.words, at):
            if self._is_kind(at, end):  # "servers", where a VLAN is called so
                continue
            yield Noun(name.entity, name.condition, name.name), self.reach(end)
            yield from self._and_others(name, end)
            for kind, after in self.lexicon.kinds(self.words, end):
                if self.lexicon.is_a(name.entity, kind.entity):
                    yield Noun(kind.entity, name.condition, name.name), self.reach(after)

    def _is_kind(self, at: int, end: int) -> bool:
        quoted = self.words[at].quoted or self._even_kinds
        kinds = self.lexicon.kinds(self.words[:end], at)
        return not quoted and any(after == end for _, after in kinds)

    def _called_behind(self, kind: Kind, at: int) -> Iterator[tuple[Noun, int]]:
        """ "(the subnet) of the lab", "(VLAN) 99"."""
        for begin in self.said(at, "of the", "of", "for the", "for"):
            for name, after in self.lexicon.names(self.words, begin):
                if self.lexicon.is_a(name.entity, kind.entity):
                    yield Noun(name.entity, name.condition, name.name), self.reach(after)
        for noun in _numbered(kind, self.key(at)):
            yield noun, self.reach(at + 1)

    def _and_others(self, name: Name, at: int) -> Iterator[tuple[Noun, int]]:
        """ "web-01, web-02 and web-03"."""
        found, end = [name], at
        while self.key(end) in ("and", ",", "or") and len(found) < MOST_NAMES:
            end += 1
            end += self.key(end) in ("and", "or")
            more = next(iter(self.lexicon.names(self.words, end)), None)
            if more is None or self.lexicon.root(more[0].entity) != self.lexicon.root(name.entity):
                return
            found, end = [*found, more[0]], more[1]
        if len(found) > 1:
            kinds = {each.entity for each in found}
            entity = name.entity if len(kinds) == 1 else self.lexicon.root(name.entity)
            either_ = Some(tuple(dict.fromkeys(each.condition for each in found)))
            yield Noun(entity, either_), self.reach(end)

    def _of_kind(self, at: int) -> Iterator[tuple[Noun, int]]:
        for start in range(at, min(at + LONGEST, len(self.words))):
            for kind, end in self.lexicon.kinds(self.words, start):
                end += self.key(end) in _ALL_OF_THEM
                for before in self._adjectives(at, start, kind.entity):
                    first = both(kind.condition, before)
                    for more, after in self.behind(kind.entity, self.reach(end)):
                        told = both(first, more)
                        yield Noun(kind.entity, told), after
                        yield from self._of_version(Noun(kind.entity, told), after)
            yield from self._comers_and_goers(at, start)
            yield from self._of_model(at, start)

    def _together(self, at: int) -> Iterator[tuple[Noun, int]]:
        """ "servers and VMs in London": of the nearest kind that holds both."""
        for one, middle in self.lexicon.kinds(self.words, at):
            if one.condition or self.key(middle) not in ("and", "or"):
                continue
            for other, end in self.lexicon.kinds(self.words, middle + 1):
                entity = self._holding_both(one, other)
                either_ = Some((IsA(one.entity), IsA(other.entity)))
                for more, after in self.behind(entity, self.reach(end)) if entity else ():
                    yield Noun(entity, both(either_, more)), after

    def _holding_both(self, one: Kind, other: Kind) -> str:
        """The narrowest kind; empty where they have none in common, or one holds the other."""
        kinds = self.schema.kinds(one.entity), self.schema.kinds(other.entity)
        if other.condition or kinds[0] & kinds[1]:
            return ""
        known = {each: self.schema.kinds(each) for each in self.schema.entities}
        wide = [each for each, below in known.items() if kinds[0] | kinds[1] <= below]
        return min(wide, key=lambda each: len(known[each]), default="")

    def _of_version(self, noun: Noun, at: int) -> Iterator[tuple[Noun, int]]:
        """ "(Ubuntu hosts) that are not on 24.04": the version of what was named before."""
        place, no = at, False
        while self.key(place) in RELATIVE or self.key(place) in BE | DO | {"not", "still"}:
            no = no or self.key(place) == "not"
            place += 1
        place += self.key(place) in ("run", "running", "on", "using")
        for narrow in _versioned(noun.condition):
            field = self.schema.field(*narrow.field)
            for version, end in comparisons(self.words, place, field, self.today):
                told = narrow.told(negated(version) if no else version)
                for more, after in self.behind(noun.entity, self.reach(end)):
                    yield Noun(noun.entity, both(told, more)), after

    def _of_model(self, at: int, start: int) -> Iterator[tuple[Noun, int]]:
        """ "ThinkPads in London": things called by their model."""
        word = self.words[start]
        for value in self.lexicon.vocabulary.values(word.plain) if word.plain != word.key else ():
            for before in (
                self._adjectives(at, start, value.entity) if _names_a_kind(value.field) else ()
            ):
                first = both(value.condition, before)
                for more, after in self.behind(value.entity, self.reach(start + 1)):
                    yield Noun(value.entity, both(first, more)), after

    def _comers_and_goers(self, at: int, start: int) -> Iterator[tuple[Noun, int]]:
        """ "leavers last month", "new joiners in Sales this week": the day is theirs."""
        field = COMERS_AND_GOERS.get(self.words[start].plain)
        known = Known(field, True) if field else None  # who stays has no last day
        for before in self._adjectives(at, start, PEOPLE) if field else ():
            for when, end in dates(self.words, start + 1, field or "", self.today, ahead=False):
                for more, after in self.behind(PEOPLE, self.reach(end)):
                    yield Noun(PEOPLE, both(before, known, when, more)), after
            for more, middle in self.modifiers(PEOPLE, start + 1):
                for when, end in dates(self.words, middle, field or "", self.today, ahead=False):
                    yield Noun(PEOPLE, both(before, known, more, when)), self.reach(end)

    def _adjectives(
        self,
        at: int,
        end: int,
        entity: str,
        before: Condition | None = None,
        last: Condition | None = None,
    ) -> Iterator[Condition | None]:
        """Conditions that together use up exactly the words before the noun.

        ``last``: the nearest of those read so far; "staging and test servers" are either.
        """
        if at == end:
            yield both(before, last)
            return
        by = self.key(at) if self.key(at) in ("and", ",", "or") else ""
        step = at + bool(by)
        if end == at + 1 and self.key(at) == "new" and self.words[end].plain in COMERS_AND_GOERS:
            yield both(before, last)
            return
        no = self.key(step) in ("non", "not")
        for condition, after in self.adjective(step + no, entity):
            said = negated(condition) if no else condition
            if after > end or (by == "or" and last is None):
                continue
            if last is not None and (by == "or" or _alike(last, said)):
                if by:  # "London Paris servers" is neither the one nor the other
                    yield from self._adjectives(after, end, entity, before, either(last, said))
            else:
                yield from self._adjectives(after, end, entity, both(before, last), said)


def _names_a_kind(field: str) -> bool:
    """Whether people call things by the values of the field: "ThinkPads", "subscriptions"."""
    return field in ("model", "title") or field.endswith("_type")


def _alike(one: Condition, other: Condition) -> bool:
    """Values of one field, of which a thing has only one."""
    same = field_of(one) == field_of(other)
    return same and isinstance(other, Compare) and other.op is Op.IS
