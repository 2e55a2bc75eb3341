"""What of a mail is the name, the host, the state: by declared patterns, else by usual forms."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from steersman.signals.mail.message import Mail

PARTS = ("name", "host", "state", "severity")
FIRING, RESOLVED = "firing", "resolved"
_OVER = frozenset({"ok", "up", "recovery", "recovered", "resolved", "cleared", "closed", "normal"})
_STATE_FIRST = re.compile(
    r"\W*(problem|recovery|recovered|resolved|firing|alert|alarm|ok|critical|warning|error|down|up|"
    r"cleared|closed|normal)(?::\d+)?\W+(?=\w)",
    re.I,
)
_REPLY = re.compile(r"(?:(?:re|fwd?|aw|wg)\s*:\s*)+", re.I)
# Nagios and Icinga: "** PROBLEM Service Alert: web-1/HTTP is CRITICAL **"
_NAGIOS = re.compile(
    r"\W*(?P<state>problem|recovery|acknowledgement)\s+(?:service|host)\s+alert:\s+"
    r"(?P<host>[^\s/]+)(?:/(?P<name>.+?))?\s+is\s+(?P<severity>\w+)\W*",
    re.I,
)


@dataclass(frozen=True, slots=True)
class Pattern:
    """``subject`` and ``body`` are regular expressions; their groups name, host, state, severity.

    ``sender``: addresses with * and ?; the first pattern that fits a mail speaks.
    """

    sender: str = "*"
    subject: str = ""
    body: str = ""


def parts_of(mail: Mail, patterns: Sequence[Pattern]) -> Mapping[str, str]:
    """``name`` is never empty; ``state`` is ``firing`` or ``resolved``."""
    found = next((parts for each in patterns if (parts := _fits(mail, each)) is not None), None)
    told = found if found is not None else _usual(mail.subject)
    name = told.get("name", "").strip() or mail.subject
    state = told.get("state", "").strip().lower()
    return {**told, "name": name, "state": RESOLVED if state in _OVER else FIRING}


def _fits(mail: Mail, pattern: Pattern) -> dict[str, str] | None:
    if not fnmatchcase(mail.sender, pattern.sender.lower()):
        return None
    told: dict[str, str] = {}
    for expression, text in ((pattern.subject, mail.subject), (pattern.body, mail.body)):
        match = re.search(expression, text) if expression else None
        if expression and match is None:
            return None
        groups = match.groupdict() if match else {}
        told |= {name: value for name, value in groups.items() if value and name in PARTS}
    return told


def _usual(subject: str) -> dict[str, str]:
    """Without patterns: Nagios' form, else a state in front and the rest as the name."""
    bare = _REPLY.sub("", subject, count=1)
    nagios = _NAGIOS.fullmatch(bare)
    if nagios is not None:
        told = {name: value for name, value in nagios.groupdict().items() if value}
        return {"name": "host", **told}
    first = _STATE_FIRST.match(bare)
    if first is None:
        return {"name": bare}
    return {"state": first[1], "name": bare[first.end() :]}
