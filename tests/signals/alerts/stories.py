"""What the tests of the alerts put into a routine site, and how they ask for what was told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

from benchmarks.alert_site import BEGAN, DAY, HOUR, burst, routine, with_injected
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.notification import Notification
from steersman.signals.alerts.pipeline import Pipeline
from steersman.signals.alerts.replay import replay

TROUBLE = BEGAN + 2 * DAY + 7 * HOUR  # seconds since 1970: when the injected things happen
SEEDS = (1, 2, 3)


@lru_cache(maxsize=8)
def quiet(seed: int, days: float = 3) -> tuple[Alert, ...]:
    """A routine site in which nothing happens."""
    return tuple(with_injected(routine(seed, days), []))


def with_trouble(seed: int, *injected: Alert, days: float = 3) -> list[Alert]:
    return with_injected(quiet(seed, days), injected)


def stopped_service(at: float = TROUBLE, host: str = "db1") -> list[Alert]:
    """Two alerts that this site has never seen, and nothing else."""
    return [
        *burst(at, "postgres: shut down by a signal", host, 1, 1),
        *burst(at + 2, "systemd: unit failed", host, 1, 1),
    ]


def told_of(notifications: Iterable[Notification], alerts: Sequence[Alert], name: str) -> list[int]:
    """When alerts of that name were told."""
    return [
        each.at for each in notifications if any(alerts[row].name == name for row in each.alerts)
    ]


def all_told(alerts: Sequence[Alert]) -> list[Notification]:
    return list(replay(alerts))


def played(pipeline: Pipeline, alerts: Iterable[Alert]) -> list[Notification]:
    """Without the hour afterwards, in which what is open is told."""
    return [told for alert in alerts for told in pipeline.receive(alert, alert.time)]
