"""What people are told of a watched series, as alerts for the intake, with their evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime

from steersman.domain.canonical import Json
from steersman.records.alerts import Received
from steersman.records.series import Anomaly, Line, Watch
from steersman.signals.intake.alertmanager import ADDRESSES, HOSTS
from steersman.signals.intake.shaping import Parts, first, received
from steersman.signals.watching.taking import Begun, Over, number

SOURCE = "series"
METRIC = "__name__"


def telling(watch: Watch, line: Line, said: Begun | Over, address: str, now: float) -> Json:
    """An anomaly that began or is over."""
    name, severity = f"Unusual: {watch.name}", "warning"
    if isinstance(said, Over):
        text = "It reads as expected again, or this is its new level."
        return _alert(watch, line, Parts(name=name, time=str(said.at), text=text), address, now)
    text = evidence(watch, said.anomaly)
    parts = Parts(name=name, time=str(said.anomaly.at), text=text, severity=severity)
    return _alert(watch, line, parts, address, now, fires=True)


def capacity_telling(watch: Watch, line: Line, at: float, address: str, now: float) -> Json:
    """The capacity will be reached soon, or not any more; ``line`` has its newest forecast."""
    name = f"Capacity: {watch.name}"
    if not line.forecast.get("soon"):
        text = "It is not foreseen within the horizon any more."
        return _alert(watch, line, Parts(name=name, time=str(at), text=text), address, now)
    severity = "critical" if line.forecast["outcome"] == "reached" else "high"
    text = sentence(line.forecast, watch.unit)
    parts = Parts(name=name, time=str(at), text=text, severity=severity)
    return _alert(watch, line, parts, address, now, fires=True)


def evidence(watch: Watch, found: Anomaly) -> str:
    unit = f" (in {watch.unit})" if watch.unit else ""
    return f"{found.reason}{unit} Score {found.score:.2f} of 1. {watch.expression}"


def sentence(told: Mapping[str, object], unit: str = "") -> str:
    """A forecast in words.  Times in UTC."""
    limit = f"{number(_float(told['limit']))}{' ' + unit if unit else ''}"
    early, late = _when(told.get("earliest")), _when(told.get("latest"))
    if told["outcome"] == "reached":
        return f"The level is at {limit} or beyond it already."
    if told["outcome"] == "too short":
        return "Too little was read for a forecast yet."
    if told["outcome"] == "no trend":
        return f"No trend towards it: it may never reach {limit}."
    if told["outcome"] == "not in sight":
        soonest = f"; at the earliest on {early}" if early else ""
        return f"It does not reach {limit} in sight{soonest}."
    until = f"and {late}" if late else "and a time that is out of sight"
    return f"It will reach {limit} on {_when(told['at'])}: 9 of 10 times between {early} {until}."


def host_of(labels: Mapping[str, str]) -> str:
    return first(labels, *HOSTS)


def _alert(
    watch: Watch, line: Line, parts: Parts, address: str, now: float, fires: bool = False
) -> Json:
    labels = {name: value for name, value in line.labels.items() if name != METRIC}
    told = Parts(
        name=parts.name,
        time=parts.time,
        host=host_of(line.labels),
        ip=first(line.labels, *ADDRESSES),
        text=parts.text,
        status="firing" if fires else "resolved",
        severity=parts.severity,
        link=f"{address}/series/{line.id}" if address else "",
        labels={**labels, "watch": watch.name, "series": line.id},
    )
    return {**asdict(received(told, now)), "source": SOURCE}


def alert_of(told: Json) -> Received:
    return Received(**told)


def _when(seconds: object) -> str:
    if not isinstance(seconds, float | int):
        return ""
    try:
        return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%d %H:%M} UTC"
    except (OverflowError, ValueError, OSError):
        return "a time that is out of sight"


def _float(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0
