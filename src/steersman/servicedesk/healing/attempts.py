"""What was tried for situations by itself, and how each stands.  Times in seconds since 1970."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.tables import work_items
from steersman.records.situations import around
from steersman.records.situations.tables import situation_events

ITSELF = "system:healing"
ALERT, PLACE, EPISODE = (
    "alert",
    "place",
    "episode",
)  # parameters of the work beside those of the runbook
UNDER_WAY = (Status.NEW.value, Status.HELD.value, Status.DEFERRED.value)
_w, _e = work_items.c, situation_events.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    work: str
    situation: str
    procedure: str
    place: str
    alert: str
    episode: str
    status: str
    reasons: Sequence[str]
    opened_at: float
    settled_at: float | None

    @property
    def is_under_way(self) -> bool:
        return self.status in UNDER_WAY

    @property
    def runbook(self) -> str:
        return self.procedure.partition(":")[2].partition("@")[0]


def attempts_in(
    connection: sa.Connection, *, since: float, situations: Collection[str] = ()
) -> list[Attempt]:
    """Those that are under way, were opened since, or are about one of these situations."""
    near = _w.status.in_(UNDER_WAY) | (_w.opened_at >= since)
    near |= _w.caused_by.in_(sorted(situations))
    asked = sa.select(work_items).where(_w.requester == ITSELF, near).order_by(_w.seq)
    return [_attempt(row) for row in connection.execute(asked).mappings()]


def _attempt(row: sa.RowMapping) -> Attempt:
    params = json.loads(row["params"])
    return Attempt(
        work=row["number"],
        situation=row["caused_by"],
        procedure=row["procedure"],
        place=params.get(PLACE, ""),
        alert=params.get(ALERT, ""),
        episode=params.get(EPISODE, ""),
        status=row["status"],
        reasons=json.loads(row["reasons"]),
        opened_at=row["opened_at"],
        settled_at=row["settled_at"],
    )


def neighbours_in(connection: sa.Connection, place: str) -> frozenset[str]:
    """The place itself, and the items that it depends on or that depend on it."""
    near: Mapping[str, int] = around.near(connection, place)
    return frozenset({place, *near})


def is_noted_in(connection: sa.Connection, situation: str, kind: str, text: str) -> bool:
    same = (_e.situation == situation) & (_e.kind == kind) & (_e.text == text)
    return connection.scalar(sa.select(_e.seq).where(same).limit(1)) is not None
