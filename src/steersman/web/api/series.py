"""Watched series: which expressions, how each stands, its points, its forecast, what people say."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent, Transient
from steersman.records.series import Watch, series_watches
from steersman.web.api.bodies import Body, Short
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.errors import Problem, invalid, not_found
from steersman.web.series import drawing, forecast_of, line_json, seen, seen_line, watch_json

router = APIRouter(prefix="/series", tags=["series"])
TYPE = "series"
Reader = Annotated[Caller, needs("read", "view", TYPE)]
Moment = Annotated[float | None, Query(ge=0, lt=253_402_300_800)]
Expression = Annotated[str, Field(min_length=1, max_length=4000)]


class Watching(Body):
    """``step`` in seconds, ``horizon`` in days; ``capacity``: the value that must not be reached.

    ``falling``: the capacity is a floor, as for free space.  ``detect``: look for anomalies.
    """

    name: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9_.-]{0,60}$", examples=["disk-db-1"])]
    system: Short
    expression: Expression
    step: Annotated[float, Field(ge=1, le=86_400)] = 60.0
    detect: bool = True
    capacity: Annotated[float | None, Field(allow_inf_nan=False)] = None
    falling: bool = False
    horizon: Annotated[float, Field(gt=0, le=3_650)] = 14.0
    unit: Annotated[str, Field(max_length=40)] = ""


class Trying(Body):
    system: Short
    expression: Expression


class Verdict(Body):
    """``useful``: whether it was worth knowing."""

    useful: bool


@router.get("")
def list_series(core: CoreDep, caller: Reader) -> Json:
    """Each watched expression with its series: the newest value, and in what state it is.

    ``systems``: those that can be watched.  ``failure``: why one cannot be read, since
    ``failed_at``.
    """
    where = visible(core, caller, "view", series_watches).where
    found = [watch_json(core, watch) for watch in core.watching.watches.all(where)]
    return {"watches": found, "systems": sorted(core.watching.sources)}


@router.post("", status_code=201)
def watch(
    core: CoreDep, caller: Annotated[Caller, needs("act", "add", TYPE)], body: Watching
) -> Json:
    """Watch an expression, or change how; it is read within seconds.

    Another expression, system or step under the same name begins anew.
    """
    made = Watch(**body.model_dump())
    try:
        is_new = core.watching.keep(made, by=caller.id)
    except Permanent as error:
        raise invalid(str(error)) from error
    kept = core.watching.watches.get(body.name)
    return {"new": is_new, "watch": watch_json(core, kept or made)}


@router.post("/try")
def try_out(core: CoreDep, caller: Reader, body: Trying) -> Json:
    """What an expression gives now; nothing is kept."""
    try:
        found = core.watching.try_out(body.system, body.expression)
    except Permanent as error:
        raise invalid(str(error)) from error
    except Transient as error:
        raise Problem(503, "unavailable", str(error), "try again when it answers") from error
    series = [{"labels": dict(labels), "value": value} for labels, value in found.series]
    return {"series": series, "warnings": list(found.warnings)}


@router.get("/{series}")
def one_series(core: CoreDep, caller: Reader, series: str) -> Json:
    """One series by its id, or the watch of this name with all its series."""
    where = visible(core, caller, "view", series_watches).where
    watched = core.watching.watches.get(series, where)
    if watched is not None:
        return {"watch": watch_json(core, watched)}
    watched, line = seen_line(core, where, series)
    return {"watch": watch_json(core, watched, lines=()), "series": line_json(core, watched, line)}


@router.get("/{series}/points")
def points(
    core: CoreDep,
    caller: Reader,
    series: str,
    start: Moment = None,
    end: Moment = None,
) -> Json:
    """What the explorer draws, from ``start`` to ``end``; the last 24 hours without them.

    ``points``: at, value, low, high (where it was expected before it was read) and score.  When
    there are more than 2,000, they stand for as many equal spans: the extremes of each.
    """
    where = visible(core, caller, "view", series_watches).where
    watched, line = seen_line(core, where, series)
    if start is not None and end is not None and end <= start:
        raise invalid("the end lies before the start", "turn them round")
    return drawing(core, watched, line, start, end)


@router.get("/{series}/forecast")
def forecast(
    core: CoreDep,
    caller: Reader,
    series: str,
    capacity: Annotated[float | None, Query(allow_inf_nan=False)] = None,
    falling: bool | None = None,
) -> Json:
    """When it reaches its capacity, or another one, with the interval that holds 9 of 10 times."""
    where = visible(core, caller, "view", series_watches).where
    watched, line = seen_line(core, where, series)
    limit = watched.capacity if capacity is None else capacity
    if limit is None:
        raise invalid(f"{watched.name} has no capacity", "say ?capacity=95, or declare one")
    return forecast_of(core, watched, line, limit, watched.falling if falling is None else falling)


@router.post("/anomalies/{anomaly}/verdict")
def judge(
    core: CoreDep,
    caller: Annotated[Caller, needs("act", "change", TYPE)],
    anomaly: str,
    body: Verdict,
) -> Json:
    """Say whether an anomaly was worth knowing: the detector's precision is measured by it."""
    where = visible(core, caller, "change", series_watches).where
    watched, _ = seen_line(core, where, anomaly.rpartition("-")[0])
    if not core.watching.verdicts.judge(anomaly, body.useful, by=caller.id):
        raise not_found(f"anomaly {anomaly}", "list them: GET /series/{series}/points")
    return {"watch": watch_json(core, watched, lines=())}


@router.delete("/{watch}")
def unwatch(
    core: CoreDep, caller: Annotated[Caller, needs("act", "delete", TYPE)], watch: str
) -> Json:
    """Watch it no longer: its points and verdicts go, its alerts are over."""
    seen(core, visible(core, caller, "delete", series_watches).where, watch)
    core.watching.end(watch, by=caller.id)
    return {"ended": watch}
