"""What the feed asks people: once for each thing, withdrawn when it has answered itself."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.records.desk.work import MANUAL, Request, WorkItems
from steersman.records.hr_leavers import events_of
from steersman.records.store import writing
from steersman.servicedesk.hr.request import PRINCIPAL


@dataclass(frozen=True)
class HrQuestions:
    """Questions are work that people do themselves; its parameter ``mend`` says what helps."""

    engine: sa.Engine
    work_items: WorkItems
    feed: str

    @property
    def _prefix(self) -> str:
        return f"hr-question/{self.feed}/"

    def ask(self, about: str, summary: str, mend: str, subject: str = "") -> str:
        """The number of the question; the same ``about`` again is the same question."""
        with writing(self.engine, "desk") as connection:
            return self.ask_in(connection, about, summary, mend, subject)

    def ask_in(
        self, connection: sa.Connection, about: str, summary: str, mend: str, subject: str = ""
    ) -> str:
        request = Request(
            procedure=MANUAL,
            requester=PRINCIPAL,
            subject=subject,
            summary=summary,
            params={"mend": mend},
            dedup_key=self._prefix + about,
        )
        return self.work_items.submit_in(connection, request)

    def settled(self, about: str, but: str = "") -> None:
        """Withdraw the questions whose subject begins with ``about``, ``but`` one."""
        for key, number in events_of(self.engine, self._prefix + about).items():
            if key != self._prefix + but:
                self.work_items.withdraw(number)
