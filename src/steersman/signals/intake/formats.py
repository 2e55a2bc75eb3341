"""The formats that are understood, and what one call of a sender holds.

An alert that cannot be understood is named and left out; the others of the same call are taken.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from steersman.domain.errors import Permanent
from steersman.records.alerts import Received
from steersman.signals.intake import alertmanager, cloudevents, generic

MOST = 10_000  # alerts in one call
One = Callable[[Mapping[str, Any], float], Received]
Several = Callable[[object], Sequence[object]]


@dataclass(frozen=True, slots=True)
class Format:
    """``split``: the alerts in a call's JSON.  ``read``: one of them, at this moment."""

    name: str
    split: Several
    read: One


@dataclass(frozen=True, slots=True)
class Refused:
    """``index``: which alert of the call, from 0; ``error``: what is wrong and what to mend."""

    index: int
    error: str


@dataclass(frozen=True, slots=True)
class Taken:
    alerts: Sequence[Received]
    refused: Sequence[Refused]


FORMATS: Mapping[str, Format] = {
    each.name: each
    for each in (
        Format("alertmanager", alertmanager.of_webhook, alertmanager.read),
        Format("prometheus", alertmanager.of_api, alertmanager.read),
        Format("grafana", alertmanager.of_webhook, alertmanager.read),
        Format("cloudevents", cloudevents.split, cloudevents.read),
        Format("events", generic.split, generic.read),
    )
}


def taken(format: Format, body: bytes, now: float) -> Taken:
    """The alerts in ``body``.  Raises ``Permanent`` when nothing in it can be understood."""
    found = format.split(_parsed(body))
    if len(found) > MOST:
        raise Permanent(f"{len(found):,} alerts in one call: send {MOST:,} at most")
    alerts, refused = list[Received](), list[Refused]()
    for index, told in enumerate(found):
        try:
            alerts.append(_read(format, told, now))
        except Permanent as error:
            refused.append(Refused(index, str(error)))
    if refused and not alerts:
        raise Permanent(f"no alert of {len(found)} can be understood: {refused[0].error}")
    return Taken(list(_in_order(alerts)), refused)


def _read(format: Format, told: object, now: float) -> Received:
    if not isinstance(told, dict):
        raise Permanent(f"an alert is an object, this is a {type(told).__name__}: see the format")
    return replace(format.read(told, now), source=format.name)


def _in_order(alerts: Sequence[Received]) -> Iterator[Received]:
    """As their senders saw them happen, so that what ended does not come before what began."""
    yield from sorted(alerts, key=lambda each: (each.at, each.status != "firing"))


def _parsed(body: bytes) -> object:
    try:
        return json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Permanent("the body is no JSON: send it as the format says") from error
