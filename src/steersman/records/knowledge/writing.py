"""Putting documents into the index and taking them out, inside the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import Any, TypeVar

import sqlalchemy as sa

from steersman.records.knowledge import counters
from steersman.records.knowledge.model import ToIndex
from steersman.records.knowledge.packing import invert, pack
from steersman.records.knowledge.tables import chunks, documents, postings

T = TypeVar("T")
MANY = 500  # keys in one statement
_OWN = tuple(each.name for each in fields(ToIndex) if each.name not in ("passages", "lead"))
_d, _c = documents.c, chunks.c
_NUMBERS_OF = sa.select(_d.number).where(_d.id.in_(sa.bindparam("ids", expanding=True)))


def slices(given: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(given), MANY):
        yield given[start : start + MANY]


def forget(connection: sa.Connection, ids: Sequence[str]) -> None:
    """Their postings stay until segments are joined: no document leads to them any more."""
    for some in slices(ids):
        numbers = connection.scalars(_NUMBERS_OF, {"ids": some}).all()
        gone = connection.execute(sa.delete(chunks).where(_c.document.in_(numbers)))
        connection.execute(sa.delete(documents).where(_d.id.in_(some)))
        if gone.rowcount:
            counters.take(connection, counters.REMOVED, gone.rowcount)


def insert(connection: sa.Connection, given: Sequence[ToIndex], now: float) -> None:
    """One segment: the documents, their passages, and in which of these each term stands."""
    passages = [(each, place) for each in given for place in range(len(each.passages))]
    first = counters.take(connection, counters.DOCUMENT, len(given))
    numbered = {each.id: first + place for place, each in enumerate(given)}
    connection.execute(
        sa.insert(documents), [_document_row(each, numbered[each.id], now) for each in given]
    )
    if not passages:
        return
    first = counters.take(connection, counters.CHUNK, len(passages))
    rows = [
        _chunk_row(first + order, numbered[each.id], place, each)
        for order, (each, place) in enumerate(passages)
    ]
    connection.execute(sa.insert(chunks), rows)
    terms = [
        (row["number"], e.passages[p].terms) for row, (e, p) in zip(rows, passages, strict=True)
    ]
    segment = counters.take(connection, counters.SEGMENT, 1)
    inverted = invert(terms)
    if inverted:
        connection.execute(
            sa.insert(postings),
            [{"term": term, "segment": segment, **pack(of)} for term, of in inverted.items()],
        )


def _document_row(given: ToIndex, number: int, now: float) -> dict[str, object]:
    own: dict[str, object] = {name: getattr(given, name) for name in _OWN}
    return {**own, "number": number, "indexed_at": now}


def _chunk_row(number: int, document: int, position: int, given: ToIndex) -> dict[str, Any]:
    of = given.passages[position]
    return {
        "number": number,
        "document": document,
        "position": position,
        "path": list(of.path),
        "text": of.text,
        "line": of.line,
        "page": of.page,
        "anchor": of.anchor,
        "length": len(of.terms),
        "vectors": of.vectors,
        "lead": given.lead if position == 0 else b"",
    }
