"""Live situations page people: by the policies that say so, until the situation is looked after."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.situations.tables import situations
from steersman.records.situations.writing import ACKNOWLEDGED, RESOLVED
from steersman.records.store import reading
from steersman.servicedesk.on_call.paging import Paging
from steersman.servicedesk.situations.telling import Telling, Urgency

_s = situations.c
NOBODY = "shown in the console; no escalation policy pages situations"


@dataclass(frozen=True)
class PagesPeople:
    """What the worker of situations tells people through."""

    paging: Paging

    def tell(self, connection: sa.Connection, telling: Telling) -> str:
        """Durable with the caller's transaction; who is told is on the page that it opens."""
        if telling.urgency is Urgency.INFORM:
            return "shown in the console; nobody need do anything"
        urgent = telling.urgency is Urgency.PAGE
        opened = self.paging.page_in(
            connection, telling.situation, telling.title, telling.text, urgent
        )
        told = ", ".join(f"{each.id} by {each.policy_name}" for each in opened)
        return f"paged: {told}" if told else NOBODY


@dataclass(frozen=True)
class Standing:
    """How situations stand that people were paged about."""

    engine: sa.Engine

    def __call__(self, subjects: Collection[str]) -> Mapping[str, tuple[str, str]]:
        """Number → (acknowledged or resolved, by whom); those still open are left out."""
        wanted = sa.select(_s.number, _s.state, _s.owner, _s.resolved_by).where(
            _s.number.in_(list(subjects)), _s.state.in_([ACKNOWLEDGED, RESOLVED])
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted).all()
        return {row.number: (row.state, _by(row)) for row in rows}


def _by(row: sa.Row[str, str, str, str]) -> str:
    person = row.resolved_by if row.state == RESOLVED else row.owner
    return person or "system:situations"
