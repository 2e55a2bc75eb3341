"""A history of alerts, played as if it happened now: what people would have been told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.bar import BUDGET
from steersman.signals.alerts.notification import Notification
from steersman.signals.alerts.pipeline import Pipeline

AFTERWARDS = 3_600  # seconds after the last alert, in which what is open is told


def replay(alerts: Iterable[Alert], budget: float = BUDGET) -> Iterator[Notification]:
    """In the order of their times, whatever the order of the file.  All are held in memory."""
    pipeline = Pipeline(budget)
    last = 0.0
    for alert in sorted(alerts, key=lambda each: each.time):
        last = alert.time
        yield from pipeline.receive(alert, last)
    yield from pipeline.advance(last + AFTERWARDS)
