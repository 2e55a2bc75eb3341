"""The peer: alerts grouped as Alertmanager groups them, with its defaults of the handbook.

A group waits 30 s for its first notification, then tells what is new in it every 5 minutes at
most, and repeats an alert that goes on after 4 hours.  An alert that was not sent again for 5
minutes is resolved.  (prometheus.io/docs/alerting/latest/configuration, route.)
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

from steersman.signals.alerts.alert import Alert

WAIT, INTERVAL, REPEAT, RESOLVE = 30, 300, 14_400, 300  # seconds
Told = tuple[float, list[int]]


@dataclass(slots=True)
class _Group:
    due: float
    last: float
    sent: dict[Hashable, float] = field(default_factory=dict)
    rows: dict[Hashable, int] = field(default_factory=dict)

    def flush(self, told: list[Told]) -> None:
        if self.rows:
            told.append((self.due, list(self.rows.values())))
            self.sent |= dict.fromkeys(self.rows, self.due)
            self.rows.clear()


def grouped(
    alerts: Sequence[Alert], by: Callable[[Alert], Hashable] = lambda alert: alert.host
) -> list[Told]:
    """When each notification goes out, and the rows that it tells."""
    groups: dict[Hashable, _Group] = {}
    told: list[Told] = []
    for row, alert in enumerate(alerts):
        group = groups.get(by(alert))
        if group is None or alert.time - group.last > RESOLVE:
            if group is not None:
                group.flush(told)
            group = groups[by(alert)] = _Group(alert.time + WAIT, alert.time)
        if alert.time >= group.due:
            group.flush(told)
            group.due = alert.time + INTERVAL
        group.last = alert.time
        known = group.sent.get((alert.name, alert.host))
        if known is None or alert.time - known > REPEAT:
            group.rows.setdefault((alert.name, alert.host), row)
    for group in groups.values():
        group.flush(told)
    return sorted(told, key=lambda each: each[0])
