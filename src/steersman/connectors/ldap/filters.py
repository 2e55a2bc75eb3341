"""LDAP search filters as values, so that no input can become syntax.

Each filter renders itself (``str``, RFC 4515 with every special byte escaped) and can be tried on
an entry's attributes (``matches``), which is what the fake directory does with it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

Attributes = Mapping[str, tuple[str, ...]]  # lower-case name -> values

BIT_AND = "1.2.840.113556.1.4.803"  # [MS-ADTS] 3.1.1.3.4.4.1
IN_CHAIN = "1.2.840.113556.1.4.1941"  # [MS-ADTS] 3.1.1.3.4.4.3: through nested groups


class Filter(Protocol):
    def matches(self, attributes: Attributes) -> bool: ...


def escaped(value: str) -> str:
    """``value`` as an RFC 4515 assertion value: whatever is not plain text becomes ``\\xx``.

    Blanks too: ldap3 drops those at the ends of a value.
    """
    return "".join(_escaped(character) for character in value)


def _escaped(character: str) -> str:
    if character.isascii() and character.isprintable() and character not in " *()\\":
        return character
    return escaped_bytes(character.encode())


def escaped_bytes(value: bytes) -> str:
    return "".join(f"\\{byte:02x}" for byte in value)


@dataclass(frozen=True, slots=True)
class Equals:
    attribute: str
    value: str

    def __str__(self) -> str:
        return f"({self.attribute}={escaped(self.value)})"

    def matches(self, attributes: Attributes) -> bool:
        values = attributes.get(self.attribute.lower(), ())
        return self.value.casefold() in (value.casefold() for value in values)


@dataclass(frozen=True, slots=True)
class Present:
    attribute: str

    def __str__(self) -> str:
        return f"({self.attribute}=*)"

    def matches(self, attributes: Attributes) -> bool:
        return bool(attributes.get(self.attribute.lower()))


@dataclass(frozen=True, slots=True)
class HasId:
    """The one entry with this immutable id.  AD stores it as little-endian bytes."""

    attribute: str
    id: str

    def __str__(self) -> str:
        if self.attribute == "objectGUID":
            return f"({self.attribute}={escaped_bytes(UUID(self.id).bytes_le)})"
        return f"({self.attribute}={escaped(self.id)})"

    def matches(self, attributes: Attributes) -> bool:
        return self.id in attributes.get(self.attribute.lower(), ())


@dataclass(frozen=True, slots=True)
class Rule:
    """An extensible match: the server compares by the matching rule ``rule``."""

    attribute: str
    rule: str
    value: str

    def __str__(self) -> str:
        return f"({self.attribute}:{self.rule}:={escaped(self.value)})"

    def matches(self, attributes: Attributes) -> bool:
        values = attributes.get(self.attribute.lower(), ())
        if self.rule == BIT_AND:
            return any(int(value) & int(self.value) == int(self.value) for value in values)
        return Equals(self.attribute, self.value).matches(attributes)


@dataclass(frozen=True, slots=True)
class Not:
    part: Filter

    def __str__(self) -> str:
        return f"(!{self.part})"

    def matches(self, attributes: Attributes) -> bool:
        return not self.part.matches(attributes)


@dataclass(frozen=True, slots=True)
class All:
    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return f"(&{''.join(map(str, self.parts))})"

    def matches(self, attributes: Attributes) -> bool:
        return all(part.matches(attributes) for part in self.parts)


@dataclass(frozen=True, slots=True)
class AnyOf:
    parts: tuple[Filter, ...]

    def __str__(self) -> str:
        return f"(|{''.join(map(str, self.parts))})"

    def matches(self, attributes: Attributes) -> bool:
        return any(part.matches(attributes) for part in self.parts)


def holds(attribute: str, value: str | None) -> Filter:
    """The attribute has ``value``, or nothing at all."""
    return Not(Present(attribute)) if value is None else Equals(attribute, value)
