"""A metrics server in memory, whose series are functions of time, and a watch over it."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.capabilities.metrics import Measured, MeasuredSeries
from steersman.records.alerts import Alerts, Looked
from steersman.records.ledger.ledger import Ledger
from steersman.records.series import Measurements, Verdicts, Watch, Watches
from steersman.runtime.clock import ManualClock
from steersman.signals.watching import Watching

HISTORY = 3_000  # points
Read = Callable[[float], float]
EVERYTHING = Looked(where=sa.true(), status="", limit=1000)


@dataclass
class MadeMetrics:
    """A ``MetricSource``.  ``reads``: by the label ``host``; NaN is no point at all."""

    reads: dict[str, Read] = field(default_factory=dict)
    fails: Exception | None = None
    keeps_history: bool = True
    asked: list[tuple[float, float]] = field(default_factory=list)

    def query(self, expression: str, at: float) -> Measured:
        return self._told([at])

    def range(self, expression: str, start: float, end: float, step: float) -> Measured:
        self.asked.append((start, end))
        return self._told([start + n * step for n in range(round((end - start) / step) + 1)])

    def series(self, selector: str, start: float, end: float) -> Sequence[Mapping[str, str]]:
        return [{"host": host} for host in self.reads]

    def _told(self, moments: Sequence[float]) -> Measured:
        if self.fails is not None:
            raise self.fails
        made = []
        for host, read in self.reads.items():
            points = [(at, read(at)) for at in moments]
            known = [(at, value) for at, value in points if not math.isnan(value)]
            if known:
                made.append(MeasuredSeries({"host": host}, known))
        return Measured(made)


@dataclass
class Eyes:
    """A ``Watching`` over one made server, and the clock that moves it."""

    watching: Watching
    source: MadeMetrics
    clock: ManualClock

    def watch(self, **given: object) -> Watch:
        told = {"name": "load", "system": "metrics", "expression": "load", "step": 60.0, **given}
        watch = Watch(**told)  # type: ignore[arg-type]  # what a test names
        self.watching.keep(watch, by="system:test")
        self.watching.look()
        return self.now()

    def now(self) -> Watch:
        (found,) = self.watching.watches.all()
        return found

    def goes_on(self, seconds: float, every: float = 600.0) -> None:
        """Let time pass, with a look now and then."""
        for _ in range(math.ceil(seconds / every)):
            self.clock.advance(every)
            self.watching.look()

    def alerts(self, status: str = "firing") -> list[dict[str, object]]:
        found = self.watching.alerts.search(EVERYTHING)
        return [row for row in found if row["status"] == status]


@contextmanager
def eyes(record: sa.Engine, clock: ManualClock, reads: Mapping[str, Read]) -> Iterator[Eyes]:
    ledger = Ledger(record)
    source = MadeMetrics(dict(reads))
    made = Watching(
        watches=Watches(record, clock, ledger),
        measurements=Measurements(record, clock),
        verdicts=Verdicts(record, clock),
        alerts=Alerts(record, clock),
        sources={"metrics": source},
        clock=clock,
        address="https://steersman.example.org",
        history=HISTORY,
    )
    try:
        yield Eyes(made, source, clock)
    finally:
        ledger.close()
