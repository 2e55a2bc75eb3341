"""One stored event of an alert, as the pipeline and the rules read it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from steersman.signals.alerts.alert import Alert, Status
from steersman.signals.situations.matchers import Facts, facts_of

DECLARED = "critical"  # what monitoring declares critical always opens or joins a situation
_MAY_NAME_ITEMS = ("service", "application", "app")


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """``at``: by the sender's clock; ``received_at``: by ours."""

    seq: int
    alert: str
    firing: bool
    at: float
    received_at: float
    name: str
    host: str
    ip: str
    severity: str
    text: str
    facts: Facts
    labels: Mapping[str, str]

    @property
    def declared(self) -> bool:
        return self.severity == DECLARED

    @property
    def keys(self) -> tuple[str, ...]:
        """What may name a configuration item, in small letters."""
        given = (self.host, self.ip, *(self.labels.get(name, "") for name in _MAY_NAME_ITEMS))
        return tuple(dict.fromkeys(key.lower() for key in given if key))

    def as_alert(self) -> Alert:
        return Alert(
            time=self.at,
            name=self.name,
            host=self.host,
            ip=self.ip,
            text=self.text,
            status=Status.FIRING if self.firing else Status.RESOLVED,
            labels=self.labels,
            reference=self.seq,
        )


def event_of(row: Mapping[Any, Any]) -> Event:
    """From a row of ``records.situations.cursor.pending``."""
    labels = json.loads(row["labels"])
    return Event(
        seq=row["seq"],
        alert=row["alert"],
        firing=row["status"] == "firing",
        at=row["at"],
        received_at=row["received_at"],
        name=row["name"],
        host=row["host"],
        ip=row["ip"],
        severity=row["severity"],
        text=row["text"],
        facts=facts_of(row["name"], row["host"], row["ip"], row["severity"], row["source"], labels),
        labels=labels,
    )


def released(row: Mapping[Any, Any], now: float) -> Event:
    """An alert that was held back and fires still, as if it came now; ``seq``: its event."""
    return event_of(
        {**row, "seq": row["event"], "alert": row["id"], "at": row["changed_at"]}
        | {"received_at": now}
    )
