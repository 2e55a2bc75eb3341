"""What each component did in the window of the symptom, against its own normal running."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from steersman.signals.diagnosis.habit import Tail
from steersman.signals.diagnosis.load import Load, load
from steersman.signals.diagnosis.recording import Floats, Metric, Recording
from steersman.signals.diagnosis.symptom import Symptom

CLEAR = 0.05  # a component less unusual than this has done nothing
CHANCE_SHARE = 0.02  # of the usual work of a row: less is never a finding
UNKNOWN_SHARE = 0.05  # the same, of a component whose normal running is hardly recorded
ENOUGH = 24  # rows of normal running that say how it varies


@dataclass(frozen=True)
class Evidence:
    """``excess`` is extra seconds or extra failures in each row of the window; NaN if unknown."""

    node: str
    base: float
    window: Load
    excess: Floats
    during: float  # excess over the rows in trouble, as far as they are known
    felt: float  # the same for all of them, less what an ordinary row seems to lose
    chance: float  # that normal running does this
    match: float  # 0 to 1: how well its rows follow the symptom's
    usual: Sequence[Tail]  # what normal running brings
    share_of_row: float  # one row's share of the trouble

    def requests(self, rows: Floats) -> float:
        """How many it got in ``rows``, as far as their cost is known."""
        return float(self.window.requests[self._known(rows)].sum())

    def told(self, rows: Floats) -> float:
        """In how many of ``rows`` something is known of it."""
        return float(np.sum(np.isfinite(self.excess) & (rows > 0)))

    def each(self, rows: Floats) -> float:
        """What a request cost in ``rows``, on the mean of them all."""
        told = self._known(rows)
        weights = self.window.requests[told]
        return float(self.window.each[told] @ weights / weights.sum())

    def _known(self, rows: Floats) -> npt.NDArray[np.bool_]:
        asked = self.window.requests > 0
        return asked & np.isfinite(self.window.each) & (rows > 0)

    def chance_of(self, size: float) -> float:
        """How likely normal running is to lose ``size`` in a row."""
        return min(1.0, min(len(self.usual) * tail.probability(size) for tail in self.usual))

    @property
    def without_normal(self) -> bool:
        return not any(tail.sizes.size for tail in self.usual)

    @property
    def clear(self) -> bool:
        return self.chance <= CLEAR and self.felt > 0


def gather(
    normal: Recording, incident: Recording, metric: Metric, symptom: Symptom
) -> dict[str, Evidence]:
    """Evidence of every component that is measured in the incident."""
    found = (_evidence(normal, incident, node, metric, symptom) for node in sorted(incident.nodes))
    return {each.node: each for each in found if each}


def _evidence(
    normal: Recording, incident: Recording, node: str, metric: Metric, symptom: Symptom
) -> Evidence | None:
    usual = load(normal, node, metric)
    window = load(incident, node, metric).rows(symptom.start, symptom.stop)
    if not window.known:
        return None
    baseline = symptom.baseline
    usual = usual if usual.known else usual.rows(0, 0)
    base = baseline.base(usual, window)
    excess = window.above(base)
    told = np.isfinite(excess) & (symptom.rows > 0)
    if not told.any():
        return None
    during = float(excess[told].sum())
    trouble = float(symptom.rows.sum())
    felt = during * trouble / max(float(told.sum()), 1.0) - trouble * baseline.for_nothing(usual)
    always = least(metric, usual, window)
    return Evidence(
        node,
        base,
        window,
        excess,
        during,
        max(felt, 0.0),
        float(baseline.chances(usual, window, always)[0]),
        max(match(excess, symptom.excess), match(excess, symptom.rows)),
        baseline.tails(usual, always),
        1.0 / trouble,
    )


def least(metric: Metric, usual: Load, window: Load) -> float:
    """What could always be chance: one failed request, or a small share of the usual work."""
    if metric is Metric.AVAILABILITY:
        return 1.0
    told = usual if usual.known else window
    share = CHANCE_SHARE if np.isfinite(usual.each).sum() >= ENOUGH else UNKNOWN_SHARE
    asked = told.requests[told.requests > 0]
    return share * told.usual * float(np.median(asked)) if asked.size else 0.0


def match(one: Floats, other: Floats) -> float:
    """The cosine between two profiles of rows, where both are known; 0 where one is flat zero."""
    told = np.isfinite(one) & np.isfinite(other)
    lengths = float(np.linalg.norm(one[told]) * np.linalg.norm(other[told]))
    return float(one[told] @ other[told]) / lengths if lengths > 0 else 0.0
