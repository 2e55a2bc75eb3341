"""Situations as they change, inside the transaction of whoever changes them.

Each is an incident: a work item of the same number, whose life cycle follows the situation's.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.work import Kind, State, Status, may_become
from steersman.records.alerts.tables import alerts
from steersman.records.desk.tables import work_items
from steersman.records.desk.work import MANUAL, Request, WorkItems
from steersman.records.situations.tables import (
    situation_alerts,
    situation_events,
    situations,
)

OPEN, ACKNOWLEDGED, RESOLVED = "open", "acknowledged", "resolved"
STATES = (OPEN, ACKNOWLEDGED, RESOLVED)
ITSELF = "system:situations"
LOCK = "situations"
_INCIDENT: Mapping[str, tuple[State, Status]] = {
    OPEN: (State.NEW, Status.NEW),
    ACKNOWLEDGED: (State.IN_PROGRESS, Status.NEW),
    RESOLVED: (State.RESOLVED, Status.DONE),
}
_s, _m, _a, _w = situations.c, situation_alerts.c, alerts.c, work_items.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A situation that begins.  ``subject``: the configuration item that it is about, if one."""

    title: str
    severity: str
    at: float
    pipeline: str = ""
    subject: str = ""
    hosts: Collection[str] = ()
    items: Collection[str] = ()
    names: Collection[str] = ()
    reasons: Sequence[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """An alert of a situation.  ``opening``: people are told because of it."""

    alert: str
    at: float
    why: str
    opening: bool = False


@dataclass(frozen=True, slots=True)
class Counts:
    alerts: int
    firing: int
    hosts: int
    kinds: int
    first_at: float | None
    severities: Sequence[str] = field(default_factory=tuple)


def open_in(connection: sa.Connection, work: WorkItems, opening: Opening) -> str:
    """Returns its number.  The transaction holds the desk's lock too."""
    summary = opening.title[:300]
    request = Request(
        procedure=MANUAL,
        requester=ITSELF,
        kind=Kind.INCIDENT,
        summary=summary,
        subject=opening.subject,
    )
    number = work.submit_in(connection, request)
    connection.execute(
        sa.insert(situations).values(
            number=number,
            title=opening.title,
            severity=opening.severity,
            state=OPEN,
            owner="",
            pipeline=opening.pipeline,
            hosts=sorted(opening.hosts),
            items=sorted(opening.items),
            names=sorted(opening.names),
            reasons=list(opening.reasons),
            causes=[],
            crowd=False,
            opened_at=opening.at,
            first_at=opening.at,
            last_at=opening.at,
            untold=0,
            resolved_by="",
            merged_into="",
            alerts=0,
            firing=0,
            host_count=0,
            kind_count=0,
        )
    )
    return number


def join_in(connection: sa.Connection, number: str, members: Iterable[Member]) -> list[str]:
    """Returns the alerts that are new in it; what was in it stays as it was."""
    given = {each.alert: each for each in members}
    known = set[str]()
    ids = sorted(given)
    for at in range(0, len(ids), 500):
        some = sa.select(_m.alert).where(_m.situation == number, _m.alert.in_(ids[at : at + 500]))
        known |= set(connection.scalars(some))
    new = [given[alert] for alert in ids if alert not in known]
    if new:
        rows = [
            {
                "situation": number,
                "alert": each.alert,
                "joined_at": each.at,
                "why": each.why,
                "opening": each.opening,
            }
            for each in new
        ]
        connection.execute(sa.insert(situation_alerts), rows)
    return [each.alert for each in new]


def set_in(connection: sa.Connection, number: str, **values: Any) -> None:
    connection.execute(sa.update(situations).where(_s.number == number).values(**values))


def move_in(connection: sa.Connection, number: str, state: str, **values: Any) -> None:
    """To another state, and its incident with it, as far as the life cycle lets it."""
    set_in(connection, number, state=state, **values)
    after, status = _INCIDENT[state]
    if state == OPEN:  # begun again: what was once resolved is in progress, not new
        after = State.IN_PROGRESS
    before = [each.value for each in State if may_become(each, after)]
    settled = values.get("resolved_at") if state == RESOLVED else None
    connection.execute(
        sa.update(work_items)
        .where(_w.number == number, _w.state.in_(before))
        .values(state=after.value, status=status.value, settled_at=settled)
    )


def retitle_in(connection: sa.Connection, number: str, title: str) -> None:
    set_in(connection, number, title=title)
    changed = sa.update(work_items).where(_w.number == number)
    connection.execute(changed.values(summary=title[:300]))


def note_in(
    connection: sa.Connection, number: str, at: float, kind: str, text: str, by: str = ITSELF
) -> None:
    """A line of the timeline."""
    row: Json = {"situation": number, "at": at, "kind": kind, "by": by, "text": text}
    connection.execute(sa.insert(situation_events).values(**row))


def count_in(connection: sa.Connection, number: str) -> Counts:
    """Its alerts, counted from the rows themselves."""
    firing = sa.func.sum(sa.case((_a.status == "firing", 1), else_=0))
    joined = sa.join(situation_alerts, alerts, _a.id == _m.alert)
    hosts = sa.func.count(sa.distinct(sa.func.nullif(_a.host, "")))
    kinds = sa.func.count(sa.distinct(_a.name))
    wanted = sa.select(sa.func.count(), firing, hosts, kinds, sa.func.min(_a.first_at))
    row = connection.execute(wanted.select_from(joined).where(_m.situation == number)).one()
    said = sa.select(_a.severity).distinct().select_from(joined).where(_m.situation == number)
    fires = int(row[1] or 0)
    return Counts(row[0], fires, row[2], row[3], row[4], tuple(connection.scalars(said)))


def merge_in(connection: sa.Connection, kept: str, gone: str, at: float) -> None:
    """``gone`` turned out to be ``kept``: its alerts go over, and it is resolved."""
    rows = connection.execute(sa.select(situation_alerts).where(_m.situation == gone)).mappings()
    why = f"of {gone}, which is the same"
    members = [
        Member(alert=row["alert"], at=row["joined_at"], why=why, opening=row["opening"])
        for row in rows
    ]
    join_in(connection, kept, members)
    resolved = {"resolved_at": at, "resolved_by": ITSELF, "merged_into": kept, "untold": 0}
    move_in(connection, gone, RESOLVED, **resolved)
    note_in(connection, gone, at, "merged", f"It is the same as {kept}, where it goes on.")
    note_in(connection, kept, at, "merged", f"{gone} is the same; its alerts are here now.")


def row_in(connection: sa.Connection, number: str) -> Json:
    row = connection.execute(sa.select(situations).where(_s.number == number)).mappings().first()
    if row is None:
        raise Permanent(f"there is no situation {number}: list them with `steersman situations`")
    return dict(row)


def of_alerts(connection: sa.Connection, ids: Collection[str]) -> Mapping[str, set[str]]:
    """Alert → the situations that it is in, however long over."""
    found: dict[str, set[str]] = {}
    listed = sorted(ids)
    for at in range(0, len(listed), 500):
        wanted = sa.select(_m.alert, _m.situation).where(_m.alert.in_(listed[at : at + 500]))
        for alert, situation in connection.execute(wanted):
            found.setdefault(alert, set()).add(situation)
    return found
