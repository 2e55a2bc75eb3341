"""The few calls that the capabilities make of a directory: the client and the fake have these."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from steersman.connectors.ldap.filters import Attributes, Filter


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry as read just now.  ``dn`` may change later, ``id`` never does."""

    id: str
    dn: str
    attributes: Attributes = field(default_factory=dict)

    def values(self, attribute: str) -> tuple[str, ...]:
        return self.attributes.get(attribute.lower(), ())

    def first(self, attribute: str) -> str | None:
        return next(iter(self.values(attribute)), None)


@dataclass(frozen=True, slots=True)
class Edit:
    """One value of one attribute.  ``None`` is absent: (None, x) adds x, (x, None) removes it.

    The old value is named in the request, so a server refuses the edit when it is not there any
    more (RFC 4511 §4.6); this is what makes the write conditional on every directory.
    """

    attribute: str
    before: str | None
    after: str | None


class Conflict(Exception):
    """Somebody else changed the entry between our reading and our writing."""


class Directory(Protocol):
    """Raises ``Transient``, ``Permanent``, and ``Conflict`` for the two conditional writes."""

    def search(
        self, base: str, where: Filter, attributes: Sequence[str], *, fresh: bool = False
    ) -> tuple[Entry, ...]:
        """All entries below ``base``, complete or an error.

        ``fresh`` asks over a connection of its own, which shares nothing with earlier writes.
        """
        ...

    def sample(self, base: str, where: Filter) -> Entry | None:
        """Any one entry that matches."""
        ...

    def modify(self, entry: Entry, edit: Edit, *, unless_changed: Filter | None) -> None:
        """Apply the edit if its old value, and what else is given, still holds.

        The server checks both, not we; the filter only where it knows RFC 4528.
        """
        ...

    def delete(self, entry: Entry, *, unless_changed: Filter) -> None:
        """Delete the entry alone, never a tree."""
        ...

    def says_locked(self, entry: Entry) -> bool | None:
        """Whether a sign-in is refused because of a lock; ``None`` if the server won't tell.

        Ask it only about accounts that read as locked: on others it counts as a failed sign-in.
        """
        ...

    def base_dse(self) -> Entry:
        """What the server says about itself (RFC 4512 §5.1)."""
        ...

    def who_am_i(self) -> str:
        """The identity that the server sees us as (RFC 4532)."""
        ...

    def may_write(self, entry: Entry, attribute: str, example: str) -> bool | None:
        """Whether we could write the attribute, found without writing; ``None`` if untold."""
        ...

    def close(self) -> None: ...
