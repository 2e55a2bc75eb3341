"""The noise report: what came in, what people were told, and what was held back and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records.alerts.tables import alert_events, alerts
from steersman.records.situations.tables import (
    held_alerts,
    situation_alerts,
    situation_events,
    situation_verdicts,
    situations,
)
from steersman.records.store import reading

KINDS = ("silence", "maintenance", "noise", "inhibition")
COUNTS = ("came", "told", "joined", *KINDS, "quiet")
_e, _a, _h, _m = alert_events.c, alerts.c, held_alerts.c, situation_alerts.c
_t, _v, _s = situation_events.c, situation_verdicts.c, situations.c


@dataclass(frozen=True, slots=True)
class Noise:
    """``rows``: one for each source and rule, the most first; ``total``: over all of them.

    ``came``: how often an alert began; ``told``: of alerts that people were told because of;
    ``joined``: of alerts that are only listed with a situation; ``quiet``: neither, and nothing
    held it back: it was not unusual enough.  ``useful``, ``useless``: situations, as people judged.
    """

    rows: list[Json]
    sources: list[Json]
    total: Json
    situations: int
    tellings: int


def report(
    engine: sa.Engine, since: float, where: sa.ColumnElement[bool], limit: int = 200
) -> Noise:
    """``where``: which alerts the reader may see."""
    with reading(engine) as connection:
        rules = _counted(connection, since, where, _e.source, _a.name)
        sources = _counted(connection, since, where, _e.source)
        judged = _judged(connection, since)
        opened = _number(connection, sa.select(sa.func.count()).where(_s.opened_at > since))
        told = sa.select(sa.func.count()).where(_t.kind == "told", _t.at > since)
        tellings = _number(connection, told)
    for row in rules:
        useful, useless = judged.get(row["name"], (0, 0))
        row |= {"useful": useful, "useless": useless}
    total = {name: sum(row[name] for row in sources) for name in COUNTS}
    return Noise(rules[:limit], sources, total, opened, tellings)


def _counted(
    connection: sa.Connection,
    since: float,
    where: sa.ColumnElement[bool],
    *by: sa.ColumnElement[str],
) -> list[Json]:
    opening = sa.func.sum(sa.case((_m.opening, 1), else_=0)).label("opening")
    member = sa.select(_m.alert, opening).group_by(_m.alert).subquery()
    free = _h.event.is_(None)
    kinds = {name: _h.kind == name for name in KINDS}
    cases = {
        "told": free & (member.c.opening > 0),
        "joined": free & (member.c.opening == 0),
        **kinds,
        "quiet": free & member.c.alert.is_(None),
    }
    counts = [sa.func.sum(sa.case((case, 1), else_=0)).label(name) for name, case in cases.items()]
    asked = (
        sa.select(*by, sa.func.count().label("came"), *counts)
        .join_from(alert_events, alerts, _a.id == _e.alert)
        .outerjoin(held_alerts, (_h.event == _e.seq) & _h.released_at.is_(None))
        .outerjoin(member, member.c.alert == _e.alert)
        .where(_e.received_at > since, _e.status == "firing", where)
        .group_by(*by)
        .order_by(sa.func.count().desc(), *by)
    )
    return [_plain(row) for row in connection.execute(asked).mappings()]


def _plain(row: sa.RowMapping) -> Json:
    return {name: int(value) if name in COUNTS else value for name, value in row.items()}


def _judged(connection: sa.Connection, since: float) -> dict[str, tuple[int, int]]:
    """Rule → situations in which somebody found it useful, and in which nobody did."""
    useful = sa.func.max(sa.case((_v.useful, 1), else_=0)).label("useful")
    each = sa.select(_v.rule, _v.situation, useful).where(_v.at > since)
    found: dict[str, tuple[int, int]] = {}
    for rule, _, yes in connection.execute(each.group_by(_v.rule, _v.situation)):
        good, bad = found.get(rule, (0, 0))
        found[rule] = (good + yes, bad + 1 - yes)
    return found


def _number(connection: sa.Connection, asked: sa.Select[Any]) -> int:
    return connection.scalar(asked) or 0
