"""Where the words of a question stand in all that is indexed, and which stand beside each other.

Nothing here knows who asks: what a reader may not see is left out of it afterwards.  So what was
worked out for one question serves the next, for as long as no passage comes or goes.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from threading import Lock
from typing import Any

import numpy as np
import numpy.typing as npt

from steersman.knowledge.retrieval.held import NOTHING, Columns
from steersman.records.knowledge import KnowledgeIndex, Postings
from steersman.records.knowledge.model import LONGEST
from steersman.records.knowledge.packing import chosen

Rows = npt.NDArray[np.signedinteger[Any]]
Spots = npt.NDArray[np.signedinteger[Any]]  # 32 bits where they do, which is twice as fast
Pair = tuple[str, str]
REMEMBERED = 64_000_000  # bytes: the common words of a hundred thousand passages


@dataclass(frozen=True, slots=True)
class Occurrences:
    """The rows of the columns held that have it, ascending, how often, and each place of it.

    ``spots``: in the text of all passages, one behind the other; empty for a pair.
    """

    rows: Rows
    often: npt.NDArray[np.uint8]
    spots: Spots

    @property
    def size(self) -> int:
        return self.rows.nbytes + self.often.nbytes + self.spots.nbytes


NOWHERE = Occurrences(np.empty(0, np.int32), np.empty(0, np.uint8), np.empty(0, np.int32))


class Text:
    """The text of all passages held, one behind the other, as numbers of its words."""

    def __init__(self, columns: Columns) -> None:
        room = np.minimum(columns.lengths, LONGEST).astype(np.int64) + 1  # no pair over the end
        self._length = int(room.sum())
        kind = np.dtype(np.int32 if self._length < np.iinfo(np.int32).max else np.int64)
        self._begins: Spots = (np.cumsum(room) - room).astype(kind)
        self._numbers = np.append(columns.numbers, -1)  # no passage's: for what is newer than all

    def term(self, found: Postings) -> Occurrences:
        """Passages that are not held, being gone or newer, are left out."""
        rows = np.searchsorted(self._numbers[:-1], found.chunks)
        held = self._numbers[rows] == found.chunks
        known, rows = chosen(found, held), rows[held].astype(np.int32)
        spots: Spots = np.repeat(self._begins[rows], known.frequencies)
        spots += known.positions
        return Occurrences(rows, known.frequencies, spots)

    def pair(self, first: Occurrences, second: Occurrences) -> Occurrences:
        """Where the second stands right behind the first."""
        behind, spots = first.spots + 1, second.spots
        met = _in_both(behind, spots, self._length + 1)
        rows, often = np.unique(
            np.searchsorted(self._begins, met, side="right") - 1, return_counts=True
        )
        return Occurrences(rows.astype(np.int32), often.astype(np.uint8), NOWHERE.spots)


def _in_both(ours: Spots, theirs: Spots, most: int) -> Spots:
    """Two ascending lists; found by a mark for each, which sorting takes many times as long for."""
    if len(ours) > len(theirs):
        ours, theirs = theirs, ours
    if len(ours) * 16 < len(theirs):
        at = np.searchsorted(theirs, ours)
        at[at == len(theirs)] = 0
        met: Spots = ours[theirs[at] == ours]
        return met
    marks = np.zeros(most, np.bool_)
    marks[ours] = True
    met = theirs[marks[theirs]]
    return met


@dataclass(slots=True)
class _Memory:
    """What was worked out of these columns; what was not asked for longest goes first."""

    columns: Columns
    text: Text
    most: int  # bytes
    kept: OrderedDict[Hashable, Occurrences] = field(default_factory=OrderedDict)
    size: int = 0
    lock: Lock = field(default_factory=Lock)

    def find(self, key: Hashable) -> Occurrences | None:
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
            return self.kept.get(key)

    def keep(self, key: Hashable, found: Occurrences) -> None:
        with self.lock:
            if key not in self.kept:
                self.kept[key] = found
                self.size += found.size
            while self.size > self.most:
                _, gone = self.kept.popitem(last=False)
                self.size -= gone.size


class Occurring:
    """Looks terms and pairs up, in the index or in what it remembers of it."""

    def __init__(self, index: KnowledgeIndex, most: int = REMEMBERED) -> None:
        self._index, self._most = index, most
        self._memory = _Memory(NOTHING, Text(NOTHING), most)

    def find(
        self, asked: Sequence[str], columns: Columns
    ) -> tuple[Mapping[str, Occurrences], Mapping[Pair, Occurrences]]:
        """Of each term, and of each two that follow each other in the question."""
        memory = self._memory
        if memory.columns is not columns:
            memory = self._memory = _Memory(columns, Text(columns), self._most)
        terms = self._terms(set(asked), memory)
        return terms, {pair: _pair(pair, terms, memory) for pair in pairwise(asked)}

    def _terms(self, asked: set[str], memory: _Memory) -> dict[str, Occurrences]:
        known = {term: memory.find(term) for term in asked}
        found = {term: each for term, each in known.items() if each is not None}
        read = self._index.postings(asked - found.keys())
        for term in asked - found.keys():
            found[term] = memory.text.term(read[term]) if term in read else NOWHERE
            memory.keep(term, found[term])
        return found


def _pair(pair: Pair, terms: Mapping[str, Occurrences], memory: _Memory) -> Occurrences:
    known = memory.find(pair)
    if known is None:
        known = memory.text.pair(terms[pair[0]], terms[pair[1]])
        memory.keep(pair, known)
    return known
