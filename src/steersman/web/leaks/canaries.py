"""Words that only hidden objects have: seen in an answer, they prove a leak.

A word counts for an asker when every object and field in which it stands is hidden from them.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.records.permissions import role_assignments
from steersman.web.leaks.oracle import Oracle
from steersman.web.leaks.things import (
    LEDGER,
    WHOLE,
    Owner,
    Thing,
    Told,
    asked_about,
    ids_of,
    parts,
    tables_of_kinds,
    things,
)
from steersman.web.leaks.words import can_tell, own_words, words_in_one, words_of

COMMON = 40  # places; a word that stands in more of them tells nothing of one
LARGE = 20_000  # objects; a kind with no more of them is read whole before anybody asks
MOST_WORDS = 200  # of one object's text that are looked for
NAMES = frozenset({"given_name", "family_name"})
PERSON, WORK = "person", "work_item"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a word stands on record."""

    kind: str
    id: str
    field: str


@dataclass
class Sample:
    """The objects that are looked for, chosen by seed where there are more of a kind than that."""

    objects: dict[str, int] = field(default_factory=dict)  # kind → how many there are
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    places: dict[str, list[Place]] = field(default_factory=lambda: defaultdict(list))  # of a word
    words: dict[Owner, list[str]] = field(default_factory=lambda: defaultdict(list))

    known: set[str] = field(default_factory=set)  # words and ids that are on record

    def is_large(self, kind: str) -> bool:
        """Whether only the chosen ones of a kind were read.

        A word that was shown is then looked for in all the others before it counts as a leak.
        """
        return self.objects[kind] > LARGE


def sample(connection: sa.Connection, most: int, draw: random.Random) -> Sample:
    """Choose objects, and find out where else each of their words stands."""
    made = Sample()
    kinds = [kind for kind in sorted(tables_of_kinds()) if kind != LEDGER]
    for kind in kinds:
        known = ids_of(connection, kind)
        made.objects[kind] = len(known)
        made.known.update(each.casefold() for each in known)
        made.chosen[kind] = tuple(sorted(draw.sample(known, min(most, len(known)))))
    wanted = _words_of_chosen(connection, made)
    common: set[str] = set()
    for kind in kinds:
        for thing in things(connection, kind, made.chosen[kind] if made.is_large(kind) else None):
            _note(made, thing, wanted, common)
    for word in common:
        del made.places[word]
    made.known.update(made.places)
    return made


def _words_of_chosen(connection: sa.Connection, made: Sample) -> set[str]:
    """The words of the chosen objects that can tell; the first of each object are enough."""
    own, wanted = own_words(), set[str]()
    for kind, ids in made.chosen.items():
        for thing in things(connection, kind, ids):
            told = made.words[kind, thing.id]
            for word in _telling(thing, own):
                if word not in told and len(told) < MOST_WORDS:
                    told.append(word)
            wanted.update(told)
    return wanted


def _telling(thing: Thing, own: frozenset[str]) -> Iterator[str]:
    """The id first, then what stands in the fields."""
    for text in (thing.id, *thing.fields.values()):
        for word in words_of(text):
            if can_tell(word) and word not in own:
                yield word


def _note(made: Sample, thing: Thing, wanted: set[str], common: set[str]) -> None:
    """Where the wanted words of one thing stand.  Most things have none: one look tells that."""
    if wanted.isdisjoint(words_in_one(" ".join(thing.fields.values()))):
        return
    for name, text in thing.fields.items():
        for word in wanted.intersection(words_of(text)):
            made.places[word].append(Place(thing.kind, thing.id, name))
            if len(made.places[word]) > COMMON:
                common.add(word)
                wanted.discard(word)


def forbidden(made: Sample, oracle: Oracle, asker: Principal) -> Mapping[str, Place]:
    """The words that this asker must not be shown, each with one place where it stands."""
    return {
        word: next((each for each in places if each.id.casefold() == word), places[0])
        for word, places in made.places.items()
        if not any(oracle.sees(asker, each.kind, each.id, each.field) for each in places)
    }


