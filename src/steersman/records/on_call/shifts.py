"""Shifts that were imported: who answers for which service, and when."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.domain.people import OnCall
from steersman.domain.sources import Fields
from steersman.records.objects import ObjectType, text_column
from steersman.records.repository import Repository
from steersman.records.store import metadata

on_call = sa.Table(
    "on_call",
    metadata,
    text_column("id", key=True),
    text_column("service"),
    text_column("person", refers_to="people"),
    sa.Column("starts", sa.Double, nullable=False),
    sa.Column("ends", sa.Double, nullable=False),
    sa.Index("on_call_by_service", "service", "ends"),
    sa.Index("on_call_by_person", "person", "ends"),
    info={"object_type": "on_call"},
)
_c = on_call.c
ON_CALL = ObjectType(name="on_call", table=on_call, make=OnCall, prefix="onc")


class OnCallRota(Repository[OnCall]):
    """Shifts.  Times are seconds since 1970; a shift includes its start and excludes its end."""

    kind = ON_CALL

    def now(self, service: str) -> tuple[OnCall, ...]:
        """The shifts of a service that are running."""
        at = self._clock.now()
        return self._select((_c.service == service) & (_c.ends > at) & (_c.starts <= at))

    def ahead_of(self, person: str) -> tuple[OnCall, ...]:
        """The running and coming shifts of a person: what a leaver hands over."""
        return self._select((_c.person == person) & (_c.ends > self._clock.now()))

    def between(self, service: str, starts: float, ends: float) -> tuple[OnCall, ...]:
        """The shifts of a service in a window, in order."""
        inside = (_c.service == service) & (_c.ends > starts) & (_c.starts < ends)
        return self._select(inside, _c.starts, _c.id)

    def services(self) -> tuple[str, ...]:
        """The services with a running or coming shift."""
        wanted = sa.select(_c.service).where(_c.ends > self._clock.now()).distinct()
        with self._engine.connect() as connection:
            return tuple(sorted(connection.scalars(wanted)))

    def fault_of(self, after: Fields) -> str:
        starts, ends = after["starts"], after["ends"]
        if isinstance(starts, int | float) and isinstance(ends, int | float) and ends <= starts:
            return f"the shift for {after['service']} ends before it starts: swap the two times"
        return ""
