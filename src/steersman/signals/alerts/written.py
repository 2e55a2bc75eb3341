"""An alert as JSON, to be kept over a restart."""

from __future__ import annotations

from steersman.signals.alerts.alert import NO_LABELS, Alert, Status

AlertState = list[object]


def as_written(alert: Alert) -> AlertState:
    return [
        alert.time,
        alert.name,
        alert.host,
        alert.ip,
        alert.text,
        alert.status.value,
        dict(alert.labels),
        alert.reference,
    ]


def read_back(written: AlertState) -> Alert:
    time, name, host, ip, text, status, labels, reference = written
    assert isinstance(time, int | float)
    assert isinstance(labels, dict)
    assert isinstance(reference, int)
    return Alert(
        time=float(time),
        name=str(name),
        host=str(host),
        ip=str(ip),
        text=str(text),
        status=Status(str(status)),
        labels=labels or NO_LABELS,
        reference=reference,
    )
