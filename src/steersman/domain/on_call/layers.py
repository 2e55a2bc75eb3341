"""A layer of a schedule: people who take turns, handed over at a time of day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum

from steersman.domain.errors import Permanent
from steersman.domain.on_call.hours import Hours, common, stretches
from steersman.domain.on_call.local_time import instant, local, wall_of

LONGEST = 366  # units of one turn
MOST_PEOPLE, MOST_HOURS = 100, 20


class Unit(StrEnum):
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"


_LENGTHS = {
    Unit.HOUR: timedelta(hours=1),
    Unit.DAY: timedelta(days=1),
    Unit.WEEK: timedelta(days=7),
}


@dataclass(frozen=True, slots=True)
class Turn:
    """One person's part.  Times are seconds since 1970, the end is not included."""

    starts: float
    ends: float
    person: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """``people`` in their order; ``begins``: the first hand-over on the wall clock of the schedule.

    A turn lasts ``every`` times the ``unit``.  ``hours`` restrict the layer to parts of the week;
    none: all of it.  ``ends``: when the layer stops; empty: never.
    """

    name: str
    people: tuple[str, ...]
    begins: str
    every: int = 1
    unit: Unit = Unit.WEEK
    ends: str = ""
    hours: tuple[Hours, ...] = ()

    @property
    def length(self) -> timedelta:
        return _LENGTHS[self.unit] * self.every

    def check(self) -> None:
        """``Permanent`` naming what is wrong with the layer, and the mend."""
        if not self.name.strip() or len(self.name) > 100:
            raise Permanent("a layer needs a name of up to 100 letters")
        if not self.people or len(self.people) > MOST_PEOPLE or not all(self.people):
            raise Permanent(f"layer {self.name}: name 1 to {MOST_PEOPLE} people")
        if not 1 <= self.every <= LONGEST:
            raise Permanent(f"layer {self.name}: a turn lasts 1 to {LONGEST} {self.unit}s")
        if len(self.hours) > MOST_HOURS:
            raise Permanent(f"layer {self.name}: at most {MOST_HOURS} hours of the week")
        if self.ends and wall_of(self.ends) <= wall_of(self.begins):
            raise Permanent(f"layer {self.name}: it ends before it begins: swap the two")
        wall_of(self.begins)
        for each in self.hours:
            each.check()


def turns(layer: Layer, zone: tzinfo, starts: float, ends: float) -> list[Turn]:
    """Who is on duty in this layer, cut to the window, in order; never two at the same time."""
    open_ = stretches(layer.hours, zone, starts, ends) if layer.hours else [(starts, ends)]
    found = []
    for turn in _whole(layer, zone, starts, ends):
        mine = [(turn.starts, turn.ends)]
        found += [Turn(a, b, turn.person) for a, b in common(mine, open_)]
    return found


def _whole(layer: Layer, zone: tzinfo, starts: float, ends: float) -> Iterator[Turn]:
    """By the wall clock, so that the hand-over stays at its time of day in summer and winter."""
    first, length = wall_of(layer.begins), layer.length
    last = instant(wall_of(layer.ends), zone) if layer.ends else ends
    # two turns earlier: the clocks may have been put back in between
    number = max(0, (local(starts, zone) - first) // length - 2)
    at = instant(first + number * length, zone)
    while at < min(ends, last):
        until = instant(first + (number + 1) * length, zone)
        a, b = max(at, starts), min(until, ends, last)
        if a < b:
            yield Turn(a, b, layer.people[number % len(layer.people)])
        number, at = number + 1, until
