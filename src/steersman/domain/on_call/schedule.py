"""Who is on call: layers, imported shifts and overrides laid over each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from steersman.domain.errors import Permanent
from steersman.domain.on_call.hours import Hours, Stretch, cut, merged, stretches, without
from steersman.domain.on_call.layers import Layer, turns
from steersman.domain.on_call.local_time import zone_of
from steersman.domain.people import OnCall

OVERRIDE, IMPORTED = "override", "imported"
MOST_LAYERS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Override:
    """Somebody who is on call instead of whoever it would be; of two, the one made later counts."""

    id: str
    schedule: str
    person: str
    starts: float
    ends: float
    made_at: float = 0.0
    made_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Who answers for a service.  The first layer counts, the next ones fill what it leaves open.

    ``service``: whose imported shifts belong to it, by the name that they use.  ``team``: an org
    unit; its head and ``lead`` may change the schedule.  ``needed``: the hours that somebody must
    be on call in; none: always.
    """

    id: str
    name: str
    time_zone: str
    layers: tuple[Layer, ...] = ()
    service: str = ""
    team: str = ""
    lead: str = ""
    needed: tuple[Hours, ...] = ()
    revision: int = 1

    @property
    def people(self) -> tuple[str, ...]:
        """Everybody in a layer, each once, in their order."""
        return tuple(dict.fromkeys(one for layer in self.layers for one in layer.people))

    def check(self) -> None:
        """``Permanent`` naming what is wrong, and the mend."""
        if not self.name.strip() or len(self.name) > 100 or not self.name.isprintable():
            raise Permanent("a schedule needs a name of up to 100 printable letters")
        zone_of(self.time_zone)
        if len(self.layers) > MOST_LAYERS or len(self.needed) > MOST_LAYERS:
            raise Permanent(f"a schedule has at most {MOST_LAYERS} layers")
        names = [layer.name for layer in self.layers]
        if len(set(names)) != len(names):
            raise Permanent("two layers have the same name: rename one")
        for layer in self.layers:
            layer.check()
        for hours in self.needed:
            hours.check()


@dataclass(frozen=True, slots=True)
class Duty:
    """Who is on call in a stretch of time.  ``by``: the layer's name, an override or an import.

    More than one person: imported shifts overlap, and all of them are on call.
    """

    starts: float
    ends: float
    people: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class Final:
    """The final schedule of a window, in order, with what is wrong with it.

    ``gaps``: somebody should be on call and nobody is.  ``doubled``: two overrides, or two
    imported shifts, of different people at the same time.
    """

    duties: tuple[Duty, ...]
    gaps: tuple[Stretch, ...]
    doubled: tuple[Duty, ...]

    def at(self, moment: float) -> Duty | None:
        return next((each for each in self.duties if each.starts <= moment < each.ends), None)


def final(
    schedule: Schedule,
    starts: float,
    ends: float,
    shifts: Iterable[OnCall] = (),
    overrides: Iterable[Override] = (),
) -> Final:
    """Who is on call in the window: overrides before imported shifts before layers."""
    zone = zone_of(schedule.time_zone)
    newest_first = sorted(overrides, key=lambda each: (-each.made_at, each.id))
    imported = _together([Duty(s.starts, s.ends, (s.person,), IMPORTED) for s in shifts])
    over = [Duty(o.starts, o.ends, (o.person,), OVERRIDE) for o in newest_first]
    doubled = [each for each in (*_together(over), *imported) if len(each.people) > 1]
    levels = [*([each] for each in over), imported]
    for layer in schedule.layers:
        found = turns(layer, zone, starts, ends)
        levels.append([Duty(t.starts, t.ends, (t.person,), layer.name) for t in found])
    duties, covered = _laid_over(levels, starts, ends)
    needed = stretches(schedule.needed, zone, starts, ends) if schedule.needed else [(starts, ends)]
    gaps = tuple(without(needed, covered))
    return Final(tuple(duties), gaps, tuple(_inside(doubled, starts, ends)))


def same_people(duties: Sequence[Duty]) -> list[Duty]:
    """Neighbours with the same people made one, whatever put them there."""
    found: list[Duty] = []
    for each in duties:
        last = found[-1] if found else None
        if last and last.ends == each.starts and last.people == each.people:
            found[-1] = Duty(last.starts, each.ends, last.people, last.by)
        else:
            found.append(each)
    return found


def _laid_over(
    levels: Sequence[Sequence[Duty]], starts: float, ends: float
) -> tuple[list[Duty], list[Stretch]]:
    """What each level adds to those before it, and what is covered in the end."""
    duties: list[Duty] = []
    covered: list[Stretch] = []
    for level in levels:
        added = [
            Duty(a, b, each.people, each.by)
            for each in level
            for a, b in without(cut([(each.starts, each.ends)], starts, ends), covered)
        ]
        covered = list(merged([*covered, *((each.starts, each.ends) for each in added)]))
        duties += added
    return sorted(duties, key=lambda each: each.starts), covered


def _together(duties: Sequence[Duty]) -> list[Duty]:
    """At each moment one duty, with everybody who is on duty then."""
    edges = sorted({edge for each in duties for edge in (each.starts, each.ends)})
    found = []
    for a, b in itertools.pairwise(edges):
        here = [each for each in duties if each.starts <= a and each.ends >= b]
        people = tuple(sorted({one for each in here for one in each.people}))
        if people:
            found.append(Duty(a, b, people, here[0].by))
    return same_people(found)


def _inside(duties: Sequence[Duty], starts: float, ends: float) -> list[Duty]:
    return [
        Duty(a, b, each.people, each.by)
        for each in duties
        for a, b in cut([(each.starts, each.ends)], starts, ends)
    ]
