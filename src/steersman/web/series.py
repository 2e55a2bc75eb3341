"""Watched series as the API, the command line and the console tell them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict

import numpy as np
import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records.series import Anomaly, Line, Watch
from steersman.signals.series.changes import changes_of
from steersman.signals.watching.foreseeing import Capacity, foresee
from steersman.signals.watching.telling import sentence
from steersman.web.core import Core
from steersman.web.errors import not_found

DAY = 86_400.0
DRAWN = 2_000  # points; more are drawn as the extremes of equal spans
LEARNING = 200  # points until a detector is listened to
LATE = 5.0  # steps without a point
FEWEST = 50  # points before changes of level are looked for


def seen(core: Core, where: sa.ColumnElement[bool], name: str) -> Watch:
    """The watch of this name, if the caller may see it."""
    found = core.watching.watches.get(name, where)
    if found is None:
        raise not_found(f"watched series {name}", "list them: GET /series")
    return found


def seen_line(core: Core, where: sa.ColumnElement[bool], id: str) -> tuple[Watch, Line]:
    """The series of this id with its watch, if the caller may see it."""
    line = core.watching.measurements.line(id)
    watch = core.watching.watches.get(line.watch, where) if line else None
    if line is None or watch is None:
        raise not_found(f"series {id}", "list them: GET /series")
    return watch, line


def state_of(core: Core, watch: Watch, line: Line) -> str:
    """One of: away, no data, unusual, learning, as expected, measured."""
    if watch.failure:
        return "away"
    if core.clock.now() - line.last_at > max(LATE * watch.step, 30.0):
        return "no data"
    if not watch.detect:
        return "measured"
    if line.unusual_since is not None:
        return "unusual"
    return "learning" if line.seen < LEARNING else "as expected"


def watch_json(core: Core, watch: Watch, lines: Sequence[Line] | None = None) -> Json:
    """``precision``: of what people judged, the share that was useful; null: too few yet."""
    found = core.watching.measurements.lines(watch.name) if lines is None else lines
    worth = core.watching.verdicts.worth(watch.name)
    said = {"useful": worth.useful, "judged": worth.judged, "precision": worth.precision}
    told = {**asdict(watch), **said, "muted": worth.is_muted}
    return {**told, "series": [line_json(core, watch, line) for line in found]}


def line_json(core: Core, watch: Watch, line: Line) -> Json:
    names = ("id", "watch", "labels", "seen", "last_at", "last_value", "unusual_since")
    told = {name: getattr(line, name) for name in names}
    shown = {k: v for k, v in line.forecast.items() if k != "drawn"}
    if shown:
        shown["sentence"] = sentence(line.forecast, watch.unit)
    return {**told, "state": state_of(core, watch, line), "forecast": shown or None}


def drawing(core: Core, watch: Watch, line: Line, start: float | None, end: float | None) -> Json:
    """Points, anomalies, changes of level and the forecast in this span of time."""
    until = max(line.last_at, core.clock.now()) if end is None else end
    since = until - DAY if start is None else start
    rows = core.watching.measurements.points(line.id, since, until)
    found = core.watching.measurements.anomalies([line.id], since)
    changes = _changes(rows) if len(rows) >= FEWEST else []
    return {
        "series": line_json(core, watch, line),
        "start": since,
        "end": until,
        "step": watch.step,
        "unit": watch.unit,
        "capacity": watch.capacity,
        "points": [_point(row) for row in thinned(rows)],
        "anomalies": [anomaly_json(each) for each in found if each.at <= until],
        "changes": changes,
        "forecast": line.forecast or None,
    }


def forecast_of(core: Core, watch: Watch, line: Line, limit: float, falling: bool) -> Json:
    rows = core.watching.measurements.points(line.id, 0.0, core.clock.now())
    points = [(row["at"], row["value"]) for row in rows]
    told = foresee(points, Capacity(limit, falling, watch.horizon), core.clock.now())
    return {**told, "sentence": sentence(told, watch.unit)}


def anomaly_json(found: Anomaly) -> Json:
    return asdict(found)


def thinned(rows: Sequence[Json]) -> Sequence[Json]:
    """At most ``DRAWN`` rows: of each equal part the lowest, the highest and the most unusual."""
    if len(rows) <= DRAWN:
        return rows
    size = -(-len(rows) * 3 // DRAWN)
    kept: list[Json] = []
    for at in range(0, len(rows), size):
        part = rows[at : at + size]
        keys = ("value", "score")
        best = {id(max(part, key=lambda row: row[key])): None for key in keys}
        best[id(min(part, key=lambda row: row["value"]))] = None
        kept += [row for row in part if id(row) in best]
    return kept


def _point(row: Json) -> list[float | None]:
    return [row["at"], row["value"], row["low"], row["high"], row["score"]]


def _changes(rows: Sequence[Json]) -> list[Json]:
    at, values = np.array([row["at"] for row in rows]), np.array([row["value"] for row in rows])
    return [{"at": each.at, "size": each.size} for each in changes_of(at, values)]
