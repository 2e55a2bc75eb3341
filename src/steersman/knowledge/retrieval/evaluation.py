"""How well questions find their documents, measured with questions whose answer is known.

Measures as usual in the field (Manning, Raghavan, Schütze, "Introduction to Information
Retrieval", chapter 8), each between 0 and 1 and averaged over the questions: nDCG@10, recall@5 and
MRR@10.  The bounds hold 95 of 100 resamplings of the questions (percentile bootstrap).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log2

import numpy as np

DEPTH, NEAR = 10, 5  # how many results nDCG and MRR look at, and recall
RESAMPLINGS = 2000
SEED = 20260101  # so that the same results give the same bounds
Ranking = Callable[[str], Sequence[str]]  # a question → documents, best first


@dataclass(frozen=True, slots=True)
class Asked:
    """A question and the documents that answer it."""

    question: str
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Measured:
    """The mean of one measure and its bounds."""

    mean: float
    low: float
    high: float


def evaluate(asked: Sequence[Asked], ranking: Ranking) -> dict[str, Measured]:
    """Each measure by its name, over all questions."""
    ranked = [ranking(each.question) for each in asked]
    return {
        name: _bounded(
            [measure(order, each.right) for order, each in zip(ranked, asked, strict=True)]
        )
        for name, measure in MEASURES.items()
    }


def ndcg(ranked: Sequence[str], right: frozenset[str]) -> float:
    """1 when all right documents stand first, less the further down they stand."""
    gain = sum(1 / log2(place + 2) for place, name in enumerate(ranked[:DEPTH]) if name in right)
    best = sum(1 / log2(place + 2) for place in range(min(len(right), DEPTH)))
    return gain / best


def recall(ranked: Sequence[str], right: frozenset[str]) -> float:
    """Which share of the right documents stands among the first five."""
    return len(right.intersection(ranked[:NEAR])) / len(right)


def reciprocal_rank(ranked: Sequence[str], right: frozenset[str]) -> float:
    """1 divided by the place of the first right document."""
    places = (place for place, name in enumerate(ranked[:DEPTH], start=1) if name in right)
    return 1 / next(places, float("inf"))


MEASURES: Mapping[str, Callable[[Sequence[str], frozenset[str]], float]] = {
    "ndcg@10": ndcg,
    "recall@5": recall,
    "mrr@10": reciprocal_rank,
}


def _bounded(values: Sequence[float]) -> Measured:
    given = np.array(values)
    chance = np.random.default_rng(SEED)
    means = [chance.choice(given, len(given)).mean() for _ in range(RESAMPLINGS)]
    low, high = np.percentile(means, [2.5, 97.5])
    return Measured(float(given.mean()), float(low), float(high))
