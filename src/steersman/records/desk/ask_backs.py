"""What an approver asked before deciding, and what they were answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json, digest_of
from steersman.domain.errors import Permanent
from steersman.records.desk.tables import ask_backs
from steersman.records.store import reading

_OF_WORK = (
    sa.select(ask_backs)
    .where(ask_backs.c.work == sa.bindparam("work"))
    .order_by(ask_backs.c.asked_at, ask_backs.c.id)
)


@dataclass(frozen=True)
class AskBacks:
    engine: sa.Engine

    def of(self, work: str) -> list[Json]:
        """Every one about a work item, answered or not, the oldest first.  Times in seconds."""
        with reading(self.engine) as connection:
            return [dict(row) for row in connection.execute(_OF_WORK, {"work": work}).mappings()]

    def get(self, ask_back: str) -> Json:
        with reading(self.engine) as connection:
            return dict(row_in(connection, ask_back))


def row_in(connection: sa.Connection, ask_back: str) -> Mapping[str, Any]:
    wanted = sa.select(ask_backs).where(ask_backs.c.id == ask_back)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise Permanent(f"there is no question {ask_back} of an approver")
    return dict(row)


def ask_back_in(
    connection: sa.Connection, work: str, digest: str, *, by: str, text: str, now: float
) -> Json:
    """Keep what ``by`` wants to know.  The same words again are the same question."""
    name = f"A{digest_of([work, digest, by, text])[:12]}"
    known = sa.select(ask_backs).where(ask_backs.c.id == name)
    row = connection.execute(known).mappings().first()
    if row is not None:
        return dict(row)
    asked: Json = {"id": name, "work": work, "digest": digest, "asked_by": by, "text": text}
    asked |= {"asked_at": now, "answer": None, "answered_by": None, "answered_at": None}
    connection.execute(sa.insert(ask_backs), asked)
    return asked


def answer_in(connection: sa.Connection, ask_back: str, *, by: str, text: str, now: float) -> None:
    told = {"answer": text, "answered_by": by, "answered_at": now}
    ours = sa.update(ask_backs).where(ask_backs.c.id == ask_back)
    connection.execute(ours.values(**told))
