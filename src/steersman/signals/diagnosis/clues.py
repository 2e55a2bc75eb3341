"""Signs of a cause that its own latency or failures do not show: silence, and the other metric."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from steersman.signals.diagnosis.evidence import Evidence
from steersman.signals.diagnosis.recording import REQUESTS, SUM, Floats, Recording
from steersman.signals.diagnosis.symptom import Symptom

MISSING = 0.3  # of the requests that were due: less is what a day brings
FLOOD = 1.5  # times the requests that were due
SURE = 4.0  # standard deviations of a count of requests
FEWEST = 5.0  # requests


@dataclass(frozen=True)
class Traffic:
    """Requests that a component got in the rows in trouble, and those that were due."""

    got: float
    due: float
    rows: float  # in which both are known

    @property
    def missing(self) -> float:
        """The share of the requests due that never came, 0 to 1."""
        return max(0.0, 1.0 - self.got / self.due) if self.due > 0 else 0.0

    @property
    def vanished(self) -> bool:
        return self.missing >= MISSING and self.due - self.got >= self._chance

    @property
    def flooded(self) -> bool:
        return self.got >= FLOOD * self.due and self.got - self.due >= self._chance

    @property
    def _chance(self) -> float:
        return max(FEWEST, SURE * float(np.sqrt(self.due)))


@dataclass(frozen=True)
class Clue:
    """Why a component is suspected for what ``through`` show.

    ``missing``: too few requests reach it.  ``sent``: it sends too many.  ``other``: its evidence
    in the other metric, slow where callers fail or failing where they are slow.
    """

    through: tuple[str, ...]
    certain: bool  # else the component that shows the trouble may as well be its cause
    missing: Traffic | None = None
    sent: Traffic | None = None
    other: Evidence | None = None


def traffic(
    normal: Recording, incident: Recording, node: str, target: str, symptom: Symptom
) -> Traffic:
    """What ``node`` got, and its usual share of the requests of ``target``.

    Where the trouble began within the window its other rows say what is usual, else normal
    running does.  Rows without a count are left out.
    """
    got, asked = (_requests(incident, each, symptom) for each in (node, target))
    bad = symptom.rows > 0
    usual, front = (normal.series(each, REQUESTS, SUM) for each in (node, target))
    if symptom.baseline.rising and not bad.all():
        usual, front = got[~bad], asked[~bad]
    told = bad & np.isfinite(got) & np.isfinite(asked)
    due = _ratio(usual, front) * float(asked[told].sum())
    return Traffic(float(got[told].sum()), due, float(told.sum()))


def idle(incident: Recording, symptom: Symptom) -> frozenset[str]:
    """Components that are known to have had no requests in the rows in trouble."""
    bad = symptom.rows > 0
    return frozenset(
        node
        for node in incident.nodes
        if bool(np.all(_requests(incident, node, symptom)[bad] == 0))
    )


def _ratio(one: Floats, other: Floats) -> float:
    told = np.isfinite(one) & np.isfinite(other)
    total = float(other[told].sum())
    return float(one[told].sum()) / total if total else 0.0


def _requests(recording: Recording, node: str, symptom: Symptom) -> Floats:
    return recording.series(node, REQUESTS, SUM)[symptom.start : symptom.stop]
