"""What was read of the watched series: every point once, with what stood out.

A reading goes in as one transaction that says from where on it read: another worker's reading of
the same time is refused, so that no point is scored twice and no detector learns it twice.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.records.series.declared import LOCK, Watch
from steersman.records.series.tables import (
    series,
    series_anomalies,
    series_points,
    series_tellings,
    series_watches,
)
from steersman.records.store import reading, writing

MOST_KEPT, LONGEST_KEPT = 20_000, 60 * 86_400.0  # points of a series; seconds
TOGETHER = 5_000  # rows in one statement
_s, _p, _a, _w = series.c, series_points.c, series_anomalies.c, series_watches.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One series of a watch as it stands; ``state``: its detector as JSON."""

    id: str
    watch: str
    labels: Mapping[str, str] = field(default_factory=dict)
    state: str = ""
    seen: int = 0
    last_at: float = 0.0
    last_value: float = 0.0
    unusual_since: float | None = None
    calm: int = 0
    episode: Json = field(default_factory=dict)
    forecast: Json = field(default_factory=dict)
    forecast_at: float | None = None
    full_since: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Anomaly:
    """Unusual points near each other, from ``at`` to ``until``; ``score``: the highest of them.

    ``value``, the range and the reason are those of the first.  ``told``: people got an alert.
    """

    id: str
    series: str
    at: float
    until: float
    value: float
    score: float
    low: float | None
    high: float | None
    reason: str
    told: bool
    verdict: str = ""
    judged_by: str = ""
    judged_at: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """``begins``: what ``read_until`` was when it was asked for; ``tellings``: alerts, as JSON."""

    watch: Watch
    begins: float | None
    until: float
    lines: Sequence[Line]
    points: Sequence[Json]
    anomalies: Sequence[Anomaly]
    tellings: Sequence[Json]


@dataclass(frozen=True)
class Measurements:
    engine: sa.Engine
    clock: Clock

    def lines(self, watch: str = "") -> Sequence[Line]:
        """Every series, or those of one watch."""
        wanted = sa.select(series).order_by(_s.watch, _s.labels)
        if watch:
            wanted = wanted.where(_s.watch == watch)
        with reading(self.engine) as connection:
            return [_line(row) for row in connection.execute(wanted).mappings()]

    def line(self, id: str) -> Line | None:
        with reading(self.engine) as connection:
            row = connection.execute(sa.select(series).where(_s.id == id)).mappings().first()
        return None if row is None else _line(row)

    def keep(self, taken: Reading) -> bool:
        """Write it down; False: another worker was faster, or the watch is another by now."""
        watch = taken.watch
        same = (_w.name == watch.name) & (_w.added_at == watch.added_at)
        same &= _w.read_until.is_(None) if taken.begins is None else _w.read_until == taken.begins
        values: Json = {"read_until": taken.until, "read_at": self.clock.now()}
        values |= {"failure": "", "failed_at": None}
        with writing(self.engine, LOCK) as connection:
            changed = connection.execute(sa.update(series_watches).where(same).values(**values))
            if not changed.rowcount:
                return False
            _write(connection, taken)
            _forget_old(connection, taken)
        return True

    def points(self, id: str, start: float, end: float) -> Sequence[Json]:
        """Those from ``start`` to ``end`` in their order: at, value, score, low, high."""
        columns = (_p.at, _p.value, _p.score, _p.low, _p.high)
        wanted = sa.select(*columns).where(_p.series == id, _p.at >= start, _p.at <= end)
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(wanted.order_by(_p.at)).mappings()]

    def newest(self, ids: Sequence[str], since: float) -> Mapping[str, list[tuple[float, float]]]:
        """The points of several series since then: how their lines looked lately."""
        found: dict[str, list[tuple[float, float]]] = {each: [] for each in ids}
        wanted = sa.select(_p.series, _p.at, _p.value).where(_p.series.in_(ids), _p.at >= since)
        with reading(self.engine) as connection:
            for row in connection.execute(wanted.order_by(_p.series, _p.at)):
                found[row.series].append((row.at, row.value))
        return found

    def anomalies(
        self, ids: Sequence[str], start: float = 0.0, limit: int = 200
    ) -> Sequence[Anomaly]:
        """Those since ``start``, the newest first."""
        wanted = sa.select(series_anomalies).where(_a.series.in_(ids), _a.at >= start)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_a.at.desc(), _a.id).limit(limit)).mappings()
            return [Anomaly(**row) for row in rows]

    def untold(self) -> Mapping[int, Json]:
        """Alerts that the intake is still to be given, in their order."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(series_tellings).order_by(series_tellings.c.seq))
            return {row.seq: json.loads(row.alert) for row in rows}

    def were_told(self, seqs: Sequence[int]) -> None:
        with writing(self.engine, LOCK) as connection:
            gone = series_tellings.c.seq.in_(seqs)
            connection.execute(sa.delete(series_tellings).where(gone))


def kept_for(step: float) -> float:
    """Seconds that the points of a series with this step are kept."""
    return min(LONGEST_KEPT, MOST_KEPT * step)


def _line(row: sa.RowMapping) -> Line:
    told = {name: json.loads(row[name] or "{}") for name in ("labels", "episode", "forecast")}
    return Line(**{**row, **told})


def _row(line: Line) -> Json:
    row = asdict(line)
    row["labels"] = json.dumps(dict(line.labels), sort_keys=True, ensure_ascii=False)
    row |= {name: json.dumps(row[name]) if row[name] else "" for name in ("episode", "forecast")}
    return row


def _write(connection: sa.Connection, taken: Reading) -> None:
    ids = [line.id for line in taken.lines]
    if ids:
        connection.execute(sa.delete(series).where(_s.id.in_(ids)))
        connection.execute(sa.insert(series), [_row(line) for line in taken.lines])
    for at in range(0, len(taken.points), TOGETHER):
        connection.execute(sa.insert(series_points), taken.points[at : at + TOGETHER])
    _write_anomalies(connection, taken.anomalies)
    if taken.tellings:
        rows = [{"alert": json.dumps(each)} for each in taken.tellings]
        connection.execute(sa.insert(series_tellings), rows)


def _write_anomalies(connection: sa.Connection, found: Sequence[Anomaly]) -> None:
    """New ones, and those that go on: what people said of them stays."""
    if not found:
        return
    known = sa.select(_a.id).where(_a.id.in_([each.id for each in found]))
    old = set(connection.scalars(known))
    new = [asdict(each) for each in found if each.id not in old]
    if new:
        connection.execute(sa.insert(series_anomalies), new)
    for each in found:
        if each.id in old:
            values = {"until": each.until, "score": each.score, "told": each.told}
            same = _a.id == each.id
            connection.execute(sa.update(series_anomalies).where(same).values(**values))


def _forget_old(connection: sa.Connection, taken: Reading) -> None:
    """Points and anomalies beyond the time that is kept, and series of which nothing is left."""
    oldest = taken.until - kept_for(taken.watch.step)
    ids = sa.select(_s.id).where(_s.watch == taken.watch.name)
    connection.execute(sa.delete(series_points).where(_p.series.in_(ids), _p.at < oldest))
    connection.execute(sa.delete(series_anomalies).where(_a.series.in_(ids), _a.at < oldest))
    gone = (_s.watch == taken.watch.name) & (_s.last_at < oldest)
    connection.execute(sa.delete(series).where(gone))
