"""The index of documents: written in batches, each a segment; read by term, number and vector."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, fields

import numpy as np
import numpy.typing as npt
import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.knowledge import counters
from steersman.records.knowledge.merging import merge_segments
from steersman.records.knowledge.model import Known, Passage, Postings, Standing, ToIndex
from steersman.records.knowledge.packing import joined, unpack
from steersman.records.knowledge.tables import chunks, documents, postings
from steersman.records.knowledge.writing import forget, insert, slices
from steersman.records.store import reading, writing

Where = sa.ColumnElement[bool]
Column = sa.Row[int, int, int, bytes, bytes]  # number, document, length, vectors, lead
LOCK = "knowledge"
PIECE = 2000  # rows read at a time
_d, _c, _p = documents.c, chunks.c, postings.c
_POSTINGS = (
    sa.select(_p.term, _p.chunks, _p.frequencies, _p.positions)
    .where(_p.term.in_(sa.bindparam("terms", expanding=True)))
    .order_by(_p.term, _p.segment)
)
_KNOWN = sa.select(_d.name, _d.content, _d.made_with).where(_d.source == sa.bindparam("source"))
_COLUMNS = (
    sa.select(_c.number, _c.document, _c.length, _c.vectors, _c.lead)
    .where(_c.number > sa.bindparam("after"), _c.number <= sa.bindparam("last"))
    .order_by(_c.number)
)
# As one text: fetching a hundred thousand rows would take longer than the search.
_NUMBERS = sa.select(sa.func.aggregate_strings(sa.cast(_d.number, sa.Text), ","))
_PASSAGES = sa.select(
    _c.number,
    _d.id.label("document"),
    *(_d.source, _d.name, _d.title, _d.link, _d.owner, _d.kept_by),
    *(_d.status, _d.superseded_by, _d.dated, _d.stale_on),
    *(_c.path, _c.text, _c.line, _c.page, _c.anchor),
).join_from(chunks, documents, _c.document == _d.number)
_SHOWN = tuple(field.name for field in fields(Passage))
_STANDS = tuple(field.name for field in fields(Standing))
_STANDINGS = sa.select(_d.name, _d.told, _d.stated, *(_d[name] for name in _STANDS)).where(
    _d.source == sa.bindparam("source")
)


class KnowledgeIndex:
    """One index.  Whoever reads gives the condition on documents; nothing is read without."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def known(self, source: str) -> dict[str, tuple[str, str]]:
        """The names of this source → what they held, and what took them apart."""
        with reading(self._engine) as connection:
            rows = connection.execute(_KNOWN, {"source": source})
            return {row.name: (row.content, row.made_with) for row in rows}

    def standings(self, source: str) -> dict[str, Known]:
        """How each document of this source stands, by its name."""
        with reading(self._engine) as connection:
            rows = connection.execute(_STANDINGS, {"source": source}).mappings()
            return {
                row["name"]: Known(
                    row["told"], row["stated"], Standing(**{name: row[name] for name in _STANDS})
                )
                for row in rows
            }

    def settle(self, source: str, given: Mapping[str, Known]) -> None:
        """Let documents stand anew, by their names; their text stays as it is indexed."""
        with writing(self._engine, LOCK) as connection:
            for name, known in given.items():
                same = (_d.source == source) & (_d.name == name)
                values = {**asdict(known.standing), "told": known.told, "stated": known.stated}
                connection.execute(sa.update(documents).where(same).values(**values))

    def names(self) -> frozenset[str]:
        """Every document's id and its name within its source."""
        with reading(self._engine) as connection:
            rows = connection.execute(sa.select(_d.id, _d.name))
            return frozenset(word for row in rows for word in row)

    def put(self, given: Sequence[ToIndex]) -> None:
        """Keep these documents instead of what stood under their ids: all of them, or none."""
        if not given:
            return
        with writing(self._engine, LOCK) as connection:
            forget(connection, [document.id for document in given])
            insert(connection, given, self._clock.now())

    def remove(self, ids: Sequence[str]) -> None:
        with writing(self._engine, LOCK) as connection:
            forget(connection, ids)

    def remove_names(self, source: str, names: Collection[str]) -> None:
        """What is no longer in its source."""
        with writing(self._engine, LOCK) as connection:
            for some in slices(sorted(names)):
                same = (_d.source == source) & _d.name.in_(some)
                forget(connection, connection.scalars(sa.select(_d.id).where(same)).all())

    def tidy(self) -> None:
        """Join segments when they have become many; passages that are gone leave them."""
        with writing(self._engine, LOCK) as connection:
            merge_segments(connection)

    def allowed(self, where: Where) -> npt.NDArray[np.int64]:
        """The numbers of the documents that ``where`` lets through, in no order."""
        with reading(self._engine) as connection:
            told = connection.scalar(_NUMBERS.where(where)) or ""
        return np.fromstring(told, np.int64, sep=",")

    def postings(self, terms: Collection[str]) -> dict[str, Postings]:
        """Where each term stands, in every document: whoever asks leaves out what is hidden."""
        found: dict[str, list[Postings]] = {}
        with reading(self._engine) as connection:
            for some in slices(sorted(terms)):
                for row in connection.execute(_POSTINGS, {"terms": some}):
                    part = unpack(row.chunks, row.frequencies, row.positions)
                    found.setdefault(row.term, []).append(part)
        return {term: joined(parts) for term, parts in found.items()}

    def state(self) -> tuple[int, int]:
        """The last number that a passage was given, and how many have gone since the beginning."""
        with reading(self._engine) as connection:
            return (
                counters.value(connection, counters.CHUNK),
                counters.value(connection, counters.REMOVED),
            )

    def columns(self, after: int, last: int) -> Iterator[Sequence[Column]]:
        """What search holds in memory of the passages from ``after`` to ``last``."""
        with self._engine.connect() as connection:
            asked = {"after": after, "last": last}
            rows = connection.execution_options(yield_per=PIECE).execute(_COLUMNS, asked)
            yield from rows.partitions()

    def passages(self, numbers: Sequence[int], where: Where) -> dict[int, Passage]:
        """What is shown, under the same condition again: rights may have changed meanwhile."""
        wanted = _PASSAGES.where(_c.number.in_(numbers)).where(where)
        with reading(self._engine) as connection:
            rows = connection.execute(wanted).mappings()
            return {row["number"]: _passage(row) for row in rows}

    def whole(self, document: str, where: Where) -> tuple[Passage, ...]:
        """Every passage of a document in reading order; none where it may not be read."""
        wanted = _PASSAGES.where(_d.id == document).where(where).order_by(_c.number)
        with reading(self._engine) as connection:
            return tuple(map(_passage, connection.execute(wanted).mappings()))


def _passage(row: sa.RowMapping) -> Passage:
    shown = {name: row[name] for name in _SHOWN}
    return Passage(**{**shown, "path": tuple(row["path"])})
