"""CloudEvents 1.0 in structured and batched mode (cloudevents.io, JSON event format).

The event's type names what happened, its source who says so, and its subject what it is about.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from steersman.domain.errors import Permanent
from steersman.records.alerts import Received
from steersman.signals.intake import generic
from steersman.signals.intake.shaping import text_of

REQUIRED = ("id", "source", "specversion", "type")


def split(told: object) -> Sequence[object]:
    return told if isinstance(told, list) else [told]


def read(told: Mapping[str, Any], now: float) -> Received:
    missing = [name for name in REQUIRED if not text_of(told.get(name))]
    if missing:
        raise Permanent(f"a CloudEvent has {missing[0]!r}: see the specification, 1.0")
    data = told.get("data")
    inner: Mapping[str, Any] = data if isinstance(data, dict) else {"text": text_of(data)}
    about = {"name": told["type"], "host": told.get("subject"), "time": told.get("time")}
    return generic.read({**{k: v for k, v in about.items() if v}, **inner}, now)
