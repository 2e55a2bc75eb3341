"""BM25 over the passages that may be read, as if there were no others.

Robertson and Zaragoza, "The Probabilistic Relevance Framework: BM25 and Beyond" (2009), with the
weight of a rare term as Lucene computes it (never negative).  How rare a term is and how long a
passage usually is are counted among the readable passages only: a hidden document changes no
score, so nobody can tell from a score that it is there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt

from steersman.records.knowledge.model import LONGEST

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Spots = npt.NDArray[np.signedinteger[Any]]  # 32 bits where they do, which is twice as fast
K1, B = 1.2, 0.9  # how soon repetition stops to count; how much length does
PAIRS = 0.4  # of the score is for two words that stand beside each other as they were asked


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one term stands: places of readable passages, how often in each, and its positions.

    ``starts``: from where on in ``positions`` those of each place stand.  They are only taken out
    for places where a neighbour may stand as well: a common word has a million of them.
    """

    places: Ints
    often: Floats
    starts: Ints
    positions: npt.NDArray[np.uint16]

    @classmethod
    def of(
        cls,
        places: Ints,
        frequencies: npt.NDArray[np.uint8],
        positions: npt.NDArray[np.uint16],
    ) -> Standing:
        """``places``: one of each passage; -1 for one that may not be read."""
        starts = np.cumsum(frequencies, dtype=np.int64) - frequencies
        kept = places >= 0
        often = frequencies[kept].astype(np.float32)
        return cls(places[kept], often, starts[kept], positions)

    def spots(self, among: Ints, begins: Spots) -> Spots:
        """Where it stands in the text of all passages, one behind the other, ascending.

        ``among``: indexes of places; ``begins``: where each passage begins in that text.
        """
        often = self.often[among].astype(begins.dtype)
        ends = np.cumsum(often, dtype=begins.dtype)
        total = int(ends[-1]) if len(ends) else 0
        first = np.repeat(self.starts[among].astype(begins.dtype) - (ends - often), often)
        first += np.arange(total, dtype=begins.dtype)
        spots: Spots = np.repeat(begins[self.places[among]], often)
        spots += self.positions[first]
        return spots


NOWHERE = Standing(
    np.empty(0, np.int64),
    np.empty(0, np.float32),
    np.empty(0, np.int64),
    np.empty(0, np.uint16),
)


def share(asked: Sequence[str], standing: Mapping[str, Standing], lengths: Floats) -> Floats:
    """For each passage, which share of the most that BM25 could give to this question.

    Unlike a score divided by the best one found, it says whether the words are there at all.
    ``lengths``: terms of each readable passage.
    """
    words = [standing.get(term, NOWHERE) for term in sorted(set(asked))]
    times = Counter(asked)
    alone = _share(words, [times[term] for term in sorted(times)], lengths)
    pairs = Counter(pairwise(asked))
    if not pairs:
        return alone
    following = _Following.over(lengths)
    beside = [
        following.each(standing.get(a, NOWHERE), standing.get(b, NOWHERE)) for a, b in sorted(pairs)
    ]
    together = _share(beside, [pairs[pair] for pair in sorted(pairs)], lengths)
    return np.float32(1 - PAIRS) * alone + np.float32(PAIRS) * together


def _share(standing: Sequence[Standing], times: Sequence[int], lengths: Floats) -> Floats:
    scores = np.zeros(len(lengths), np.float32)
    usual = max(float(lengths.mean()), 1.0)
    slowing = (K1 * (1 - B + B * lengths / usual)).astype(np.float32)
    most = 0.0
    for found, often in zip(standing, times, strict=True):
        weight = often * _rarity(len(found.places), len(lengths))
        most += weight * (K1 + 1)
        gain = found.often * (K1 + 1) / (found.often + slowing[found.places])
        scores[found.places] += np.float32(weight) * gain
    return scores / np.float32(most or 1.0)


def _rarity(having: int, of: int) -> float:
    return float(np.log1p((of - having + 0.5) / (having + 0.5)))


@dataclass(frozen=True, slots=True)
class _Following:
    """Finds where one term follows another, by a mark for each word of all passages' text."""

    begins: Spots
    marks: npt.NDArray[np.bool_]  # all False between two questions

    @classmethod
    def over(cls, lengths: Floats) -> _Following:
        room = np.minimum(lengths, LONGEST).astype(np.int64) + 1  # no word follows into the next
        total = int(room.sum())
        kind = np.dtype(np.int32 if total < np.iinfo(np.int32).max else np.int64)
        begins: Spots = (np.cumsum(room) - room).astype(kind)
        return cls(begins, np.zeros(total + 1, np.bool_))

    def each(self, first: Standing, second: Standing) -> Standing:
        """Where the second term follows the first."""
        one, other = _meeting(first.places, second.places)
        if not len(one):
            return NOWHERE
        behind = first.spots(one, self.begins) + 1
        spots = second.spots(other, self.begins)
        self.marks[behind] = True
        met = spots[self.marks[spots]]
        self.marks[behind] = False
        places = np.searchsorted(self.begins, met, side="right") - 1
        places, often = np.unique(places, return_counts=True)
        nothing = np.empty(0, np.int64)
        return Standing(places, often.astype(np.float32), nothing, np.empty(0, np.uint16))


def _meeting(ours: Ints, theirs: Ints) -> tuple[Ints, Ints]:
    """The indexes in both, ascending, of what stands in both."""
    if len(ours) > len(theirs):
        other, one = _meeting(theirs, ours)
        return one, other
    if not len(ours):
        return ours, ours
    at = np.searchsorted(theirs, ours)
    at[at == len(theirs)] = 0
    found = theirs[at] == ours
    return np.flatnonzero(found), at[found]
