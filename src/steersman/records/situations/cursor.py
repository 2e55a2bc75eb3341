"""How far the stored alerts were judged: what was learned and how far go in one transaction.

``version`` counts those transactions.  Whoever finds another one than it began with was overtaken
by another worker, and begins again from what that one wrote.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.records.alerts.tables import alert_events, alerts
from steersman.records.situations.tables import held_alerts, situation_worker

NAME = "alerts"
FIRED = 200  # alerts of one host that are looked back at
_w, _e, _a = situation_worker.c, alert_events.c, alerts.c
_h = held_alerts.c
_READ = sa.select(_w.seq, _w.version, _w.at).where(_w.name == NAME)
_STATE = sa.select(_w.state).where(_w.name == NAME)
_EVENTS = sa.select(
    *(_e.seq, _e.alert, _e.status, _e.at, _e.received_at, _e.source, _e.text),
    *(_a.name, _a.host, _a.ip, _a.severity, _a.labels),
).join_from(alert_events, alerts, _a.id == _e.alert)
_PENDING = (
    _EVENTS.where(_e.seq > sa.bindparam("after")).order_by(_e.seq).limit(sa.bindparam("most"))
)
_BEHIND = sa.select(sa.func.count(), sa.func.min(_e.received_at)).where(
    _e.seq > sa.func.coalesce(sa.select(_w.seq).where(_w.name == NAME).scalar_subquery(), 0)
)


@dataclass(frozen=True, slots=True)
class Mark:
    """``seq``: of the last event that was judged."""

    seq: int = 0
    version: int = 0
    at: float = 0.0


@dataclass(frozen=True, slots=True)
class Behind:
    """Events that are stored and not judged yet, and when the first of them came."""

    events: int
    since: float | None


def read(connection: sa.Connection) -> Mark:
    row = connection.execute(_READ).one_or_none()
    return Mark() if row is None else Mark(*row)


def state(connection: sa.Connection) -> bytes | None:
    found: bytes | None = connection.scalar(_STATE)
    return found


def pending(connection: sa.Connection, after: int, most: int) -> Sequence[sa.RowMapping]:
    """Events in the order in which they were stored, which is that of their commits."""
    return connection.execute(_PENDING, {"after": after, "most": most}).mappings().all()


def events(connection: sa.Connection, seqs: Collection[int]) -> list[sa.RowMapping]:
    """These events, whether they were judged or not."""
    wanted, found = sorted(seqs), list[sa.RowMapping]()
    for at in range(0, len(wanted), 500):
        asked = _EVENTS.where(_e.seq.in_(wanted[at : at + 500])).order_by(_e.seq)
        found += connection.execute(asked).mappings().all()
    return found


def fired(
    connection: sa.Connection, host: str, since: float, until: int
) -> Sequence[sa.RowMapping]:
    """What fires on ``host`` since then, up to the event ``until``, and is not held back."""
    held = sa.select(_h.alert).where(_h.alert == _a.id, _h.released_at.is_(None))
    mine = (_a.host == host) & (_a.status == "firing") & (_e.status == "firing")
    asked = _EVENTS.where(mine, _e.received_at > since, _e.seq <= until, ~held.exists())
    return connection.execute(asked.order_by(_e.seq).limit(FIRED)).mappings().all()


def write_in(
    connection: sa.Connection, before: Mark, seq: int, now: float, state: bytes | None
) -> Mark:
    """In a transaction that is alone, after ``before`` was read again in it.

    ``state`` is what was learned; None: nothing, so what was known stays.
    """
    row: dict[str, Any] = {"seq": seq, "version": before.version + 1, "at": now}
    row |= {"state": state} if state is not None or before.version == 0 else {}
    if before.version == 0:
        connection.execute(sa.insert(situation_worker).values(name=NAME, **row))
    else:
        connection.execute(sa.update(situation_worker).where(_w.name == NAME).values(**row))
    return Mark(seq, before.version + 1, now)


def behind_by(connection: sa.Connection) -> int:
    """About how many events are not judged yet: exactly 0 when there are none."""
    last = connection.scalar(sa.select(sa.func.max(_e.seq))) or 0
    return last - read(connection).seq


def behind(connection: sa.Connection) -> Behind:
    return Behind(*connection.execute(_BEHIND).one())
