"""What a directory stores: names, attributes, and how two values of an attribute compare."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

# Attributes that hold names (RFC 4517, 3.3.9), compared without regard to case and blanks.
NAMES = frozenset({"member", "memberof", "manager", "owner", "seealso", "entrydn"})
EXACT = frozenset({"userpassword"})
# Returned only when they are asked for by name or by "+" (RFC 3673).
OPERATIONAL = {
    name.lower(): name
    for name in [
        "entryUUID",
        "entryDN",
        "memberOf",
        "createTimestamp",
        "modifyTimestamp",
        "pwdAccountLockedTime",
        "pwdChangedTime",
        "pwdReset",
    ]
}
READ_ONLY = frozenset(["entryuuid", "entrydn", "memberof", "createtimestamp", "modifytimestamp"])
_SEPARATOR = re.compile(r"(?<!\\),")


class LdapError(Exception):
    """An answer other than success: the result code of RFC 4511, appendix A, and a sentence."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


def normal_name(name: str) -> str:
    """A distinguished name as a key: lower case, without blanks around separators."""
    parts = (part.partition("=") for part in _SEPARATOR.split(name))
    return ",".join(f"{key.strip()}={value.strip()}".lower() for key, _, value in parts)


def parent_of(normal: str) -> str:
    """The name one level up; empty for a name of a single part."""
    return ",".join(_SEPARATOR.split(normal)[1:])


def comparable(attribute: str, value: bytes) -> bytes:
    """``value`` in the form in which the equality rule of ``attribute`` compares it."""
    key = attribute.lower()
    if key in EXACT:
        return value
    text = value.decode("utf-8", "surrogateescape")
    same = normal_name(text) if key in NAMES else " ".join(text.lower().split())
    return same.encode("utf-8", "surrogateescape")


@dataclass
class Attribute:
    name: str  # as it was spelt when it was written
    values: list[bytes] = field(default_factory=list)


@dataclass
class Entry:
    """One object: its name and attributes, by attribute name in lower case."""

    dn: str
    attributes: dict[str, Attribute] = field(default_factory=dict)

    def get(self, name: str) -> list[bytes]:
        found = self.attributes.get(name.lower())
        return found.values if found else []

    def text(self, name: str) -> str:
        """The first value of an attribute, or an empty string."""
        return next((value.decode() for value in self.get(name)), "")

    def has(self, name: str, value: bytes) -> bool:
        wanted = comparable(name, value)
        return any(comparable(name, held) == wanted for held in self.get(name))

    def replace(self, name: str, values: Iterable[bytes]) -> None:
        held = list(values)
        if held:
            self.attributes[name.lower()] = Attribute(name, held)
        else:
            self.attributes.pop(name.lower(), None)

    def add(self, name: str, values: Iterable[bytes]) -> None:
        for value in values:
            if self.has(name, value):
                raise LdapError(20, f"{name}: value #0 already exists")  # attributeOrValueExists
            self.attributes.setdefault(name.lower(), Attribute(name)).values.append(value)

    def remove(self, name: str, values: Iterable[bytes]) -> None:
        gone = [comparable(name, value) for value in values]
        held = self.get(name)
        kept = [value for value in held if comparable(name, value) not in gone]
        if not held or len(held) - len(kept) != len(gone):
            raise LdapError(16, f"modify/delete: {name}: no such attribute or value")
        self.replace(name, kept if gone else [])

    def copy(self) -> Entry:
        held = {key: Attribute(a.name, list(a.values)) for key, a in self.attributes.items()}
        return Entry(self.dn, held)
