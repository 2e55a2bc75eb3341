"""Documents as a list and one by one, under the condition of who may read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import sqlalchemy as sa

from steersman.records.knowledge.tables import chunks, documents
from steersman.records.store import reading

Where = sa.ColumnElement[bool]
_d, _c = documents.c, chunks.c
_SHOWN = (
    *(_d.id, _d.source, _d.name, _d.title, _d.link, _d.owner, _d.kept_by, _d.readers),
    *(_d.status, _d.superseded_by, _d.dated, _d.stale_on, _d.work, _d.shape),
    *(_d.content, _d.indexed_at),
)


class Only(StrEnum):
    """Which documents a list shows."""

    ALL = ""
    STALE = "stale"
    PAST = "superseded"
    DRAFT = "draft"


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One document; ``content`` is its version, ``indexed_at`` seconds since 1970."""

    id: str
    source: str
    name: str
    title: str
    link: str
    owner: str
    kept_by: str
    readers: str
    status: str
    superseded_by: str
    dated: str
    stale_on: str
    work: str
    shape: str
    content: str
    indexed_at: float

    def is_stale(self, today: date) -> bool:
        return self.stale_on != "" and self.stale_on <= today.isoformat()


@dataclass(frozen=True, slots=True)
class Piece:
    """A passage with the headings above it."""

    path: tuple[str, ...]
    text: str


def listed_in(connection: sa.Connection, where: Where, most: int) -> Sequence[Listed]:
    """Any of the documents that fit, in the order of their ids."""
    rows = connection.execute(sa.select(*_SHOWN).where(where).order_by(_d.id).limit(most))
    return [Listed(**row) for row in rows.mappings()]


@dataclass(frozen=True)
class DocumentList:
    engine: sa.Engine

    def page(
        self,
        where: Where,
        today: date,
        *,
        words: str = "",
        source: str = "",
        owner: str = "",
        only: Only = Only.ALL,
        after: str = "",
        limit: int = 50,
    ) -> tuple[Sequence[Listed], int]:
        """By source and name, from behind ``after`` (an id), and how many there are in all."""
        wanted = where & _only(only, today)
        for word in words.casefold().split():
            place = sa.func.lower(_d.title + sa.literal(" ") + _d.name)
            wanted = wanted & (sa.func.replace(place, word, "") != place)
        wanted = wanted & (_d.source == source) if source else wanted
        wanted = wanted & (_d.owner == owner) if owner else wanted
        with reading(self.engine) as connection:
            total = connection.scalar(sa.select(sa.func.count()).where(wanted)) or 0
            if after:
                wanted = wanted & _behind(connection, after)
            rows = connection.execute(
                sa.select(*_SHOWN).where(wanted).order_by(_d.source, _d.name).limit(limit)
            )
            return [Listed(**row) for row in rows.mappings()], total

    def get(self, id_: str, where: Where) -> Listed | None:
        """None: it is not there, or not for this reader; nobody can tell which."""
        with reading(self.engine) as connection:
            wanted = sa.select(*_SHOWN).where(_d.id == id_, where)
            row = connection.execute(wanted).mappings().first()
        return None if row is None else Listed(**row)

    def pieces(self, id_: str, where: Where) -> Sequence[Piece]:
        """What it says, in its order."""
        wanted = (
            sa.select(_c.path, _c.text)
            .join_from(chunks, documents, _c.document == _d.number)
            .where(_d.id == id_, where)
            .order_by(_c.position)
        )
        with reading(self.engine) as connection:
            return [Piece(tuple(row.path), row.text) for row in connection.execute(wanted)]

    def sources(self, where: Where) -> Sequence[str]:
        with reading(self.engine) as connection:
            wanted = sa.select(_d.source).where(where).distinct().order_by(_d.source)
            return connection.scalars(wanted).all()


def _only(only: Only, today: date) -> Where:
    if only is Only.STALE:
        return (_d.stale_on != "") & (_d.stale_on <= today.isoformat())
    if only is Only.PAST:
        return _d.status.in_(["superseded", "obsolete", "archived"])
    return _d.status == "draft" if only is Only.DRAFT else sa.true()


def _behind(connection: sa.Connection, after: str) -> Where:
    row = connection.execute(sa.select(_d.source, _d.name).where(_d.id == after)).first()
    if row is None:
        return sa.true()
    behind: Where = (_d.source > row.source) | ((_d.source == row.source) & (_d.name > row.name))
    return behind
