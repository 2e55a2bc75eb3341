"""Keeps what monitoring said, once each however often it is sent, and counts exactly.

A call's alerts are written in one transaction that is alone, so no group is counted twice and none
is made twice.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.records.alerts.tables import alert_events, alerts
from steersman.records.store import reading, writing

LOCK = "alerts"
TOGETHER = 500  # looked up in one question
FIRING, RESOLVED = "firing", "resolved"
GROUPS = ("name", "host", "severity", "source", "status")
_a, _e = alerts.c, alert_events.c
_KNOWN = sa.select(alerts).where(_a.id.in_(sa.bindparam("ids", expanding=True)))
_SAID = sa.select(_e.said).where(_e.said.in_(sa.bindparam("said", expanding=True)))
_MOVING = ("text", "severity", "link", "source", "status", "changed_at", "expires_at")
_COUNTED = ("heard_at", "first_at", "sendings", "episodes")
_UPDATE = (
    sa.update(alerts)
    .where(_a.id == sa.bindparam("its_id"))
    .values({name: sa.bindparam(name) for name in (*_MOVING, *_COUNTED)})
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """One alert as one sending told it; ``id`` is its fingerprint.

    ``at``: when it took this status, by the sender's clock; ``expires_at``: when silence of the
    sender means that it is over, None: never.
    """

    id: str
    name: str
    at: float
    status: str = FIRING
    host: str = ""
    ip: str = ""
    severity: str = ""
    text: str = ""
    source: str = ""
    link: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    expires_at: float | None = None

    @property
    def said(self) -> str:
        """Names what was said, so that a repetition is recognised."""
        return f"{self.id}/{self.status}/{self.at:.3f}"


@dataclass(frozen=True, slots=True)
class Kept:
    """``new``: alerts that began or ended; ``repeated``: what was known already."""

    new: int
    repeated: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Looked:
    """What is looked for; empty: everything.  ``where``: what the reader may see."""

    where: sa.ColumnElement[bool]
    status: str = ""
    host: str = ""
    name: str = ""
    limit: int = 100

    def condition(self) -> sa.ColumnElement[bool]:
        wanted = {_a.status: self.status, _a.host: self.host, _a.name: self.name}
        return sa.and_(self.where, *(column == value for column, value in wanted.items() if value))


@dataclass(frozen=True)
class Alerts:
    engine: sa.Engine
    clock: Clock

    def keep(self, received: Sequence[Received]) -> Kept:
        """Write them down durably.  Those of one call are kept all together or not at all."""
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            known = _known(connection, sorted({each.id for each in received}))
            said = _said(connection, sorted({each.said for each in received}))
            before, new = set(known), _Events(said, now)
            for each in received:
                is_new = new.take(each)
                row = known.get(each.id)
                known[each.id] = _begun(each, now) if row is None else _told(row, each, now, is_new)
            _write(connection, known, before, new.rows)
        return Kept(len(new.rows), len(received) - len(new.rows))

    def search(self, looked: Looked) -> list[Json]:
        """The alerts that fit, those that changed last first."""
        wanted = sa.select(alerts).where(looked.condition())
        wanted = wanted.order_by(_a.changed_at.desc(), _a.id).limit(looked.limit)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def count(self, looked: Looked) -> int:
        wanted = sa.select(sa.func.count()).select_from(alerts).where(looked.condition())
        with reading(self.engine) as connection:
            return connection.scalar(wanted) or 0

    def groups(self, by: Sequence[str], looked: Looked) -> list[Json]:
        """How many alerts there are of each group, the largest first; ``by``: out of GROUPS."""
        columns = [_a[name] for name in by]
        many, sent = sa.func.count().label("alerts"), sa.func.sum(_a.sendings).label("sendings")
        last = sa.func.max(_a.heard_at).label("heard_at")
        wanted = sa.select(*columns, many, sent, last).where(looked.condition())
        wanted = wanted.group_by(*columns).order_by(many.desc(), *columns).limit(looked.limit)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted).mappings()]

    def events(self, alert: str, limit: int = 100) -> list[Json]:
        """What was said of one alert, the newest first."""
        wanted = sa.select(alert_events).where(_e.alert == alert)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_e.seq.desc()).limit(limit)).mappings()
            return [dict(row) for row in rows]


class _Events:
    """What is said for the first time, by the name of what was said."""

    def __init__(self, said: set[str], now: float) -> None:
        self._said, self._now, self.rows = said, now, list[Json]()

    def take(self, each: Received) -> bool:
        if each.said in self._said:
            return False
        self._said.add(each.said)
        row = {"said": each.said, "alert": each.id, "status": each.status, "at": each.at}
        row |= {"received_at": self._now, "source": each.source, "text": each.text}
        self.rows.append(row)
        return True


def _begun(each: Received, now: float) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(each, name) for name in ("id", "name", "host", "ip")}
    row |= {"labels": canonical(dict(each.labels)), **_state(each)}
    counts = {"sendings": 1, "episodes": int(each.status == FIRING)}
    return {**row, **counts, "first_at": each.at, "heard_at": now}


def _told(row: dict[str, Any], each: Received, now: float, is_new: bool) -> dict[str, Any]:
    """The row after one more sending; what is older than what is known changes no status."""
    counts = {"sendings": row["sendings"] + 1, "heard_at": now}
    counts |= {"first_at": min(row["first_at"], each.at)}
    counts |= {"episodes": row["episodes"] + int(is_new and each.status == FIRING)}
    is_last = (each.at, each.status == RESOLVED) >= (row["changed_at"], row["status"] == RESOLVED)
    return {**row, **counts, **(_state(each) if is_last else {})}


def _state(each: Received) -> dict[str, Any]:
    row: dict[str, Any] = {"changed_at": each.at}
    return row | {name: getattr(each, name) for name in _MOVING if name != "changed_at"}


def _known(connection: sa.Connection, ids: Sequence[str]) -> dict[str, dict[str, Any]]:
    rows = (connection.execute(_KNOWN, {"ids": some}).mappings() for some in _pieces(ids))
    return {row["id"]: dict(row) for some in rows for row in some}


def _said(connection: sa.Connection, said: Sequence[str]) -> set[str]:
    found = (connection.scalars(_SAID, {"said": some}) for some in _pieces(said))
    return {each for some in found for each in some}


def _pieces(values: Sequence[str]) -> Iterator[Sequence[str]]:
    for at in range(0, len(values), TOGETHER):
        yield values[at : at + TOGETHER]


def _write(
    connection: sa.Connection,
    rows: Mapping[str, dict[str, Any]],
    before: Iterable[str],
    events: Sequence[Json],
) -> None:
    old = set(before)
    new = [row for id, row in rows.items() if id not in old]
    changed = [
        {"its_id": id, **{name: rows[id][name] for name in (*_MOVING, *_COUNTED)}}
        for id in sorted(old)
    ]
    if new:
        connection.execute(sa.insert(alerts), new)
    if changed:
        connection.execute(_UPDATE, changed)
    if events:
        connection.execute(sa.insert(alert_events), list(events))
