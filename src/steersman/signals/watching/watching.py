"""Reads what is new of every watched series, once, and hands what stands out to the intake."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steersman.capabilities.metrics import Measured, MeasuredSeries, MetricSource
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.alerts import Alerts
from steersman.records.series import Line, Measurements, Reading, Verdicts, Watch, Watches
from steersman.signals.watching.foreseeing import AGAIN, Capacity, foresee
from steersman.signals.watching.taking import Over, Taken, line_id, take
from steersman.signals.watching.telling import alert_of, capacity_telling, telling

HISTORY = 10_000  # points that are read of the time before the watch began
ALL_HISTORY = 400_000  # of all its series together
MOST_AT_ONCE = 10_000  # points of a series in one reading; after a long silence the newest

Points = Mapping[str, tuple[Mapping[str, str], Sequence[tuple[float, float]]]]


@dataclass(frozen=True, slots=True)
class Tried:
    """What an expression gives now: labels and the newest values, and what the server warns of."""

    series: Sequence[tuple[Mapping[str, str], float | None]]
    warnings: Sequence[str]


@dataclass(frozen=True)
class Watching:
    """``sources`` by the name of their system; ``address``: where the console is reached.

    ``history``: how many points of the time before the watch began are read.
    """

    watches: Watches
    measurements: Measurements
    verdicts: Verdicts
    alerts: Alerts
    sources: Mapping[str, MetricSource]
    clock: Clock
    address: str = ""
    history: int = HISTORY

    def look(self) -> int:
        """Read every watch that is due; how many were read.

        One whose system is away holds up no other: since when and why is kept with it, and what
        it missed is read when the system is back.
        """
        away: dict[str, str] = {}
        read = sum(self._look_at(watch, away) for watch in self.watches.all() if self._due(watch))
        self.tell()
        return read

    def tell(self) -> None:
        """Give the intake what it is still to be given; twice is once, for it knows its alerts."""
        waiting = self.measurements.untold()
        if waiting:
            self.alerts.keep([alert_of(each) for each in waiting.values()])
            self.measurements.were_told(list(waiting))

    def keep(self, watch: Watch, *, by: str) -> bool:
        """Watch it from now on, or change how; whether it is new."""
        before = self.watches.get(watch.name)
        if before is not None and before.is_another(watch):
            self._close(before)
        self._source(watch.system)
        return self.watches.keep(watch, by=by)

    def end(self, name: str, *, by: str) -> bool:
        """Watch it no longer; its alerts are over."""
        before = self.watches.get(name)
        if before is not None:
            self._close(before)
        return self.watches.end(name, by=by)

    def _close(self, watch: Watch) -> None:
        """What is measured no longer would fire for ever."""
        now, told = self.clock.now(), list[Json]()
        for line in self.measurements.lines(watch.name):
            if line.unusual_since is not None:
                told.append(telling(watch, line, Over(now), self.address, now))
            if line.full_since is not None:
                over = replace(line, forecast={})
                told.append(capacity_telling(watch, over, now, self.address, now))
        self.alerts.keep([alert_of(each) for each in told])

    def try_out(self, system: str, expression: str) -> Tried:
        """What an expression gives at this moment; nothing is kept."""
        told = self._source(system).query(expression, self.clock.now())
        found = [(each.labels, each.known[-1][1] if each.known else None) for each in told.series]
        return Tried(found, told.warnings)

    def _due(self, watch: Watch) -> bool:
        return watch.read_until is None or self.clock.now() >= watch.read_until + watch.step

    def _look_at(self, watch: Watch, away: dict[str, str]) -> bool:
        """``away``: the systems that did not answer in this look, which are not asked again."""
        try:
            if watch.system in away:
                raise Transient(away[watch.system])
            return self.read(watch)
        except (Transient, Permanent, NeedsPerson) as error:
            if isinstance(error, Transient):
                away[watch.system] = str(error)
            self.watches.failed(watch.name, str(error))
            return False

    def read(self, watch: Watch) -> bool:
        """What is new of one watch; False: nothing, or another worker was faster."""
        source, now = self._source(watch.system), self.clock.now()
        until = math.floor(now / watch.step) * watch.step
        if watch.read_until is not None and until <= watch.read_until:
            return False
        found = self._measured(source, watch, until, now)
        known = {line.id: line for line in self.measurements.lines(watch.name)}
        muted = self.verdicts.worth(watch.name).is_muted
        lines, tellings, taken = list[Line](), list[Json](), list[Taken]()
        for id, (labels, points) in found.items():
            line = known.get(id) or Line(id=id, watch=watch.name, labels=labels)
            new = [point for point in points if point[0] > line.last_at or not line.seen]
            one = take(line, watch, new, muted=muted)
            taken.append(one)
            tellings += [telling(watch, one.line, said, self.address, now) for said in one.told]
            lines.append(self._foreseen(watch, one, now, tellings))
        return self.measurements.keep(
            Reading(
                watch=watch,
                begins=watch.read_until,
                until=until,
                lines=[line for line in lines if line.seen],
                points=[point for one in taken for point in one.points],
                anomalies=[each for one in taken for each in one.anomalies.values()],
                tellings=tellings,
            )
        )

    def _measured(self, source: MetricSource, watch: Watch, until: float, now: float) -> Points:
        if not source.keeps_history:
            return _by_id(watch, _at(source.query(watch.expression, now), until))
        if watch.read_until is None:
            many = max(1, len(source.query(watch.expression, now).series))
            steps = min(self.history, max(500, ALL_HISTORY // many))
        else:
            steps = min(MOST_AT_ONCE, round((until - watch.read_until) / watch.step))
        start = until - (steps - 1) * watch.step
        return _by_id(watch, source.range(watch.expression, start, until, watch.step))

    def _foreseen(self, watch: Watch, one: Taken, now: float, tellings: list[Json]) -> Line:
        """The line with its forecast, where a capacity is declared and the last one is old."""
        line = one.line
        again = max(AGAIN, 10 * watch.step)
        if watch.capacity is None or not line.seen:
            line = replace(line, forecast={}, forecast_at=None)
            if line.full_since is not None:
                tellings.append(capacity_telling(watch, line, now, self.address, now))
            return replace(line, full_since=None)
        if (
            line.forecast_at is not None
            and now < line.forecast_at + again
            and not _other(watch, line)
        ):
            return line
        capacity = Capacity(watch.capacity, watch.falling, watch.horizon)
        before = self.measurements.points(line.id, 0.0, now)
        points = [(each["at"], each["value"]) for each in (*before, *one.points)]
        line = replace(line, forecast=foresee(points, capacity, now), forecast_at=now)
        soon = bool(line.forecast["soon"])
        if soon is not (line.full_since is not None):
            tellings.append(capacity_telling(watch, line, now, self.address, now))
            line = replace(line, full_since=now if soon else None)
        return line

    def _source(self, system: str) -> MetricSource:
        found = self.sources.get(system)
        if found is None:
            known = ", ".join(sorted(self.sources)) or "none is declared"
            raise Permanent(f"no system {system!r} measures anything; those that do: {known}")
        return found


def _other(watch: Watch, line: Line) -> bool:
    """Whether the forecast is for another capacity than is declared by now."""
    told = (line.forecast.get("limit"), line.forecast.get("falling"))
    return told != (watch.capacity, watch.falling)


def _by_id(watch: Watch, told: Measured) -> Points:
    found = {}
    for each in told.series:
        labels = dict(each.labels)
        found[line_id(watch.name, labels)] = (labels, each.known)
    return found


def _at(told: Measured, at: float) -> Measured:
    """The values of this moment as those of the step."""
    series = [MeasuredSeries(each.labels, [(at, v) for _, v in each.known]) for each in told.series]
    return Measured(series, told.warnings)
