"""Put an inventory together so that it keeps its promises, whatever the outside system says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache

from steersman.capabilities.inventory import (
    Inventory,
    InventoryItem,
    InventoryRelation,
    NotRead,
)
from steersman.domain.cmdb.classes import CLASS_NAMES, attributes_of, stateable
from steersman.domain.sources import Value

_NAMED = 5  # how many of those that were not read are named; all of them are counted


@dataclass
class Gathering:
    """What a connector has understood so far.

    An attribute that the class has not is left out; one that no class has is taken for one that
    this installation added.
    """

    _items: dict[str, InventoryItem] = field(default_factory=dict)
    _relations: dict[InventoryRelation, None] = field(default_factory=dict)
    _not_read: dict[tuple[str, str], list[str]] = field(default_factory=dict)
    _unwanted: set[str] = field(default_factory=set)

    def add(self, key: str, ci_class: str, name: str, attributes: Mapping[str, Value]) -> None:
        """One item; what is empty is left out.  The first one of a key holds."""
        if key in self._items:
            return
        told = name.strip()
        if not told:
            self.not_read(f"items of class {ci_class}", key, "they have no name: name them there")
            return
        foreign = _foreign(ci_class)
        found = {
            word: value
            for word, value in attributes.items()
            if value not in ("", None) and word not in foreign
        }
        self._items[key] = InventoryItem(key, ci_class, told, found)

    def relate(self, source: str, kind: str, target: str) -> None:
        """Items may come later; a relation of an item to itself says nothing."""
        if source != target:
            self._relations[InventoryRelation(source, kind, target)] = None

    def unwanted(self, key: str) -> None:
        """Left out because the settings say so: its relations are no news either."""
        self._unwanted.add(key)

    def not_read(self, what: str, which: str, why: str) -> None:
        """``which`` of ``what``; those with the same reason are told together."""
        self._not_read.setdefault((what, why), []).append(which)

    def class_of(self, key: str) -> str:
        """Empty for what is no item."""
        item = self._items.get(key)
        return item.ci_class if item else ""

    def inventory(self) -> Inventory:
        relations = [each for each in self._relations if self._has_both(each)]
        not_read = tuple(
            NotRead(_told(what, which), why) for (what, why), which in self._not_read.items()
        )
        return Inventory(
            items=tuple(self._items.values()),
            relations=tuple(relations),
            not_read=not_read,
            complete=not not_read,
        )

    def _has_both(self, relation: InventoryRelation) -> bool:
        ends = (relation.source, relation.target)
        if self._items.keys() >= set(ends):
            return True
        if not self._unwanted.intersection(ends):
            absent = [end for end in ends if end not in self._items]
            why = "an end of it was not listed: look at the rights of the account"
            self.not_read("relations", f"{relation.kind} to {absent[0]}", why)
        return False


def _told(what: str, which: list[str]) -> str:
    more = f" and {len(which) - _NAMED} more" if len(which) > _NAMED else ""
    names = ", ".join(each for each in which[:_NAMED] if each)
    return f"{what}: {names}{more}" if names else what


@cache
def _foreign(ci_class: str) -> frozenset[str]:
    """The attributes that other classes have and this one has not."""
    every = {word for name in CLASS_NAMES for word in attributes_of(name)}
    return frozenset(every - stateable(ci_class).keys())
