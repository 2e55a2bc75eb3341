"""Reading the ledger in batches, however long it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.records.ledger.entry import Link
from steersman.records.ledger.tables import entries as table

BATCH = 1000
_LAST_CHARACTER = "\U0010ffff"
_BEFORE_SURROGATES, _AFTER_SURROGATES = "\ud7ff", "\ue000"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries: of one kind, or whose key begins with ``key_prefix`` (``W-17/``)."""

    kind: str | None = None
    key_prefix: str | None = None


def entries(engine: sa.Engine, chosen: Filter, after: int, limit: int | None) -> Iterator[Link]:
    """Each batch is read on its own, so whoever stops half-way holds nothing open."""
    left = limit
    while left is None or left > 0:
        size = BATCH if left is None else min(BATCH, left)
        with engine.connect() as connection:
            rows = connection.execute(_select(chosen, after).limit(size)).all()
        yield from (Link(*row) for row in rows)
        if len(rows) < size:
            return
        after = rows[-1].seq
        left = None if left is None else left - size


def newest(engine: sa.Engine, chosen: Filter, before: int | None, limit: int) -> list[Link]:
    """The last ``limit`` entries (before ``before``), newest first; of one kind, or of all."""
    c = table.c
    query = sa.select(c.seq, c.key, c.kind, c.at, c.body, c.hash)
    if chosen.kind is not None:
        query = query.where(c.kind == chosen.kind)
    if before is not None:
        query = query.where(c.seq < before)
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(c.seq.desc()).limit(limit)).all()
    return [Link(*row) for row in rows]


def _select(chosen: Filter, after: int) -> sa.Select[Any]:
    c = table.c
    query = sa.select(c.seq, c.key, c.kind, c.at, c.body, c.hash)
    if chosen.kind is not None:
        query = query.where(c.kind == chosen.kind)
    if not chosen.key_prefix:
        return query.where(c.seq > after).order_by(c.seq)
    # "+ 0" keeps the planner off the order of the primary key: the few keys are found first
    place = c.seq + 0
    query = query.where(c.key >= chosen.key_prefix, place > after).order_by(place)
    beyond = _beyond(chosen.key_prefix)
    return query if beyond is None else query.where(c.key < beyond)


def _beyond(prefix: str) -> str | None:
    """The least text that is greater than every text with this prefix, by code points."""
    kept = prefix.rstrip(_LAST_CHARACTER)
    if not kept:
        return None
    last = kept[-1]
    following = _AFTER_SURROGATES if last == _BEFORE_SURROGATES else chr(ord(last) + 1)
    return kept[:-1] + following
