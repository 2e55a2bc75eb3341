"""What can be asked about: the kinds of things on record, their fields, and what links them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeVar

from steersman.domain.errors import Permanent


class FieldType(Enum):
    TEXT = "text"
    CHOICE = "choice"  # text with few values that people know by heart
    NUMBER = "number"
    DATE = "date"  # ISO 8601
    VERSION = "version"
    FLAG = "yes or no"


ORDERED = frozenset({FieldType.NUMBER, FieldType.DATE, FieldType.VERSION})


@dataclass(frozen=True, slots=True)
class Field:
    """``words``: how people call it, each in lower case and singular."""

    name: str
    type: FieldType = FieldType.TEXT
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """Leads from an object to others.  ``words``: nouns; ``verbs``: "run", "held by"."""

    name: str
    target: str
    words: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()


Part = TypeVar("Part", Field, Link)


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of thing.  What its ``parent`` has, it has too."""

    name: str
    words: tuple[str, ...]
    parent: str = ""
    fields: tuple[Field, ...] = ()
    links: tuple[Link, ...] = ()
    covers: tuple[str, ...] = ()  # the kinds that it is another word for


@dataclass(frozen=True)
class Schema:
    entities: Mapping[str, Entity]

    def entity(self, name: str) -> Entity:
        if name not in self.entities:
            known = ", ".join(sorted(self.entities))
            raise Permanent(f"nothing on record is called {name!r}; known are: {known}")
        return self.entities[name]

    def line(self, name: str) -> Iterator[Entity]:
        """The entity and all above it, the nearest first."""
        while name:
            entity = self.entity(name)
            yield entity
            name = entity.parent

    def kinds(self, name: str) -> frozenset[str]:
        """The entity and all below it."""
        return self._below[self.entity(name).name]

    @cached_property
    def _below(self) -> Mapping[str, frozenset[str]]:
        return {
            above: frozenset(each for each in self.entities if self._is_below(each, above))
            for above in self.entities
        }

    def is_a(self, name: str, ancestor: str) -> bool:
        return name in self.kinds(ancestor)

    def _is_below(self, name: str, ancestor: str) -> bool:
        covered = self.entity(ancestor).covers
        return any(up.name == ancestor or up.name in covered for up in self.line(name))

    def root(self, name: str) -> str:
        return [*self.line(name)][-1].name

    def fields(self, name: str) -> Mapping[str, Field]:
        return self._fields[self.entity(name).name]

    def links(self, name: str) -> Mapping[str, Link]:
        return self._links[self.entity(name).name]

    @cached_property
    def _fields(self) -> Mapping[str, Mapping[str, Field]]:
        return {
            name: {part.name: part for each in [*self.line(name)][::-1] for part in each.fields}
            for name in self.entities
        }

    @cached_property
    def _links(self) -> Mapping[str, Mapping[str, Link]]:
        return {
            name: {part.name: part for each in [*self.line(name)][::-1] for part in each.links}
            for name in self.entities
        }

    def called(self, word: str) -> Sequence[str]:
        """The kinds of things that people call so."""
        return self._called.get(word, ())

    @cached_property
    def _called(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for entity in self.entities.values():
            for word in entity.words:
                found.setdefault(word, []).append(entity.name)
        return found

    def field_words(self, entity: str, only: FieldType | None = None) -> Mapping[str, str]:
        """What people call the fields of a kind, to their names; ``only``: of one type."""
        if (entity, only) not in self._field_words:
            found: dict[str, str] = {}
            for field in self.fields(entity).values():
                for word in (field.name.replace("_", " "), *field.words):
                    if only in (None, field.type):
                        found.setdefault(word, field.name)
            self._field_words[entity, only] = found
        return self._field_words[entity, only]

    @cached_property
    def field_starts(self) -> frozenset[str]:
        """The first words of all that fields are called."""
        words = (word for each in self.entities for word in self.field_words(each))
        return frozenset(word.split(" ")[0] for word in words)

    @cached_property
    def _field_words(self) -> dict[tuple[str, FieldType | None], Mapping[str, str]]:
        return {}

    def field(self, entity: str, name: str) -> Field:
        return _get(self.fields(entity), name, entity, "field")

    def link(self, entity: str, name: str) -> Link:
        return _get(self.links(entity), name, entity, "link")


def _get(known: Mapping[str, Part], name: str, entity: str, what: str) -> Part:
    if name not in known:
        raise Permanent(f"{entity} has no {what} {name!r}; it has: {', '.join(sorted(known))}")
    return known[name]
