"""Gathers the facts: what is slow before the decision's transaction, what is counted within it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol, TypeVar

import sqlalchemy as sa

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import Registry
from steersman.domain.errors import Permanent
from steersman.domain.work import Due, Work
from steersman.governor.facts import Facts, Population, Recent, Subject
from steersman.governor.ladder import Scope, effective, rows_in
from steersman.governor.limits import Limits
from steersman.governor.rehearsal import Rehearsal
from steersman.governor.surroundings import surroundings
from steersman.records.guard.leases import busy_in
from steersman.records.guard.switches import scopes_of, thrown_in
from steersman.records.guard.tables import writes
from steersman.records.prepared import Prepared

T = TypeVar("T")
HOUR, DAY = 3600.0, 86400.0


class PeopleBook(Protocol):
    """What the governor asks of the record of people."""

    def subject(self, person: str) -> Subject | None: ...

    def roles(self, principal: str) -> frozenset[str]: ...

    def population(self, department: str, procedure: str, since: float) -> Population: ...


@dataclass(frozen=True, kw_only=True)
class Gatherer:
    registry: Registry
    people: PeopleBook
    limits: Callable[[], Limits]
    market: Callable[[str, float], float | None]
    tiers: Mapping[str, Tier] = field(default_factory=dict)  # system → measured quality

    def before(self, work: Work, due: Due, now: float) -> Facts:
        """What needs no lock: who asks, about whom, and whether their market is open."""
        subject = self.people.subject(work.subject) if work.subject else None
        department = subject.department if subject else ""
        faults: list[str] = []
        limits = _told(self.limits, Limits(), faults)
        exchange = limits.trading_departments.get(department)
        closes = _told(lambda: self.market(exchange, now), None, faults) if exchange else None
        return Facts(
            now=now,
            work=work,
            specs={key: capability.spec for key, capability in self.registry.items()},
            limits=limits,
            subject=subject,
            requester_roles=self.people.roles(work.requester),
            population=self.people.population(department, work.procedure, now - DAY),
            market_open_until=closes,
            attempt=due.attempt,
            faults=tuple(faults),
        )

    def within(
        self,
        connection: sa.Connection,
        facts: Facts,
        rehearsal: Rehearsal,
        due: Due,
    ) -> Facts:
        """What other runs may change at any moment, read under the desk's lock."""
        scope = Scope(facts.work.procedure, facts.subject.department if facts.subject else "")
        rows = rows_in(connection)
        levels = {
            key: effective(facts.specs[key], scope, rows, self._tier(key)) for key in rehearsal.keys
        }
        held = leased(rehearsal, facts.work)
        return replace(
            facts,
            stopped=thrown_in(connection, scopes_of(rehearsal.keys, facts.work.procedure)),
            busy=busy_in(connection, held, due.run, facts.now) if held else {},
            levels=levels,
            recent=_recent(connection, facts, rehearsal),
            around=surroundings(connection, rehearsal.targets),
        )

    def roles_of(self, approved: frozenset[str]) -> Mapping[str, frozenset[str]]:
        """The roles that people hold now: one lost since the approval does not count."""
        return {person: self.people.roles(person) for person in sorted(approved)}

    def _tier(self, key: str) -> Tier:
        return self.tiers.get(key.partition("@")[2], Tier.GOLD)


def _told(ask: Callable[[], T], otherwise: T, faults: list[str]) -> T:
    """What ``ask`` says; a fault is kept, and the rule ``facts-known`` refuses because of it."""
    try:
        return ask()
    except Permanent as fault:
        faults.append(str(fault))
        return otherwise


def leased(rehearsal: Rehearsal, work: Work) -> frozenset[str]:
    """What the run must hold alone: every target, and the person that it is all about."""
    if not rehearsal.changes:
        return frozenset()
    about = {f"person:{work.subject}"} if work.subject else set()
    return rehearsal.targets | about


_CALLS = Prepared(
    sa.select(writes.c.capability, sa.func.count())
    .where(
        writes.c.capability.in_(sa.bindparam("keys", expanding=True)),
        writes.c.at > sa.bindparam("since"),
    )
    .group_by(writes.c.capability)
)


def _people(*which: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    """How many people were touched by those of the writes that are ``which``."""
    people = sa.func.count(sa.distinct(writes.c.subject))
    return people.filter(*which) if which else people


_AGAIN = sa.select(sa.func.count(sa.distinct(writes.c.run))).where(
    writes.c.subject == sa.bindparam("subject"),
    writes.c.procedure == sa.bindparam("procedure"),
    writes.c.work != sa.bindparam("work"),
    writes.c.at > sa.bindparam("hour"),
)
# One walk over a day of the procedure's writes.  No write at all is a row of zeros.
_COUNTS = Prepared(
    sa.select(
        _people(writes.c.at > sa.bindparam("hour")),
        _people(),
        _people(writes.c.department == sa.bindparam("department")),
        _AGAIN.scalar_subquery(),
        sa.select(sa.func.count()).where(writes.c.work == sa.bindparam("work")).scalar_subquery(),
    ).where(
        writes.c.procedure == sa.bindparam("procedure"),
        writes.c.subject != sa.bindparam("subject"),
        writes.c.at > sa.bindparam("day"),
    )
)


def _recent(connection: sa.Connection, facts: Facts, rehearsal: Rehearsal) -> Recent:
    subject = facts.subject
    asked = {
        "procedure": facts.work.procedure,
        "subject": facts.work.subject,
        "work": facts.work.number,
        "department": subject.department if subject else "",
        "hour": facts.now - HOUR,
        "day": facts.now - DAY,
    }
    ((hour, day, department, again, begun),) = _COUNTS.all(connection, asked)
    return Recent(
        calls=_calls(connection, facts, rehearsal),
        people_hour=hour,
        people_day=day,
        department_day=department,
        begun=begun > 0,
        target_hour={facts.work.subject: again if facts.work.subject else 0},
    )


def _calls(connection: sa.Connection, facts: Facts, rehearsal: Rehearsal) -> Mapping[str, int]:
    """One query per length of window: most capabilities declare the same one."""
    windows: dict[float, list[str]] = {}
    for key in rehearsal.keys:
        windows.setdefault(facts.specs[key].rate_limit.per, []).append(key)
    counted: dict[str, int] = {}
    for per, keys in windows.items():
        asked = {"keys": keys, "since": facts.now - per}
        counted.update(_CALLS.all(connection, asked))
    return counted
