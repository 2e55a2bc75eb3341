"""Exact parts of all possible traffic, and what is left when a rule has taken its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from steersman.knowledge.firewalls.addresses import ANYWHERE
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS, Action, Match, Rule
from steersman.knowledge.firewalls.spans import Spans

_SIDES = ("sources", "destinations", "protocols", "source_ports", "destination_ports")


@dataclass(frozen=True, slots=True)
class Region:
    """A box in the space of addresses, protocols and ports; each side may have holes.

    ``perhaps`` are the actions that rules which may or may not apply would have taken here.
    """

    sources: Spans = ANYWHERE
    destinations: Spans = ANYWHERE
    protocols: Spans = PROTOCOLS
    source_ports: Spans = PORTS
    destination_ports: Spans = PORTS
    perhaps: tuple[tuple[Action, Rule | None], ...] = ()

    @classmethod
    def of(cls, match: Match) -> Region:
        return cls(*(getattr(match, side) for side in _SIDES))

    @property
    def empty(self) -> bool:
        return not all(getattr(self, side) for side in _SIDES)

    def within(self, other: Region) -> Region:
        """The part of this region that lies in ``other``; it may be empty."""
        return replace(
            self, **{side: getattr(self, side) & getattr(other, side) for side in _SIDES}
        )

    def without(self, other: Region) -> Iterator[Region]:
        """The rest of this region, in at most five boxes that do not overlap."""
        if self.within(other).empty:
            yield self
            return
        left = self
        for side in _SIDES:
            mine, theirs = getattr(left, side), getattr(other, side)
            outside = mine - theirs
            if outside:
                yield replace(left, **{side: outside})
                left = replace(left, **{side: mine & theirs})

    def or_perhaps(self, action: Action, rule: Rule | None) -> Region:
        if any(known == (action, rule) for known in self.perhaps):
            return self
        return replace(self, perhaps=(*self.perhaps, (action, rule)))


def split(regions: list[Region], taken: Region) -> tuple[list[Region], list[Region]]:
    """What of the regions lies within ``taken``, and what does not."""
    inside, outside = [], []
    for region in regions:
        part = region.within(taken)
        if part.empty:
            outside.append(region)
        else:
            inside.append(part)
            outside.extend(region.without(taken))
    return inside, outside
