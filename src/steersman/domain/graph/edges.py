"""A dependency, and how the algorithms ask for those around some things."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


class Way(StrEnum):
    """Which way a question goes: who would feel it, or what it stands on."""

    DEPENDENTS = "dependents"  # everything that depends on it: its impact
    DEPENDENCIES = "dependencies"  # everything that it depends on

    @property
    def back(self) -> Way:
        return Way.DEPENDENCIES if self is Way.DEPENDENTS else Way.DEPENDENTS


class Dependency(NamedTuple):
    """``dependent`` is affected when ``needed`` fails, because of a relation of this type."""

    dependent: str
    needed: str
    relation: str

    def far(self, way: Way) -> str:
        """The end that a question in this way comes to."""
        return self.dependent if way is Way.DEPENDENTS else self.needed

    def near(self, way: Way) -> str:
        return self.needed if way is Way.DEPENDENTS else self.dependent


class Reader(Protocol):
    """Where dependencies are read.  It gives only what the asker may see, at both ends."""

    def around(self, ids: Collection[str], way: Way, most: int | None) -> Sequence[Dependency]:
        """Every dependency whose near end is one of ``ids``, in no order; at most ``most``."""
        ...


@dataclass(frozen=True, slots=True)
class Edges:
    """Dependencies that are in memory already, found by either end."""

    by_needed: Mapping[str, Sequence[Dependency]]
    by_dependent: Mapping[str, Sequence[Dependency]]

    @classmethod
    def of(cls, dependencies: Collection[Dependency]) -> Edges:
        by_needed: dict[str, list[Dependency]] = {}
        by_dependent: dict[str, list[Dependency]] = {}
        for each in sorted(set(dependencies)):
            by_needed.setdefault(each.needed, []).append(each)
            by_dependent.setdefault(each.dependent, []).append(each)
        return cls(by_needed, by_dependent)

    def at(self, one: str, way: Way) -> Sequence[Dependency]:
        known = self.by_needed if way is Way.DEPENDENTS else self.by_dependent
        return known.get(one, ())

    def around(
        self, ids: Collection[str], way: Way, most: int | None = None
    ) -> Sequence[Dependency]:
        return [edge for one in ids for edge in self.at(one, way)][:most]
