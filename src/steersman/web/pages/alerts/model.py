"""What the pages of alerts show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from steersman.domain.canonical import Json
from steersman.records.alerts import Looked, alerts
from steersman.records.situations.tables import situations
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

SHOWN, GROUPS_SHOWN = 100, 12
FIRING, RESOLVED, ALL = "firing", "resolved", "all"
STATES = (FIRING, RESOLVED, ALL)


@dataclass(frozen=True, slots=True)
class Line:
    """An alert.  Times in seconds; ``state``: firing, silent or resolved."""

    id: str
    name: str
    host: str
    severity: str
    text: str
    state: str
    since: float
    heard: float
    sendings: int
    episodes: int


@dataclass(frozen=True, slots=True)
class Group:
    """``path``: its alerts alone."""

    name: str
    alerts: int
    path: str


@dataclass(frozen=True, slots=True)
class Asked:
    status: str
    host: str
    name: str

    @property
    def query(self) -> str:
        return urlencode({"status": self.status, "host": self.host, "name": self.name})


@dataclass(frozen=True, slots=True)
class ListView:
    asked: Asked
    lines: Sequence[Line]
    total: int
    groups: Sequence[Group]
    nothing: bool  # no alert was ever taken in that the visitor may see


@dataclass(frozen=True, slots=True)
class Said:
    at: float
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class OneView:
    line: Line
    first_at: float
    source: str
    link: str
    ip: str
    labels: Sequence[tuple[str, str]]
    said: Sequence[Said]
    situations: Sequence[str]  # numbers, the newest first


def list_of(core: Core, visitor: Visitor, asked: Asked) -> ListView:
    looked = _looked(core, visitor, asked)
    groups = core.alerts.groups(["name"], replace(looked, limit=GROUPS_SHOWN))
    total = core.alerts.count(looked)
    return ListView(
        asked=asked,
        lines=[_line(core, row) for row in core.alerts.search(looked)],
        total=total,
        groups=[_group(asked, row) for row in groups],
        nothing=total == 0 and core.alerts.count(Looked(where=looked.where)) == 0,
    )


def one_of(core: Core, visitor: Visitor, alert: str) -> OneView | None:
    """None: there is none, or none that the visitor may see."""
    where = _where(core, visitor) & (alerts.c.id == alert)
    found = core.alerts.search(Looked(where=where, limit=1))
    if not found:
        return None
    row = found[0]
    return OneView(
        line=_line(core, row),
        first_at=row["first_at"],
        source=row["source"],
        link=row["link"],
        ip=row["ip"],
        labels=sorted(json.loads(row["labels"]).items()),
        situations=core.situations.of_alert(alert, _situations(core, visitor)),
        said=[Said(each["at"], each["status"], each["text"]) for each in core.alerts.events(alert)],
    )


def _looked(core: Core, visitor: Visitor, asked: Asked) -> Looked:
    status = "" if asked.status == ALL else asked.status
    where = _where(core, visitor)
    return Looked(where=where, status=status, host=asked.host, name=asked.name, limit=SHOWN)


def _situations(core: Core, visitor: Visitor) -> Any:
    return core.permissions.visible(visitor.caller.principal, "view", situations).where


def _where(core: Core, visitor: Visitor) -> Any:
    return core.permissions.visible(visitor.caller.principal, "view", alerts).where


def _group(asked: Asked, row: Json) -> Group:
    path = f"/alerts?{replace(asked, name=row['name']).query}"
    return Group(row["name"], row["alerts"], path)


def _line(core: Core, row: Json) -> Line:
    expires = row["expires_at"]
    late = expires is not None and expires <= core.clock.now()
    return Line(
        id=row["id"],
        name=row["name"],
        host=row["host"],
        severity=row["severity"],
        text=row["text"],
        state="silent" if row["status"] == FIRING and late else row["status"],
        since=row["changed_at"],
        heard=row["heard_at"],
        sendings=row["sendings"],
        episodes=row["episodes"],
    )
