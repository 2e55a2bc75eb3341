"""Documents whose owner was told that their term is over: once for each term."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa

from steersman.records.knowledge.tables import documents
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading

document_reviews = sa.Table(
    "document_reviews",
    metadata,
    text_column("document", key=True),
    text_column("stale_on", key=True),  # the term
    text_column("work"),  # the work item that told of it
    sa.Column("at", sa.Double, nullable=False),
)
_d, _r = documents.c, document_reviews.c


@dataclass(frozen=True, slots=True)
class Overdue:
    """A document that has to be looked at again.  ``open_to_all``: everyone may read it."""

    document: str
    title: str
    owner: str
    stale_on: str
    open_to_all: bool


def overdue(connection: sa.Connection, today: date) -> Sequence[Overdue]:
    """Those that nobody was told of yet, the longest overdue first."""
    told = sa.exists().where(_r.document == _d.id, _r.stale_on == _d.stale_on)
    wanted = (
        sa.select(_d.id, _d.title, _d.owner, _d.stale_on, _d.readers)
        .where(_d.stale_on != "", _d.stale_on <= today.isoformat(), sa.not_(told))
        .order_by(_d.stale_on, _d.id)
    )
    return [
        Overdue(row.id, row.title, row.owner, row.stale_on, row.readers == "everyone")
        for row in connection.execute(wanted)
    ]


def were_told(connection: sa.Connection, given: Iterable[Overdue], work: str, now: float) -> None:
    rows = [
        {"document": each.document, "stale_on": each.stale_on, "work": work, "at": now}
        for each in given
    ]
    if rows:
        connection.execute(sa.insert(document_reviews), rows)


def asked_of(engine: sa.Engine, document: str) -> str:
    """The newest work item in which a review of this document was asked for; empty: none."""
    wanted = sa.select(_r.work).where(_r.document == document).order_by(_r.at.desc()).limit(1)
    with reading(engine) as connection:
        return connection.scalar(wanted) or ""
