"""From what a sender wrote to an ``Alert``: everything in it is data, and nothing is too long."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from ipaddress import ip_address

from steersman.domain.clean import one_line
from steersman.domain.errors import Permanent
from steersman.signals.alerts.alert import NO_LABELS, Alert, Status
from steersman.signals.alerts.times import seconds_of

LONGEST_NAME, LONGEST_HOST, LONGEST_TEXT = 200, 253, 1_000  # characters that are kept
LABELS = 64  # that are kept of one alert
_READ = 4_000  # characters that are looked at, whatever came
_PORT = re.compile(r"^(?:[^:]*|\[[^\]]*\])(:\d{1,5})$")
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*://")
_RESOLVED = frozenset({"resolved", "ok", "inactive", "normal", "up", "recovery"})


def alert_of(
    told: Mapping[str, str], reference: int = 0, labels: Mapping[str, str] = NO_LABELS
) -> Alert:
    """The alert in ``told``: time, name, host, ip, text and status; the rest is not looked at.

    Raises ``Permanent`` when it has no time or no name: nothing could be said about it.
    """
    name = told.get("name", "") or told.get("text", "")
    return Alert(
        time=seconds_of(told.get("time", "")),
        name=named(name),
        host=host_of(told.get("host", "")),
        ip=address_of(told.get("ip", "")),
        text=short(told.get("text", ""), LONGEST_TEXT),
        status=Status.RESOLVED if told.get("status", "").lower() in _RESOLVED else Status.FIRING,
        labels=_labels(labels) if labels else NO_LABELS,
        reference=reference,
    )


@lru_cache(maxsize=4096)
def named(name: str) -> str:
    found = short(name, LONGEST_NAME)
    if not found:
        raise Permanent("the alert has no name: fill the column name")
    return found


@lru_cache(maxsize=4096)
def host_of(written: str) -> str:
    """A host's name as one writes it: no scheme, port, closing dot or capitals."""
    host = _SCHEME.sub("", short(written, LONGEST_HOST).lower()).split("/")[0]
    port = _PORT.match(host)
    host = host[: port.start(1)] if port else host
    return address_of(host) or host.strip("[].")


@lru_cache(maxsize=4096)
def address_of(written: str) -> str:
    """An IP address in its one short form; empty when it is none."""
    try:
        return str(ip_address(written[:64].strip().strip("[]")))
    except ValueError:
        return ""


def short(text: str, longest: int) -> str:
    """One line without characters that nobody sees, and no longer than ``longest``."""
    if len(text) <= longest and text.isascii() and text.isprintable():
        return text.strip()
    line = one_line(text[:_READ])
    return line if len(line) <= longest else line[: longest - 1] + "…"


def _labels(labels: Mapping[str, str]) -> Mapping[str, str]:
    return {
        short(name, LONGEST_NAME): short(labels[name], LONGEST_NAME)
        for name in sorted(labels)[:LABELS]
    }
