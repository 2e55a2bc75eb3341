"""One alert, in the same shape whoever sent it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from hashlib import blake2b

NO_LABELS: Mapping[str, str] = {}
# Labels that say how it stands now or who passed it on, not which alert it is.
PASSING = frozenset({"value", "replica", "prometheus_replica", "receiver", "generator"})
# What changes from one alert to the next of the same kind: addresses, hashes, times, measures.
_PASSING_WORDS = re.compile(
    r"\b[0-9a-f]{8}-[0-9a-f-]{27}\b|\b\d+(?:\.\d+){3}\b|\b[0-9a-f]*\d[0-9a-f]{7,}\b"
    r"|\b\d{1,4}[-/:]\d\d(?:[-/:]\d\d)?\b|\b\d+[.,]\d+|\b\d{4,}|\b\d+(?=\s?(?:%|[kmgt]i?b\b|m?s\b))",
    re.IGNORECASE,
)


class Status(StrEnum):
    FIRING = "firing"
    RESOLVED = "resolved"


@dataclass(frozen=True, slots=True)
class Alert:
    """What monitoring said.  ``time`` in seconds since 1970; ``reference`` is the caller's own.

    ``host`` is empty where the sender named none; the address stands in for it then.
    """

    time: float
    name: str
    host: str = ""
    ip: str = ""
    text: str = ""
    status: Status = Status.FIRING
    labels: Mapping[str, str] = field(default_factory=lambda: NO_LABELS)
    reference: int = 0


def fingerprint(alert: Alert) -> str:
    """The same for every sending of one alert: name, host and labels, but no value or time.

    32 hexadecimal digits.  The text is left out, since it mostly carries measures.
    """
    told = [alert.name, alert.host or alert.ip]
    told += [f"{name}={alert.labels[name]}" for name in sorted(alert.labels) if name not in PASSING]
    return blake2b("\0".join(told).encode("utf-8", "replace"), digest_size=16).hexdigest()


@lru_cache(maxsize=16_384)
def kind_of(name: str) -> str:
    """The name without what passes: ``disk 91% full`` and ``disk 93% full`` are one kind."""
    return _PASSING_WORDS.sub("#", name) if any(map(str.isdigit, name)) else name
