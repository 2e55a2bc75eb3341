"""The last state that the record tells by itself: what runs, what waits, who is alive.

Reads only and needs no server, so the same numbers come from a live product, from one that died
and from a database that takes no writes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.work import Status
from steersman.records import migrate
from steersman.records.desk.tables import agenda, decisions, questions, work_items
from steersman.records.guard.tables import levels, switches, workers
from steersman.records.hr_feeds import hr_feeds
from steersman.records.ledger.tables import checkpoints, entries
from steersman.records.system_checks import system_checks

MOST = 50  # rows of each list; the counts are of everything
_WAITING = (Status.HELD.value, Status.REFUSED.value, Status.INCOMPLETE.value)
Rows = tuple[Json, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """Times are seconds since 1970.  ``version`` is empty where there are no tables yet.

    ``waiting``: work that a person must decide about, with the roles that the last decision asked
    for.  ``written_at``: the newest trace of the product in the database; None: none.
    """

    version: str = ""
    counts: Mapping[str, int] = field(default_factory=dict)  # status → work items
    running: Rows = ()
    waiting: Rows = ()
    questions: int = 0
    switches: Rows = ()
    workers: Rows = ()
    systems: Rows = ()
    sources: Rows = ()
    levels: Rows = ()
    ledger: Json = field(default_factory=dict)  # seq, key, kind, at of the last entry
    signed: Json = field(default_factory=dict)  # size, at of the last checkpoint

    @property
    def beat_at(self) -> float | None:
        """The last heartbeat of any worker; None when the last one left in good order."""
        return max((float(row["beat_at"]) for row in self.workers), default=None)

    @property
    def written_at(self) -> float | None:
        traces = [self.beat_at, self.ledger.get("at"), self.signed.get("at")]
        traces += [row["at"] for row in self.systems]
        return max((float(each) for each in traces if each is not None), default=None)


def overview(engine: sa.Engine, seen: sa.ColumnElement[bool] | None = None) -> Overview:
    """What the record tells now.  An empty database is an empty overview.

    ``seen``: the filter of the work items that may be told of; None: all of them.
    """
    mine = sa.true() if seen is None else seen
    with engine.connect() as connection:
        version = migrate.current(connection)
        if not version:
            return Overview()
        return Overview(
            version=version,
            counts={name: count for name, count in connection.execute(_COUNTS.where(mine))},
            running=_rows(connection, _RUNNING.where(mine)),
            waiting=tuple(_with_roles(row) for row in _rows(connection, _WAITS.where(mine))),
            questions=connection.scalar(_QUESTIONS) or 0,
            switches=_rows(connection, sa.select(switches).order_by(switches.c.scope)),
            workers=_rows(connection, _WORKERS),
            systems=_rows(connection, _SYSTEMS),
            sources=_rows(connection, _SOURCES),
            levels=_rows(connection, _LEVELS),
            ledger=_one(connection, _LAST_ENTRY),
            signed=_one(connection, _LAST_CHECKPOINT),
        )


# what “running” means, wherever it is counted
UNDER_WAY = sa.and_(agenda.c.ended_at.is_(None), agenda.c.started_at.is_not(None))
_COUNTS = sa.select(work_items.c.status, sa.func.count()).group_by(work_items.c.status)
_QUESTIONS = sa.select(sa.func.count()).where(questions.c.answered_at.is_(None))
_RUNNING = (
    sa.select(agenda.c.run, work_items.c.number, work_items.c.summary, agenda.c.started_at)
    .join_from(agenda, work_items, agenda.c.work == work_items.c.number)
    .where(UNDER_WAY)
    .order_by(agenda.c.started_at)
    .limit(MOST)
)
_NEEDS = (  # what the last decision about this work asked for
    sa.select(decisions.c.needs)
    .where(decisions.c.work == work_items.c.number)
    .order_by(decisions.c.at.desc(), sa.func.length(decisions.c.run).desc(), decisions.c.run.desc())
    .limit(1)
    .scalar_subquery()
)
_WAITS = (
    sa.select(
        work_items.c.number,
        work_items.c.status,
        work_items.c.summary,
        work_items.c.opened_at,
        _NEEDS.label("needs"),
    )
    .where(work_items.c.status.in_(_WAITING))
    .order_by(work_items.c.seq)
    .limit(MOST)
)
_WORKERS = sa.select(workers.c.worker, workers.c.beat_at, workers.c.swept).order_by("worker")
_SYSTEMS = sa.select(
    system_checks.c.system,
    system_checks.c.reached,
    system_checks.c.at,
    system_checks.c.reached_at,
    system_checks.c.detail,
).order_by("system")
_SOURCES = sa.select(
    hr_feeds.c.feed, hr_feeds.c.last_good_at, hr_feeds.c.rows, hr_feeds.c.error, hr_feeds.c.error_at
).order_by("feed")
_LEVELS = sa.select(levels.c.capability, levels.c.scope, levels.c.level, levels.c.since).order_by(
    "capability", "scope"
)
_LAST_ENTRY = (
    sa.select(entries.c.seq, entries.c.key, entries.c.kind, entries.c.at)
    .order_by(entries.c.seq.desc())
    .limit(1)
)
_LAST_CHECKPOINT = (
    sa.select(checkpoints.c.size, checkpoints.c.at).order_by(checkpoints.c.size.desc()).limit(1)
)


def _rows(connection: sa.Connection, wanted: sa.Select[Any]) -> Rows:
    return tuple(dict(row) for row in connection.execute(wanted).mappings())


def _one(connection: sa.Connection, wanted: sa.Select[Any]) -> Json:
    row = connection.execute(wanted).mappings().first()
    return {} if row is None else dict(row)


def _with_roles(row: Json) -> Json:
    needs = json.loads(row.get("needs") or "[]")
    return {**row, "needs": [f"{need['count']} × {need['role']}" for need in needs]}
