"""What others rely on a person for: reports, posts, on-call shifts, what only they may settle."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus
from steersman.records.business import business_obligations
from steersman.records.cmdb.tables import configuration_items
from steersman.records.knowledge.tables import documents
from steersman.records.on_call import on_call
from steersman.records.organisation import org_units, positions
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

MOST = 50
SHOWN = 12  # items that they own
_ci, _d = configuration_items.c, documents.c
_p, _o, _b = people.c, on_call.c, business_obligations.c


@dataclass(frozen=True, slots=True)
class Report:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Shift:
    service: str
    starts: float
    ends: float


@dataclass(frozen=True, slots=True)
class Owed:
    text: str
    until: float


@dataclass(frozen=True, slots=True)
class Owned:
    """An item or a document whose owner they are; ``kind``: its class in words."""

    path: str
    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Duties:
    reports: Sequence[Report]
    shifts: Sequence[Shift]
    owed: Sequence[Owed]
    posts: Sequence[str]
    items: Sequence[Owned] = ()  # the most critical first
    more_items: int = 0

    @property
    def some(self) -> bool:
        return bool(self.reports or self.shifts or self.owed or self.posts or self.items)


def duties_of(core: Core, visitor: Visitor, person: str) -> Duties:
    """Whatever the visitor may see of it."""

    def may(table: sa.Table) -> sa.ColumnElement[bool]:
        return core.permissions.visible(visitor.caller.principal, "view", table).where

    now = core.clock.now()
    reports = sa.select(_p.id, _p.given_name, _p.family_name).where(
        _p.manager == person,
        _p.employment_status != EmploymentStatus.TERMINATED.value,
        may(people),
    )
    reports = reports.order_by(_p.family_name, _p.given_name).limit(MOST)
    shifts = sa.select(_o.service, _o.starts, _o.ends).where(
        _o.person == person, _o.ends > now, may(on_call)
    )
    owed = sa.select(_b.text, _b.until).where(
        _b.person == person, _b.until > now, may(business_obligations)
    )
    posts = sa.select(positions.c.title, positions.c.code).where(
        positions.c.holder == person, may(positions)
    )
    heads = sa.select(org_units.c.name, org_units.c.code).where(
        org_units.c.head == person, may(org_units)
    )
    with reading(core.store) as connection:
        things, more = _owned(connection, person, may)
        return Duties(
            reports=[
                Report(r.id, f"{r.given_name} {r.family_name}".strip())
                for r in connection.execute(reports)
            ],
            shifts=[Shift(*r) for r in connection.execute(shifts.order_by(_o.starts).limit(MOST))],
            owed=[Owed(*r) for r in connection.execute(owed.order_by(_b.until).limit(MOST))],
            posts=[
                *(f"Heads {r.name or r.code}" for r in connection.execute(heads.limit(MOST))),
                *(f"Holds {r.title or r.code}" for r in connection.execute(posts.limit(MOST))),
            ],
            items=things,
            more_items=more,
        )


def _owned(
    connection: sa.Connection, person: str, may: Callable[[sa.Table], sa.ColumnElement[bool]]
) -> tuple[Sequence[Owned], int]:
    """Items, the most critical first, then documents; and how many items are not shown."""
    theirs = (_ci.owner == person) & may(configuration_items)
    count = connection.scalar(sa.select(sa.func.count()).where(theirs)) or 0
    rated = sa.case((_ci.criticality == "", "9"), else_=_ci.criticality)
    items = sa.select(_ci.id, _ci.name, _ci.ci_class).where(theirs).order_by(rated, _ci.name)
    papers = sa.select(_d.id, _d.title, _d.name).where(_d.owner == person, may(documents))
    found = [
        Owned(f"/ci/{row.id}", row.name, row.ci_class.replace("_", " "))
        for row in connection.execute(items.limit(SHOWN))
    ]
    found += [
        Owned(f"/knowledge/{row.id}", row.title or row.name, "document")
        for row in connection.execute(papers.order_by(_d.title).limit(SHOWN))
    ]
    return found, max(count - SHOWN, 0)
