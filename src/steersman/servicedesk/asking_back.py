"""An approver's question to whoever asked for the work, and its answer.  The plan stays held.

Each is kept together with its place in the ledger and the notice to whom it concerns.
"""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.work import Status
from steersman.records.desk.ask_backs import answer_in, ask_back_in, row_in
from steersman.records.desk.outbox import tell_in
from steersman.records.desk.tables import work_items
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import writing
from steersman.servicedesk.approving import Answer, Approving

ASKED, ANSWERED = "asked_back", "answered_back"  # kinds of notices, and of ledger entries
WAITS = (Status.HELD.value, Status.DEFERRED.value)


@dataclass(frozen=True)
class AskingBack:
    engine: sa.Engine
    approving: Approving
    ledger: Ledger
    clock: Clock

    def ask(self, asked: Answer) -> Json:
        """Keep the question, which is the ``reason``.  Only who may answer the plan may ask.

        Returns its row.  ``Permanent``: these are not other eyes, or nothing waits here.
        """
        self.approving.check(asked)
        text, now = _words(asked.reason, "a question"), self.clock.now()
        with writing(self.engine, "desk") as connection:
            self._check_waits(connection, asked.work)
            work, digest = asked.work, asked.digest
            row = ask_back_in(connection, work, digest, by=asked.by, text=text, now=now)
            notice = f"{row['id']}/{ASKED}"
            tell_in(connection, notice, work, ASKED, digest, now)
            told = {**asked.as_json(), "question": row["id"]}
            entry = Entry(f"{work}/{ASKED}/{row['id']}", ASKED, row["asked_at"], told)
            self.ledger.record_in(connection, [entry])
        return row

    def answer(self, ask_back: str, text: str, *, by: str, channel: str = "api") -> Json:
        """Answer it; who asked is told.  Neither they nor the subject of the work may answer."""
        text, now = _words(text, "an answer"), self.clock.now()
        with writing(self.engine, "desk") as connection:
            row = dict(row_in(connection, ask_back))
            self._check_answerer(connection, row, by)
            if row["answered_at"] is not None:
                raise Permanent(f"{ask_back} was answered by {row['answered_by']}")
            answer_in(connection, ask_back, by=by, text=text, now=now)
            work = row["work"]
            tell_in(connection, f"{ask_back}/{ANSWERED}", work, ANSWERED, row["digest"], now)
            told = {"work": work, "question": ask_back, "answer": text, "by": by}
            entry = Entry(
                f"{work}/{ANSWERED}/{ask_back}", ANSWERED, now, told | {"channel": channel}
            )
            self.ledger.record_in(connection, [entry])
        return {**row, "answer": text, "answered_by": by, "answered_at": now}

    @staticmethod
    def _check_waits(connection: sa.Connection, work: str) -> None:
        wanted = sa.select(work_items.c.status).where(work_items.c.number == work)
        status = connection.scalar(wanted)
        if status not in WAITS:
            raise Permanent(f"{work} is {status}: there is nothing to ask about")

    @staticmethod
    def _check_answerer(connection: sa.Connection, row: Json, by: str) -> None:
        wanted = sa.select(work_items.c.subject).where(work_items.c.number == row["work"])
        if by == connection.scalar(wanted):
            raise Permanent(f"{row['work']} is about {by}, who cannot answer for it (four-eyes)")
        if by == row["asked_by"]:
            raise Permanent(f"{by} asked {row['id']} and cannot answer it (four-eyes)")


def _words(text: str, what: str) -> str:
    words = text.strip()
    if not words:
        raise Permanent(f"{what} needs words")
    return words
