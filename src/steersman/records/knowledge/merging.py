"""Joining the segments of the index, so that a term is read from few places."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

import numpy as np
import sqlalchemy as sa

from steersman.records.knowledge import counters
from steersman.records.knowledge.packing import Flags, joined, pack, unpack, without
from steersman.records.knowledge.tables import chunks, postings

TOO_MANY = 16  # segments
TERMS = 2000  # at a time: what is held in memory
_p = postings.c
_SEGMENTS = sa.select(sa.func.count(sa.distinct(_p.segment)))
_TERMS = (
    sa.select(_p.term)
    .where(_p.term > sa.bindparam("after"))
    .group_by(_p.term)
    .order_by(_p.term)
    .limit(TERMS)
)
_ROWS = (
    sa.select(_p.term, _p.chunks, _p.frequencies, _p.positions)
    .where(_p.term >= sa.bindparam("first"), _p.term <= sa.bindparam("last"))
    .order_by(_p.term, _p.segment)
)


def merge_segments(connection: sa.Connection, too_many: int = TOO_MANY) -> None:
    """All into one, without the passages that are gone.  Does nothing while they are few."""
    if (connection.scalar(_SEGMENTS) or 0) <= too_many:
        return
    segment = counters.take(connection, counters.SEGMENT, 1)
    live = np.zeros(counters.value(connection, counters.CHUNK) + 1, bool)
    live[connection.scalars(sa.select(chunks.c.number)).all()] = True
    for some in _ranges(connection):
        within = (_p.term >= some[0]) & (_p.term <= some[-1])
        rows = connection.execute(_ROWS, {"first": some[0], "last": some[-1]}).all()
        connection.execute(sa.delete(postings).where(within))
        made = list(_merged(rows, live, segment))
        if made:
            connection.execute(sa.insert(postings), made)


def _ranges(connection: sa.Connection) -> Iterator[Sequence[str]]:
    after = ""
    while terms := connection.scalars(_TERMS, {"after": after}).all():
        yield terms
        after = terms[-1]


def _merged(
    rows: Iterable[sa.Row[str, bytes, bytes, bytes]], live: Flags, segment: int
) -> Iterator[dict[str, object]]:
    for term, parts in groupby(rows, key=lambda row: str(row.term)):
        kept = [unpack(part.chunks, part.frequencies, part.positions) for part in parts]
        whole = without(joined(kept), live)
        if len(whole.chunks):
            yield {"term": term, "segment": segment, **pack(whole)}
