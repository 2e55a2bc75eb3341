"""Alertmanager's webhook (version 4), Grafana's, which extends it, and what Prometheus posts.

Sources: prometheus.io/docs/alerting/latest/configuration (webhook_config), the OpenAPI of
Alertmanager's API v2 (POST /alerts), grafana.com/docs (webhook contact point).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steersman.domain.errors import Permanent
from steersman.records.alerts import Received
from steersman.signals.alerts.times import seconds_of
from steersman.signals.intake.shaping import Parts, first, received, text_of, texts

HOSTS = ("host", "hostname", "node", "nodename", "instance", "server", "device", "target")
ADDRESSES = ("ip", "ip_address", "address")
NOT_SET = "0001-01-01"  # Go's zero time: no end is known


def of_webhook(told: object) -> Sequence[object]:
    """The alerts of one notification; a test call without any is well."""
    found = told.get("alerts") if isinstance(told, dict) else None
    if not isinstance(found, list):
        raise Permanent('no list "alerts" in the body: send what Alertmanager or Grafana sends')
    return found


def of_api(told: object) -> Sequence[object]:
    """What Prometheus posts to /api/v2/alerts: a bare list."""
    if not isinstance(told, list):
        raise Permanent("the body is no list of alerts: see Alertmanager's API v2")
    return told


def read(told: Mapping[str, Any], now: float) -> Received:
    """One alert.  Without a status it is over when its end lies behind (API v2)."""
    labels, notes = texts(told.get("labels")), texts(told.get("annotations"))
    begins, ends = text_of(told.get("startsAt")), text_of(told.get("endsAt"))
    end = seconds_of(ends) if ends and not ends.startswith(NOT_SET) else None
    status = text_of(told.get("status"))  # API v2 answers an object here: then the end tells
    over = status == "resolved" or (status != "firing" and end is not None and end <= now)
    return received(
        Parts(
            name=labels.get("alertname", ""),
            time=str(end) if over and end is not None else begins or str(now),
            host=first(labels, *HOSTS),
            ip=first(labels, *ADDRESSES),
            text=first(notes, "summary", "description", "message"),
            status="resolved" if over else "firing",
            severity=first(labels, "severity", "priority", "level"),
            link=first(texts(told), "generatorURL", "panelURL", "dashboardURL"),
            labels={name: value for name, value in labels.items() if name != "alertname"},
            expires_at=None if over else end,
        ),
        now,
    )
