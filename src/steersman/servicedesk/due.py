"""What is owed and has come due: a promised piece of work begins, a missed promise is told."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.work import Kind
from steersman.records.desk.desk import Desk
from steersman.records.desk.obligations import Obligation, Obliged, close_in, is_open_in
from steersman.records.desk.work import MANUAL, Request
from steersman.records.store import writing

REQUESTER = "system:obligations"


@dataclass(frozen=True)
class DueObligations:
    engine: sa.Engine
    desk: Desk
    clock: Clock

    def settle(self) -> list[str]:
        """Start or report everything that is due; returns the work items that were opened.

        Each opens one work item, also when two workers find it due at the same moment.
        """
        opened = [self._settle(obligation) for obligation in self.desk.obligations.due()]
        return [number for number in opened if number]

    def _settle(self, obligation: Obligation) -> str:
        """Empty: it was met, dropped or settled elsewhere in the meantime."""
        request = self._started(obligation) if obligation.starts else self._missed(obligation)
        state = Obliged.STARTED if obligation.starts else Obliged.OVERDUE
        with writing(self.engine, "desk") as connection:
            if not is_open_in(connection, obligation.id):
                return ""
            number = self.desk.work_items.submit_in(connection, request)
            close_in(connection, obligation.id, state, self.clock.now())
        return number

    def _started(self, obligation: Obligation) -> Request:
        starts = obligation.starts or {}
        cause = self.desk.work_items.work(obligation.work)
        return Request(
            procedure=starts["procedure"],
            requester=REQUESTER,
            subject=starts.get("subject", ""),
            kind=Kind.CHANGE,
            summary=obligation.text,
            params={key: v for key, v in starts.items() if key not in ("procedure", "subject")},
            caused_by=obligation.work,
            depth=cause.depth + 1,
            dedup_key=f"obligation/{obligation.id}",
        )

    def _missed(self, obligation: Obligation) -> Request:
        return Request(
            procedure=MANUAL,
            requester=REQUESTER,
            kind=Kind.INCIDENT,
            summary=f"Overdue: {obligation.text} ({obligation.work})",
            caused_by=obligation.work,
            dedup_key=f"obligation/{obligation.id}",
        )
