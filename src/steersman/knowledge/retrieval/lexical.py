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

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
K1, B = 1.2, 0.9  # how soon repetition stops to count; how much length does
PAIRS = 0.4  # of the score is for two words that stand beside each other as they were asked


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a term, or a pair, stands: places of readable passages, and how often in each."""

    places: Ints
    often: Floats


def share(
    asked: Sequence[str],
    terms: Mapping[str, Standing],
    pairs: Mapping[tuple[str, str], Standing],
    lengths: Floats,
) -> Floats:
    """For each passage, which share of the most that BM25 could give to this question.

    Unlike a score divided by the best one found, it says whether the words are there at all.
    ``terms`` and ``pairs``: of every one of the question, in its order; ``lengths``: terms of
    each readable passage.
    """
    times = Counter(asked)
    alone = _share([(terms[term], times[term]) for term in sorted(times)], lengths)
    beside = Counter(pairwise(asked))
    if not beside:
        return alone
    together = _share([(pairs[pair], beside[pair]) for pair in sorted(beside)], lengths)
    return np.float32(1 - PAIRS) * alone + np.float32(PAIRS) * together


def _share(standing: Sequence[tuple[Standing, int]], lengths: Floats) -> Floats:
    scores = np.zeros(len(lengths), np.float32)
    usual = max(float(lengths.mean()), 1.0)
    slowing = (K1 * (1 - B + B * lengths / usual)).astype(np.float32)
    most = 0.0
    for found, often in standing:
        weight = often * _rarity(len(found.places), len(lengths))
        most += weight * (K1 + 1)
        gain = found.often * (K1 + 1) / (found.often + slowing[found.places])
        scores[found.places] += np.float32(weight) * gain
    return scores / np.float32(most or 1.0)


def _rarity(having: int, of: int) -> float:
    return float(np.log1p((of - having + 0.5) / (having + 0.5)))
