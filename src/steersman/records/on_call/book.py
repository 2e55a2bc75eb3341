"""The one truth about who is on call: schedules, overrides and imported shifts together."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.on_call.local_time import instant, wall_of, zone_of
from steersman.domain.on_call.lookout import next_of, now_of
from steersman.domain.on_call.schedule import Duty, Final, Schedule, final
from steersman.domain.people import EmploymentStatus
from steersman.records.on_call.schedules import Schedules
from steersman.records.on_call.shifts import OnCallRota
from steersman.records.people import people
from steersman.records.store import reading

DAY = 86400.0
AHEAD = (8 * DAY, 62 * DAY, 366 * DAY)  # how far is looked for who is next
FROM_SHIFTS = "shifts:"  # the id of a schedule that only imported shifts make


@dataclass(frozen=True)
class OnCallBook:
    """Reads only; whoever asks who is on call asks here."""

    engine: sa.Engine
    clock: Clock
    schedules: Schedules
    shifts: OnCallRota

    def all(self, visible: sa.ColumnElement[bool] | None = None) -> tuple[Schedule, ...]:
        """Every schedule, and one for each service that has imported shifts and no schedule."""
        kept = self.schedules.all(visible)
        known = {each.service for each in self.schedules.all()}
        rest = (name for name in self.shifts.services() if name not in known)
        return (*kept, *(_from_shifts(name) for name in rest))

    def get(self, named: str, visible: sa.ColumnElement[bool] | None = None) -> Schedule:
        """By id or name; also what only imported shifts make."""
        found = self.schedules.find(named, visible)
        if found is not None:
            return found
        service = named.removeprefix(FROM_SHIFTS)
        if service in self.shifts.services():
            return _from_shifts(service)
        raise Permanent(f"there is no schedule {named[:100]!r} that you may see")

    def final(self, schedule: Schedule, starts: float, ends: float) -> Final:
        """The final schedule of a window."""
        service = schedule.service
        shifts = self.shifts.between(service, starts, ends) if service else ()
        overrides = self.schedules.overrides(schedule.id, starts, ends)
        return final(schedule, starts, ends, shifts, overrides)

    def now(self, schedule: Schedule) -> Duty | None:
        """Who is on call, and until when as far as a week shows; None: nobody."""
        at = self.clock.now()
        return now_of(self.final(schedule, at, at + AHEAD[0]), at)

    def next(self, schedule: Schedule) -> Duty | None:
        """Who takes over; None: nobody within a year."""
        at = self.clock.now()
        found = (next_of(self.final(schedule, at, at + ahead), at) for ahead in AHEAD)
        return next((each for each in found if each is not None), None)

    def everybody(self, schedule: Schedule) -> tuple[str, ...]:
        """The whole team: everybody in a layer, in a coming override or an imported shift."""
        at = self.clock.now()
        overrides = self.schedules.overrides(schedule.id, at, at + AHEAD[1])
        service = schedule.service
        shifts = self.shifts.between(service, at, at + AHEAD[1]) if service else ()
        rest = [*(each.person for each in overrides), *(each.person for each in shifts)]
        return tuple(dict.fromkeys([*schedule.people, *rest]))

    def gone(self, ids: Collection[str]) -> frozenset[str]:
        """Those who do not work here any more, or never did."""
        here = sa.select(people.c.id).where(
            people.c.id.in_(list(ids)),
            people.c.employment_status != EmploymentStatus.TERMINATED.value,
        )
        with reading(self.engine) as connection:
            return frozenset(ids) - frozenset(connection.scalars(here))

    def duties_ahead(self, person: str) -> tuple[str, ...]:
        """Services and schedules that this person answers for, now or later.

        What the governor asks before it takes their access, and what a leaver hands over.
        """
        now = self.clock.now()
        told = [shift.service for shift in self.shifts.ahead_of(person)]
        schedules = {each.id: each for each in self.schedules.all()}
        told += [each.name for each in schedules.values() if _has(each, person, now)]
        for each in self.schedules.overrides_of(person, now):
            told.append(schedules[each.schedule].name)
        return tuple(dict.fromkeys(told))


def _from_shifts(service: str) -> Schedule:
    return Schedule(id=f"{FROM_SHIFTS}{service}", name=service, time_zone="UTC", service=service)


def _has(schedule: Schedule, person: str, now: float) -> bool:
    """Whether this person has a place in a layer that has not ended."""
    zone = zone_of(schedule.time_zone)
    return any(
        person in layer.people and (not layer.ends or instant(wall_of(layer.ends), zone) > now)
        for layer in schedule.layers
    )
