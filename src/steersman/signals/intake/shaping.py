"""From the parts that a format found to the row that is kept: cleaned, cut and fingerprinted."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.records.alerts import Received
from steersman.signals.alerts.alert import Status, fingerprint
from steersman.signals.alerts.normal import alert_of, short

AHEAD = 60.0  # seconds that a sender's clock may be ahead; what lies further ahead is taken as now
LONGEST_LINK = 2_000
SEVERITIES: Mapping[str, str] = {  # how senders spell the five that people use
    **dict.fromkeys(("critical", "crit", "fatal", "emergency", "emerg", "page", "p1"), "critical"),
    **dict.fromkeys(("error", "err", "high", "major", "alert", "p2"), "high"),
    **dict.fromkeys(("warning", "warn", "medium", "average", "minor", "p3"), "warning"),
    **dict.fromkeys(("notice", "low", "p4"), "low"),
    **dict.fromkeys(("info", "information", "informational", "debug", "none", "p5"), "info"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What a sender told, as text; ``time``: since when it stands so."""

    name: str
    time: str
    host: str = ""
    ip: str = ""
    text: str = ""
    status: str = ""
    severity: str = ""
    link: str = ""
    labels: Mapping[str, str] = field(default_factory=dict)
    expires_at: float | None = None


def received(parts: Parts, now: float) -> Received:
    """Raises ``Permanent`` when it has no name or no time that can be read."""
    told = {name: getattr(parts, name) for name in ("name", "time", "host", "ip", "text", "status")}
    alert = alert_of(told, labels=parts.labels)
    return Received(
        id=fingerprint(alert),
        name=alert.name,
        at=alert.time if alert.time <= now + AHEAD else now,
        status="resolved" if alert.status is Status.RESOLVED else "firing",
        host=alert.host or alert.ip,
        ip=alert.ip,
        severity=severity_of(parts.severity),
        text=alert.text,
        link=link_of(parts.link),
        labels=alert.labels,
        expires_at=parts.expires_at,
    )


def severity_of(written: str) -> str:
    """One of the five, else what was written, in small letters."""
    plain = short(written, 40).casefold()
    return SEVERITIES.get(plain, plain)


def link_of(written: str) -> str:
    """A web address, or nothing: a link that a page shows must not run anything."""
    link = short(written, LONGEST_LINK)
    return link if link.startswith(("https://", "http://")) and "…" not in link else ""


def text_of(value: object) -> str:
    """A value of JSON as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)


def texts(told: object) -> Mapping[str, str]:
    """An object's values as texts; what is none has none."""
    return {str(k): text_of(v) for k, v in told.items()} if isinstance(told, dict) else {}


def first(told: Mapping[str, str], *names: str) -> str:
    """The first of these that is not empty."""
    return next((told[name] for name in names if told.get(name)), "")
