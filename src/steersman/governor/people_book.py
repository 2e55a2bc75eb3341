"""What the record of people tells the governor, read in a few short queries."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.people import EmploymentStatus
from steersman.governor.facts import Population, Subject
from steersman.records.accounts import accounts
from steersman.records.business import BusinessObligations
from steersman.records.field_changes import field_changes
from steersman.records.guard.tables import writes
from steersman.records.on_call import OnCallBook
from steersman.records.people import People, people
from steersman.records.permissions.tables import role_assignments
from steersman.records.prepared import Prepared
from steersman.records.sessions import sessions
from steersman.records.store import reading

_WORKING = people.c.employment_status != EmploymentStatus.TERMINATED.value
_THERE = people.c.department == sa.bindparam("department")
_SINCE: sa.BindParameter[float] = sa.bindparam("since")
_TOLD = sa.select(field_changes.c.object_id).where(  # said to have left, once they had been here
    field_changes.c.object_type == "person",
    field_changes.c.field == "employment_status",
    field_changes.c.before.is_not(None),
    field_changes.c.after == EmploymentStatus.TERMINATED.value,
    field_changes.c.at > _SINCE,
)
_OURS = sa.select(writes.c.subject).where(
    writes.c.procedure == sa.bindparam("procedure"), writes.c.at > _SINCE
)
_OURS_THERE = _OURS.where(writes.c.department == sa.bindparam("department"))
_LEFT = people.c.id.in_(sa.union(_TOLD, _OURS))
_LEFT_THERE = people.c.id.in_(_OURS_THERE) | (people.c.id.in_(_TOLD) & _THERE)


def _count(*which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.count()).select_from(people).where(*which).scalar_subquery()


_POPULATION = Prepared(
    sa.select(
        _count(_WORKING) + _count(~_WORKING, _LEFT),
        _count(_WORKING, _THERE) + _count(~_WORKING, _LEFT_THERE),
    )
)
_ROLES = Prepared(
    sa.select(role_assignments.c.role).where(
        role_assignments.c.principal == sa.bindparam("principal")
    )
)
_STATUS = Prepared(
    sa.select(people.c.employment_status).where(people.c.id == sa.bindparam("person"))
)
_IN_SESSION = Prepared(
    sa.select(accounts.c.system)
    .join(sessions, sessions.c.account == accounts.c.id)
    .where(accounts.c.person == sa.bindparam("person"), sessions.c.ended.is_(None))
    .distinct()
)
HIGHEST = 20  # levels of line managers


@dataclass(frozen=True)
class RecordedPeople:
    engine: sa.Engine
    people: People
    on_call: OnCallBook
    business: BusinessObligations
    clock: Clock

    def subject(self, person: str) -> Subject | None:
        found = self.people.find(person)
        if found is None:
            return None
        return Subject(
            person=found.id,
            department=found.department,
            status=found.employment_status.value,
            protected=found.protected,
            management=self._management(found.manager),
            on_call=self.on_call.duties_ahead(person),
            business=tuple(owed.text for owed in self.business.open_of(person)),
            in_session=self._in_session(person),
        )

    def roles(self, principal: str) -> frozenset[str]:
        """Nobody who has left has a role any more, whatever the assignments say."""
        with reading(self.engine) as connection:
            status = _STATUS.scalar(connection, {"person": principal})
            if status == EmploymentStatus.TERMINATED.value:
                return frozenset()
            held = _ROLES.all(connection, {"principal": principal})
        return frozenset(role for (role,) in held)

    def population(self, department: str, procedure: str, since: float) -> Population:
        """Who works here, and who did at ``since`` and has left: a share of fewer would be less."""
        asked = {"department": department, "procedure": procedure, "since": since}
        with reading(self.engine) as connection:
            ((company, there),) = _POPULATION.all(connection, asked)
        return Population(company=company, department=there)

    def _in_session(self, person: str) -> tuple[str, ...]:
        with reading(self.engine) as connection:
            return tuple(system for (system,) in _IN_SESSION.all(connection, {"person": person}))

    def _management(self, manager: str) -> tuple[str, ...]:
        """The nearest first.  Whoever has left manages nobody, but the line above goes on."""
        line: list[str] = []
        seen: set[str] = set()
        while manager and manager not in seen and len(seen) < HIGHEST:
            seen.add(manager)
            above = self.people.find(manager)
            if above and above.employment_status is not EmploymentStatus.TERMINATED:
                line.append(manager)
            manager = above.manager if above else ""
        return tuple(line)
