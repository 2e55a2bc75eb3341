"""What an outside system knows of the estate: items, relations, and whether that is all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, slots=True)
class InventoryItem:
    """``key`` names it over there for good; ``attributes`` are those of its class in the CMDB.

    A value is whatever JSON had there; the record understands texts, numbers and booleans.
    """

    key: str
    ci_class: str
    name: str
    attributes: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class InventoryRelation:
    """From item ``source`` to item ``target``, by their keys; ``kind`` is a relation type's id."""

    source: str
    kind: str
    target: str


@dataclass(frozen=True, slots=True)
class NotRead:
    """Something over there that was not understood or not let through, and why."""

    what: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """One listing.  ``complete``: it is everything over there, so what is absent is gone.

    Every end of a relation is an item.  Where anything is in ``not_read``, or a page of an answer
    was missing, it is never complete.
    """

    items: tuple[InventoryItem, ...] = ()
    relations: tuple[InventoryRelation, ...] = ()
    not_read: tuple[NotRead, ...] = ()
    complete: bool = False


class InventorySource(Protocol):
    """Lists what one system knows.  Reads only."""

    def collect(self) -> Inventory:
        """Raises ``Transient`` when it does not answer; never an empty inventory instead.

        ``Permanent`` names what is wrong with the settings, the rights or the answer.
        """
        ...