def hidden_from(made: Sample, oracle: Oracle, asker: Principal) -> Mapping[str, Sequence[str]]:
    """Kind to the chosen objects that the asker may see nothing of."""
    return {
        kind: [each for each in ids if not oracle.sees(asker, kind, each)]
        for kind, ids in made.chosen.items()
        if not oracle.sees_all(asker, kind)
    }


@dataclass(frozen=True, slots=True)
class Suspect:
    """A word that an asker was shown, and that seems to be hidden from them."""

    asker: Principal
    word: str
    place: Place


def excused(
    connection: sa.Connection,
    oracle: Oracle,
    suspects: Collection[Suspect],
    unread: Sequence[str] = (),
) -> frozenset[tuple[str, str]]:
    """(asker, word) that the asker may read elsewhere: in the history or the work of something.

    ``unread``: kinds of which not every object was read before.

    Who is named in work that somebody may see (who asked, who may decide) is known to them by
    name, and by no more than that.
    """
    asking: dict[str, list[Suspect]] = defaultdict(list)
    for each in suspects:
        asking[each.word].append(each)
        if each.place.kind == PERSON and each.place.field in NAMES:
            asking[each.place.id.casefold()].append(each)
    if not asking:
        return frozenset()
    found, work_of = set(_deciders_known(connection, oracle, suspects)), asked_about(connection)
    for owners, text in chain(_told(connection), _fields(connection, unread)):
        for word in asking.keys() & words_in_one(text):
            for each in asking[word]:
                if _may(oracle, each.asker, owners, work_of):
                    found.add((each.asker.id, each.word))
    return frozenset(found)


def _deciders_known(
    connection: sa.Connection, oracle: Oracle, suspects: Iterable[Suspect]
) -> Iterator[tuple[str, str]]:
    """Work says who may approve it, to everybody who sees that work."""
    c = role_assignments.c
    deciding = {
        role for rule in oracle.rules if rule.speaks_of("approve", WORK) for role in rule.roles
    }
    deciders = set(connection.scalars(sa.select(c.principal).where(c.role.in_(deciding))))
    for each in suspects:
        named = each.place.kind == PERSON and each.place.field in NAMES
        if named and each.place.id in deciders and oracle.count(each.asker, WORK):
            yield each.asker.id, each.word


def parts_shown(
    connection: sa.Connection, oracle: Oracle, asked: Iterable[tuple[Principal, str]]
) -> frozenset[tuple[str, str]]:
    """(asker, word) where the word is part of something longer that the asker may read.

    Searches look for parts of words too, so such a word may be answered unlike one of nothing.
    """
    waiting = {(asker.id, word): asker for asker, word in asked}
    words = {word for _, word in waiting}
    found = set[tuple[str, str]]()
    for kind in sorted(tables_of_kinds()) if waiting else ():
        for thing in things(connection, kind):
            for name, text in thing.fields.items():
                small = text.casefold()
                for word in (each for each in words if each in small):
                    found.update(
                        key
                        for key, asker in waiting.items()
                        if key[1] == word and oracle.sees(asker, kind, thing.id, name)
                    )
    return frozenset(found)


def _fields(
    connection: sa.Connection, kinds: Sequence[str]
) -> Iterator[tuple[tuple[Told, ...], str]]:
    for kind in kinds:
        for thing in things(connection, kind):
            for name, text in thing.fields.items():
                yield ((kind, thing.id, name),), text


def _told(connection: sa.Connection) -> Iterator[tuple[tuple[Told, ...], str]]:
    yield from parts(connection)
    for thing in things(connection, WORK):
        yield ((WORK, thing.id, WHOLE),), " ".join(thing.fields.values())


def _may(
    oracle: Oracle, asker: Principal, owners: Iterable[Told], work_of: Mapping[str, str]
) -> bool:
    for kind, id, name in owners:
        if oracle.sees(asker, kind, id, name):
            return True
        if kind == "question" and oracle.sees(asker, WORK, work_of.get(id, "")):
            return True
    return False
