"""Keeps schedules and their overrides; every change is in the ledger with who made it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.on_call.layers import Layer
from steersman.domain.on_call.local_time import spelled
from steersman.domain.on_call.schedule import Override, Schedule
from steersman.domain.on_call.written import as_json, hours_of, layers_of
from steersman.domain.people import EmploymentStatus
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.objects import new_id
from steersman.records.on_call.tables import on_call_overrides, on_call_schedules
from steersman.records.organisation import org_units
from steersman.records.people import people
from steersman.records.store import reading, writing

LOCK = "on-call schedules"
LONGEST_OVERRIDE = 366 * 86400.0
LONGEST_REASON = 1000
_s, _o = on_call_schedules.c, on_call_overrides.c


@dataclass(frozen=True)
class Schedules:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger

    def all(self, visible: sa.ColumnElement[bool] | None = None) -> tuple[Schedule, ...]:
        """By name."""
        wanted = sa.select(on_call_schedules).order_by(_s.name)
        wanted = wanted if visible is None else wanted.where(visible)
        with reading(self.engine) as connection:
            return tuple(_schedule(row) for row in connection.execute(wanted).mappings())

    def find(self, named: str, visible: sa.ColumnElement[bool] | None = None) -> Schedule | None:
        """By id or by name."""
        mine = (_s.id == named) | (_s.name == named)
        mine = mine if visible is None else mine & visible
        with reading(self.engine) as connection:
            found = connection.execute(sa.select(on_call_schedules).where(mine)).mappings().all()
        exact = [row for row in found if row["id"] == named] or found
        return _schedule(exact[0]) if exact else None

    def get(self, named: str, visible: sa.ColumnElement[bool] | None = None) -> Schedule:
        found = self.find(named, visible)
        if found is None:
            raise Permanent(f"there is no schedule {named[:100]!r} that you may see")
        return found

    def with_member(self, person: str) -> tuple[Schedule, ...]:
        """Those in which this person has a place in a layer."""
        return tuple(each for each in self.all() if person in each.people)

    def add(self, schedule: Schedule, *, by: str) -> Schedule:
        """Keep a new one; its id is chosen here.  ``Permanent`` for one that cannot be."""
        made = replace(schedule, id=new_id("ons"), revision=1)
        with writing(self.engine, LOCK) as connection:
            self._check(connection, made, made.people)
            connection.execute(sa.insert(on_call_schedules), self._row(connection, made))
            self._note(connection, "schedule-added", made.id, by, {"after": told_of(made)})
        return made

    def change(self, schedule: Schedule, *, by: str) -> Schedule:
        """Replace it.  ``revision`` must be that of the one in the record: nobody overwrites."""
        made = replace(schedule, revision=schedule.revision + 1)
        with writing(self.engine, LOCK) as connection:
            before = _one(connection, schedule.id)
            if before.revision != schedule.revision:
                raise Permanent(
                    f"{before.name} was changed meanwhile: look at it again, then change it"
                )
            new = set(made.people) - set(before.people)
            self._check(connection, made, new)
            mine = sa.update(on_call_schedules).where(_s.id == made.id)
            connection.execute(mine.values(self._row(connection, made)))
            told = {"before": told_of(before), "after": told_of(made)}
            self._note(connection, "schedule-changed", made.id, by, told)
        return made

    def remove(self, schedule: str, *, by: str) -> None:
        """With its overrides.  Policies that name it are the caller's to look at."""
        with writing(self.engine, LOCK) as connection:
            before = _one(connection, schedule)
            connection.execute(sa.delete(on_call_overrides).where(_o.schedule == schedule))
            connection.execute(sa.delete(on_call_schedules).where(_s.id == schedule))
            self._note(connection, "schedule-removed", schedule, by, {"before": told_of(before)})

    def overrides(self, schedule: str, starts: float, ends: float) -> tuple[Override, ...]:
        """Those of the window, in order."""
        wanted = sa.select(on_call_overrides).where(
            _o.schedule == schedule, _o.ends > starts, _o.starts < ends
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_o.starts, _o.id)).mappings()
            return tuple(Override(**row) for row in rows)

    def overrides_of(self, person: str, after: float) -> tuple[Override, ...]:
        """The running and coming ones of a person."""
        wanted = sa.select(on_call_overrides).where(_o.person == person, _o.ends > after)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_o.starts, _o.id)).mappings()
            return tuple(Override(**row) for row in rows)

    def override(self, asked: Override, *, by: str) -> Override:
        """Put somebody on call for a while; the id and the moment are chosen here."""
        now = self.clock.now()
        made = replace(asked, id=new_id("ovr"), made_at=now, made_by=by)
        _check_times(made, now)
        with writing(self.engine, LOCK) as connection:
            schedule = _one(connection, made.schedule)
            _check_people(connection, {made.person})
            connection.execute(sa.insert(on_call_overrides), _override_row(made))
            self._keep_members(connection, schedule)
            told = {"schedule": schedule.name, "after": _override_row(made)}
            self._note(connection, "override-added", made.id, by, told)
        return made

    def find_override(self, override: str) -> Override | None:
        with reading(self.engine) as connection:
            row = connection.execute(
                sa.select(on_call_overrides).where(_o.id == override)
            ).mappings()
            found = row.first()
        return None if found is None else Override(**found)

    def hand_override(self, override: str, before: str, after: str, *, by: str) -> None:
        """Give it from one person to another; only where it still is ``before``'s."""
        mine = sa.update(on_call_overrides).where(_o.id == override, _o.person == before)
        with writing(self.engine, LOCK) as connection:
            if connection.execute(mine.values(person=after)).rowcount:
                found = sa.select(_o.schedule).where(_o.id == override)
                self._keep_members(connection, _one(connection, connection.scalar(found) or ""))
                told = {"before": {"person": before}, "after": {"person": after}}
                self._note(connection, "override-changed", override, by, told)

    def replace_in_layer(
        self, schedule: str, place: tuple[str, int], before: str, after: str, *, by: str
    ) -> None:
        """Give one place in a layer to somebody else; only where it still is ``before``'s.

        ``place``: the layer's name and the number of the place, from 0.
        """
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, schedule)
            layers = tuple(_handed(each, place, before, after) for each in found.layers)
            if layers == found.layers:
                return
            made = replace(found, layers=layers, revision=found.revision + 1)
            mine = sa.update(on_call_schedules).where(_s.id == schedule)
            connection.execute(mine.values(self._row(connection, made)))
            told = {"before": told_of(found), "after": told_of(made)}
            self._note(connection, "schedule-changed", schedule, by, told)

    def withdraw(self, override: str, *, by: str) -> None:
        """Take an override back.  One that is over stays: it is what happened."""
        with writing(self.engine, LOCK) as connection:
            wanted = sa.select(on_call_overrides).where(_o.id == override)
            row = connection.execute(wanted).mappings().first()
            if row is None:
                raise Permanent(f"there is no override {override[:100]!r}: it may be withdrawn")
            now = self.clock.now()
            if row["ends"] <= now:
                raise Permanent("this override is over: it stays in the record as it was")
            mine = on_call_overrides.c.id == override
            if row["starts"] <= now:  # what was already served stays told
                connection.execute(sa.update(on_call_overrides).where(mine).values(ends=now))
            else:
                connection.execute(sa.delete(on_call_overrides).where(mine))
            schedule = _one(connection, row["schedule"])
            self._keep_members(connection, schedule)
            told = {"schedule": schedule.name, "before": dict(row)}
            self._note(connection, "override-withdrawn", override, by, told)

    def _check(
        self, connection: sa.Connection, schedule: Schedule, new_people: Collection[str]
    ) -> None:
        schedule.check()
        same = sa.select(_s.id).where(_s.name == schedule.name, _s.id != schedule.id)
        if connection.scalar(same):
            raise Permanent(f"there is a schedule {schedule.name!r} already: choose another name")
        leads = {schedule.lead} - {""}
        _check_people(connection, {*new_people, *leads})
        team = sa.select(org_units.c.id).where(org_units.c.id == schedule.team)
        if schedule.team and not connection.scalar(team):
            raise Permanent(f"{schedule.team[:100]!r} is no org unit: choose one by its id")

    def _row(self, connection: sa.Connection, schedule: Schedule) -> dict[str, Any]:
        told = told_of(schedule)
        row = {**told, "layers": canonical(told["layers"]), "needed": canonical(told["needed"])}
        return {**row, "members": self._members(connection, schedule)}

    def _members(self, connection: sa.Connection, schedule: Schedule) -> str:
        coming = sa.select(_o.person).where(_o.schedule == schedule.id, _o.ends > self.clock.now())
        return "\n".join(sorted({*schedule.people, *connection.scalars(coming)}))

    def _keep_members(self, connection: sa.Connection, schedule: Schedule) -> None:
        mine = sa.update(on_call_schedules).where(_s.id == schedule.id)
        connection.execute(mine.values(members=self._members(connection, schedule)))

    def _note(self, connection: sa.Connection, kind: str, about: str, by: str, told: Json) -> None:
        note(self.ledger, connection, kind, about, self.clock.now(), {"by": by, **told})


