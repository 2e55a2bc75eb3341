"""Which alerts are meant: conditions on an alert's labels, spelled as Alertmanager spells them.

``alertname``, ``host``, ``ip``, ``severity`` and ``source`` are labels too.  A label that an alert
does not have is empty.  Source: prometheus.io/docs/alerting/latest/alertmanager, "Matchers".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from steersman.domain.errors import Permanent
from steersman.signals.situations.patterns import compiled

MOST = 20  # matchers of one silence
LONGEST = 200  # characters of a name or a value
Facts = Mapping[str, str]
_SPELLED = re.compile(r"\s*(?P<name>[^\s=!~\"]+)\s*(?P<how>=~|!~|!=|=)\s*(?P<value>.*?)\s*", re.S)


class How(StrEnum):
    IS = "="
    IS_NOT = "!="
    LIKE = "=~"
    NOT_LIKE = "!~"


@dataclass(frozen=True, slots=True)
class Matcher:
    name: str
    value: str
    how: How = How.IS

    def __post_init__(self) -> None:
        if not self.name or len(self.name) > LONGEST or len(self.value) > LONGEST:
            raise Permanent(f"a matcher needs a name, and at most {LONGEST} characters each")
        if self.how in (How.LIKE, How.NOT_LIKE):
            compiled(self.value)

    def __str__(self) -> str:
        return f'{self.name}{self.how.value}"{self.value}"'

    def fits(self, facts: Facts) -> bool:
        found = facts.get(self.name, "")
        if self.how is How.IS:
            return found == self.value
        if self.how is How.IS_NOT:
            return found != self.value
        like = compiled(self.value).fullmatch(found[:LONGEST]) is not None
        return like is (self.how is How.LIKE)


def parsed(spelled: str) -> Matcher:
    """``severity="warning"``; the quotes may be left out.  Raises ``Permanent``."""
    found = _SPELLED.fullmatch(spelled[: 3 * LONGEST])
    if found is None:
        raise Permanent(f"{spelled[:80]!r} is no matcher: write name=value, or != =~ !~")
    value = found["value"]
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return Matcher(found["name"], value[1:-1] if quoted else value, How(found["how"]))


def all_parsed(spelled: Sequence[str]) -> tuple[Matcher, ...]:
    """At least one of them must say what is meant, or everything would be."""
    if not 1 <= len(spelled) <= MOST:
        raise Permanent(f"give 1 to {MOST} matchers, such as alertname=DiskFull host=web-1")
    found = tuple(map(parsed, spelled))
    if all(each.fits({}) for each in found):
        raise Permanent("this would fit every alert there is: name a host, a name or a label")
    return found


def fit(matchers: Iterable[Matcher], facts: Facts) -> bool:
    return all(each.fits(facts) for each in matchers)


def facts_of(
    name: str, host: str, ip: str, severity: str, source: str, labels: Mapping[str, str]
) -> Facts:
    own = {"alertname": name, "host": host, "ip": ip, "severity": severity, "source": source}
    return {**labels, **own}
