"""Silences, maintenance windows and rules of inhibition: kept, ended and never deleted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.alerts.tables import alerts
from steersman.records.situations.tables import held_alerts, inhibition_rules, mutes
from steersman.records.store import reading

_m, _i, _h = mutes.c, inhibition_rules.c, held_alerts.c
MOST = 20_000  # that are in force at once


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMute:
    kind: str
    since: float
    until: float
    why: str
    by: str
    matchers: Sequence[str] = ()
    items: Sequence[str] = ()
    every: str = ""


def add_in(connection: sa.Connection, id: str, new: NewMute, now: float) -> None:
    live = sa.select(sa.func.count()).select_from(mutes).where(~_m.settled)
    if (connection.scalar(live) or 0) >= MOST:
        raise Permanent(f"{MOST:,} silences are in force: end some of them first")
    row = {name: getattr(new, name) for name in NewMute.__slots__}
    row |= {"matchers": list(new.matchers), "items": list(new.items)}
    row |= {"id": id, "made_at": now, "ended_by": "", "settled": False}
    connection.execute(sa.insert(mutes).values(**row))


def add_rule_in(
    connection: sa.Connection,
    id: str,
    *,
    source: Sequence[str],
    target: Sequence[str],
    equal: Sequence[str],
    why: str,
    by: str,
    now: float,
) -> None:
    row: dict[str, Any] = {"id": id, "source": list(source), "target": list(target)}
    row |= {"equal": list(equal), "why": why, "by": by, "made_at": now, "ended_by": ""}
    connection.execute(sa.insert(inhibition_rules).values(**row))


def end_in(connection: sa.Connection, table: sa.Table, id: str, by: str, now: float) -> None:
    """Raises ``Permanent`` when there is none, or when somebody has ended it already."""
    row = connection.execute(sa.select(table).where(table.c.id == id)).mappings().first()
    if row is None:
        raise Permanent(f"there is no {table.info['object_type'].replace('_', ' ')} {id}")
    if row["ended_at"] is not None:
        raise Permanent(f"{id} was ended already: nothing is left to do")
    ended = sa.update(table).where(table.c.id == id)
    connection.execute(ended.values(ended_at=now, ended_by=by))


def unsettled(connection: sa.Connection) -> list[Json]:
    """What may hold alerts back now, or has ended and was not looked at since."""
    rows = connection.execute(sa.select(mutes).where(~_m.settled).order_by(_m.id)).mappings()
    return [dict(row) for row in rows]


def rules(connection: sa.Connection) -> list[Json]:
    rows = connection.execute(
        sa.select(inhibition_rules).where(_i.ended_at.is_(None)).order_by(_i.id)
    ).mappings()
    return [dict(row) for row in rows]


def ended_rules(connection: sa.Connection) -> set[str]:
    """Rules that were ended and have held back something that was not released."""
    held = sa.select(_h.holder).where(_h.kind == "inhibition", _h.released_at.is_(None))
    ended = sa.select(_i.id).where(_i.ended_at.is_not(None), _i.id.in_(held))
    return set(connection.scalars(ended))


def mark(connection: sa.Connection) -> tuple[object, ...]:
    """Something that differs after any of them changed."""
    of_mutes = sa.select(
        *(sa.func.count(), sa.func.max(_m.made_at), sa.func.max(_m.ended_at)),
        sa.func.sum(sa.case((_m.settled, 1), else_=0)),
    ).select_from(mutes)
    of_rules = sa.select(sa.func.count(), sa.func.max(_i.ended_at)).select_from(inhibition_rules)
    found = (*connection.execute(of_mutes).one(), *connection.execute(of_rules).one())
    return tuple(found)


def hold_in(connection: sa.Connection, rows: Sequence[Json]) -> None:
    if rows:
        connection.execute(sa.insert(held_alerts), list(rows))


def held_by(
    connection: sa.Connection, holders: Collection[str], severity: str, limit: int
) -> Sequence[sa.RowMapping]:
    """Alerts of ``severity`` that these held back, that fire still and were not released."""
    last = (
        sa.select(_h.alert, sa.func.max(_h.event).label("event"))
        .where(_h.holder.in_(sorted(holders)), _h.released_at.is_(None))
        .group_by(_h.alert)
        .subquery()
    )
    asked = (
        sa.select(last.c.event, alerts)
        .join(alerts, alerts.c.id == last.c.alert)
        .where(alerts.c.status == "firing", alerts.c.severity == severity)
        .order_by(last.c.event)
        .limit(limit)
    )
    return connection.execute(asked).mappings().all()


def holding_still(connection: sa.Connection, holders: Collection[str]) -> set[str]:
    """Those of ``holders`` that have held back something that was not released."""
    asked = sa.select(_h.holder).distinct().where(_h.holder.in_(sorted(holders)))
    return set(connection.scalars(asked.where(_h.released_at.is_(None)))) if holders else set()


def release_in(connection: sa.Connection, events: Collection[int], now: float) -> None:
    ours = _h.event.in_(sorted(events))
    connection.execute(sa.update(held_alerts).where(ours).values(released_at=now))


def hold_anew_in(connection: sa.Connection, event: int, kind: str, holder: str) -> None:
    """It is held back by something else now."""
    ours = sa.update(held_alerts).where(_h.event == event)
    connection.execute(ours.values(kind=kind, holder=holder))


def settle_in(connection: sa.Connection, ids: Collection[str], now: float) -> None:
    """They are over, and what they held was looked at."""
    rest = _h.holder.in_(sorted(ids)) & _h.released_at.is_(None)
    connection.execute(sa.update(held_alerts).where(rest).values(released_at=now))
    connection.execute(sa.update(mutes).where(_m.id.in_(sorted(ids))).values(settled=True))


@dataclass(frozen=True)
class Holding:
    """What is held back, for people to look at."""

    engine: sa.Engine

    def mutes(
        self, where: sa.ColumnElement[bool], now: float, *, every: bool = False, limit: int = 200
    ) -> list[Json]:
        """With ``held``: how many events each held back.  The newest first."""
        held = sa.select(sa.func.count()).where(_h.holder == _m.id).scalar_subquery()
        asked = sa.select(mutes, held.label("held")).where(where)
        if not every:
            repeats = _m.every != ""
            asked = asked.where(_m.ended_at.is_(None), repeats | (_m.until > now))
        asked = asked.order_by(_m.made_at.desc(), _m.id).limit(limit)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def rules(self, where: sa.ColumnElement[bool], limit: int = 500) -> list[Json]:
        held = sa.select(sa.func.count()).where(_h.holder == _i.id).scalar_subquery()
        asked = sa.select(inhibition_rules, held.label("held")).where(where, _i.ended_at.is_(None))
        asked = asked.order_by(_i.made_at.desc(), _i.id).limit(limit)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]

    def of(self, holder: str, where: sa.ColumnElement[bool], limit: int = 100) -> list[Json]:
        """The events that one held back, the newest first, as far as their alerts may be seen."""
        asked = (
            sa.select(held_alerts, alerts.c.name, alerts.c.host, alerts.c.severity)
            .join(alerts, alerts.c.id == _h.alert)
            .where(_h.holder == holder, where)
            .order_by(_h.event.desc())
            .limit(limit)
        )
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(asked).mappings()]
