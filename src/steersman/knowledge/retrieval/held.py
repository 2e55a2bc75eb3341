"""What is held in memory of the index: of each passage its document, length and vectors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from threading import Lock

import numpy as np
import numpy.typing as npt

from steersman.knowledge.retrieval.embedding import WIDTH
from steersman.records.knowledge import Column, KnowledgeIndex

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float32]
_Rows = Floats | npt.NDArray[np.float16]
_KEPT_AS = np.dtype("<f2")  # as vectors stand in the store
_ROW = WIDTH * _KEPT_AS.itemsize


@dataclass(frozen=True, slots=True)
class Columns:
    """Passages in the order of their numbers.

    Passage i was read by the model in group ``groups[i]``, -1 for none, and group g has the vectors
    ``windows[g]`` to ``windows[g + 1]``: neighbours that were read together have them once.
    """

    numbers: Ints
    documents: Ints
    lengths: Floats
    groups: Ints
    windows: Ints
    vectors: Floats  # windows x WIDTH
    led: Ints  # documents with a vector of their beginning
    leads: Floats  # led x WIDTH


NOTHING = Columns(
    np.empty(0, np.int64),
    np.empty(0, np.int64),
    np.empty(0, np.float32),
    np.empty(0, np.int64),
    np.zeros(1, np.int64),
    np.empty((0, WIDTH), np.float32),
    np.empty(0, np.int64),
    np.empty((0, WIDTH), np.float32),
)


class Held:
    """Follows the table: each search first reads what was added since the last one."""

    def __init__(self, index: KnowledgeIndex) -> None:
        self._index = index
        self._lock = Lock()
        self._columns = NOTHING
        self._last = self._removed = 0

    def columns(self) -> Columns:
        """Passages that are gone may still be among them: the search leaves them out."""
        last, removed = self._index.state()
        with self._lock:
            if 2 * (removed - self._removed) > len(self._columns.numbers):
                self._columns, self._last, self._removed = NOTHING, 0, removed
            if last > self._last:
                self._columns = _joined(self._columns, self._index.columns(self._last, last))
                self._last = last
            return self._columns


def packed(vectors: Floats) -> bytes:
    """Half the bytes: the cosine changes in the fourth digit."""
    return vectors.astype(_KEPT_AS).tobytes()


class _Groups:
    """Puts passages that the model read together into one group, as they come."""

    def __init__(self, first: int) -> None:
        self.of: list[int] = []
        self.windows: list[int] = []  # how many of each
        self._next = first
        self._last: tuple[int, bytes] | None = None

    def take(self, rows: Sequence[Column]) -> bytes:
        """The vectors of the groups that begin among these rows."""
        begun = []
        for row in rows:
            if row.vectors and (row.document, row.vectors) != self._last:
                begun.append(row.vectors)
                self.windows.append(len(row.vectors) // _ROW)
                self._next += 1
            self.of.append(self._next - 1 if row.vectors else -1)
            self._last = (row.document, row.vectors)
        return b"".join(begun)


def _joined(held: Columns, pieces: Iterator[Sequence[Column]]) -> Columns:
    numbers, documents, lengths, led = [], [], [], []
    groups = _Groups(len(held.windows) - 1)
    vectors: list[_Rows] = [held.vectors]
    leads: list[_Rows] = [held.leads]
    for rows in pieces:
        numbers += [row.number for row in rows]
        documents += [row.document for row in rows]
        lengths += [row.length for row in rows]
        led += [row.document for row in rows if row.lead]
        vectors.append(_unpacked(groups.take(rows)))
        leads.append(_unpacked(b"".join(row.lead for row in rows)))
    ends = held.windows[-1] + np.cumsum(groups.windows, dtype=np.int64)
    return Columns(
        np.concatenate([held.numbers, np.array(numbers, np.int64)]),
        np.concatenate([held.documents, np.array(documents, np.int64)]),
        np.concatenate([held.lengths, np.array(lengths, np.float32)]),
        np.concatenate([held.groups, np.array(groups.of, np.int64)]),
        np.concatenate([held.windows, ends]),
        _stacked(vectors),
        np.concatenate([held.led, np.array(led, np.int64)]),
        _stacked(leads),
    )


def _unpacked(stored: bytes) -> npt.NDArray[np.float16]:
    return np.frombuffer(stored, _KEPT_AS).reshape(-1, WIDTH)


def _stacked(pieces: list[_Rows]) -> Floats:
    """Written straight into place: two copies of all vectors would not fit beside each other."""
    whole = np.empty((sum(map(len, pieces)), WIDTH), np.float32)
    return np.concatenate(pieces, out=whole)
