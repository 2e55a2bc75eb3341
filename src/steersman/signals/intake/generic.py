"""Any JSON: one object, or a list of them, with the names that senders commonly use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steersman.records.alerts import Received
from steersman.signals.intake.shaping import Parts, first, received, texts

NAMES = ("name", "alertname", "alert", "title", "check", "rule", "event", "type", "subject")
TIMES = ("time", "timestamp", "@timestamp", "at", "startsAt", "started_at", "created_at", "date")
HOSTS = ("host", "hostname", "node", "instance", "server", "device", "fqdn", "agent")
ADDRESSES = ("ip", "ip_address", "address", "host_ip")
TEXTS = ("text", "message", "description", "summary", "detail", "body", "output")
STATES = ("status", "state", "alert_status")
SEVERITIES = ("severity", "priority", "level", "urgency")
LINKS = ("link", "url", "href", "generatorURL")
_USED = {*NAMES, *TIMES, *HOSTS, *ADDRESSES, *TEXTS, *STATES, *SEVERITIES, *LINKS, "labels", "tags"}


def split(told: object) -> Sequence[object]:
    """The objects in it: itself, a list, or the list under "alerts" or "events"."""
    if isinstance(told, list):
        return told
    inner = [told.get(name) for name in ("alerts", "events")] if isinstance(told, dict) else []
    return next((each for each in inner if isinstance(each, list)), [told])


def read(told: Mapping[str, Any], now: float) -> Received:
    """One alert.  Without a time it is from now; short extra values tell it from others."""
    known = texts(told)
    labels = {**texts(told.get("labels")), **texts(told.get("tags"))}
    return received(
        Parts(
            name=first(known, *NAMES) or labels.get("alertname", ""),
            time=first(known, *TIMES) or str(now),
            host=first(known, *HOSTS) or first(labels, *HOSTS),
            ip=first(known, *ADDRESSES) or first(labels, *ADDRESSES),
            text=first(known, *TEXTS),
            status=first(known, *STATES),
            severity=first(known, *SEVERITIES) or first(labels, *SEVERITIES),
            link=first(known, *LINKS),
            labels={name: value for name, value in labels.items() if name not in _USED},
        ),
        now,
    )