def note(
    ledger: Ledger, connection: sa.Connection, kind: str, about: str, at: float, told: Json
) -> None:
    """One entry of the ledger, in the transaction of what it tells."""
    key = f"on-call/{about}/{kind}/{new_id('e')}"
    ledger.record_in(connection, [Entry(key, f"on-call-{kind}", at, {"about": about, **told})])


def _handed(layer: Layer, place: tuple[str, int], before: str, after: str) -> Layer:
    name, number = place
    if layer.name != name or layer.people[number : number + 1] != (before,):
        return layer
    people = (*layer.people[:number], after, *layer.people[number + 1 :])
    return replace(layer, people=people)


def _check_times(asked: Override, now: float) -> None:
    if not asked.starts < asked.ends <= asked.starts + LONGEST_OVERRIDE:
        raise Permanent("an override ends after it starts, and lasts a year at most")
    if asked.ends <= now:
        raise Permanent(
            f"an override until {spelled(asked.ends)} is over already: name a later end"
        )
    if asked.ends > now + 3 * LONGEST_OVERRIDE:
        raise Permanent("an override lies at most three years ahead")
    if len(asked.reason) > LONGEST_REASON:
        raise Permanent(f"a reason has at most {LONGEST_REASON} letters")


def _check_people(connection: sa.Connection, ids: Collection[str]) -> None:
    """Only who works here may be put on call."""
    here = sa.select(people.c.id).where(
        people.c.id.in_(list(ids)),
        people.c.employment_status != EmploymentStatus.TERMINATED.value,
    )
    missing = sorted(set(ids) - set(connection.scalars(here)))
    if missing:
        raise Permanent(f"{missing[0][:100]!r} is nobody who works here: choose a person by id")


def _one(connection: sa.Connection, schedule: str) -> Schedule:
    wanted = sa.select(on_call_schedules).where(_s.id == schedule)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise Permanent(f"there is no schedule {schedule[:100]!r}: it may have been removed")
    return _schedule(row)


def _schedule(row: sa.RowMapping) -> Schedule:
    return Schedule(
        id=row["id"],
        name=row["name"],
        time_zone=row["time_zone"],
        layers=layers_of(json.loads(row["layers"])),
        service=row["service"],
        team=row["team"],
        lead=row["lead"],
        needed=hours_of(json.loads(row["needed"])),
        revision=row["revision"],
    )


def told_of(schedule: Schedule) -> Json:
    """As the ledger and the API tell it."""
    names = ("id", "name", "service", "team", "lead", "time_zone", "revision")
    told: Json = {name: getattr(schedule, name) for name in names}
    told["layers"] = [as_json(each) for each in schedule.layers]
    told["needed"] = [as_json(each) for each in schedule.needed]
    return told


def _override_row(override: Override) -> Json:
    names = ("id", "schedule", "person", "starts", "ends", "made_at", "made_by", "reason")
    return {name: getattr(override, name) for name in names}
