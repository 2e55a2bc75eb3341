"""When the symptom shows: the window, the rows in it, and how likely normal running is to do it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import numpy as np

from steersman.signals.diagnosis.habit import Tail, lasting, levels, peaks, usual_rise
from steersman.signals.diagnosis.load import Load
from steersman.signals.diagnosis.recording import Floats

WIDEST = 12  # rows that are looked at as one window; a longer incident is searched in windows
NARROW = 6  # rows of such a window
CONVINCING = 0.05  # a rise this unlikely is taken, whatever the level says
LONGER = 2.0  # times what rose in the window
CERTAIN = 1e-6  # windows this unlikely are told apart by what they lost
MEANT = 1e-3  # the window of the alert is taken if it is this unlikely
DRIFT = 2.0  # times the level that normal running reached may be normal yet
AFFECTED = 0.3  # of the worst row: rows that show at least so much belong to the trouble
Sizes = Callable[[Load], Floats]  # of a window, for every window of a load


@dataclass(frozen=True)
class Baseline:
    """What a component's excess is counted from, and what sizes it is judged by.

    ``rising``: from the quietest row of the window, because the trouble began within it; else
    from the median of normal running, because the whole window stands above it.
    ``fleeting``: one bad row may count, as in a short incident; in hours there is always one.
    """

    rising: bool
    fleeting: bool
    width: int

    def base(self, normal: Load, window: Load) -> float:
        return window.quietest if self.rising else normal.usual

    def chances(self, normal: Load, incident: Load, least: float) -> Floats:
        """For every window of the incident: how likely normal running is to look as bad."""
        tests = self._tests(normal)
        found = [
            [len(tests) * tail.probability(float(size) * self.counted) for size in sizes(incident)]
            for sizes, tail in zip(tests, self.tails(normal, least), strict=True)
        ]
        made: Floats = np.minimum(np.min(found, axis=0), 1.0)
        return made

    @property
    def counted(self) -> float:
        """How much of a size is believed: normal running drifts further than a day of it shows."""
        return 1.0 if self.rising else 1.0 / DRIFT

    def tails(self, normal: Load, least: float) -> list[Tail]:
        """What normal running brings, by each test."""
        return [Tail(sizes(normal), least) for sizes in self._tests(normal)]

    def for_nothing(self, normal: Load) -> float:
        """What the base lets an ordinary row of this component seem to lose."""
        return usual_rise(normal, self.width) if self.rising else 0.0

    def _tests(self, normal: Load) -> list[Sizes]:
        if not self.rising:
            return [partial(levels, base=normal.usual, width=self.width)]
        long = [partial(lasting, width=self.width)] if self.width > 2 else []
        return [*long, partial(peaks, width=self.width)] if self.fleeting or not long else [*long]


@dataclass(frozen=True)
class Symptom:
    """Rows ``start`` to ``stop`` of the incident; ``rows`` marks those in trouble among them."""

    baseline: Baseline
    start: int
    stop: int
    rows: Floats  # 1 for a row in trouble, 0 for the others
    excess: Floats  # of the target, row by row; NaN where it is not known
    chance: float  # that normal running does this, over all the windows that were looked at

    @property
    def whole(self) -> float:
        """Seconds or requests that the target lost in the rows in trouble."""
        return float(np.nan_to_num(self.excess) @ self.rows)


def find_symptoms(
    normal: Load, incident: Load, least: float, alert: int | None = None
) -> tuple[Symptom, Symptom]:
    """Where the target is worst: as a rise within the window and as a level, the plainer first.

    The level is first where it is far more than what rose: the trouble began before the window.
    ``alert`` is the row of the alert: of several troubles in a long incident, that one is meant.
    """
    length = len(incident.each)
    short = length <= WIDEST
    width = length if short else NARROW
    rising, level = (
        _worst(Baseline(rising, short, width), normal, incident, least, alert)
        for rising in (True, False)
    )
    if level.chance <= CONVINCING and level.whole > LONGER * rising.whole:
        return level, rising
    return (rising, level) if rising.chance <= max(CONVINCING, level.chance) else (level, rising)


def _worst(
    baseline: Baseline, normal: Load, incident: Load, least: float, alert: int | None
) -> Symptom:
    chances = baseline.chances(normal, incident, least)
    start = _start(baseline, normal, incident, chances, alert)
    once = float(chances[start])
    tries = 1.5 * len(incident.each) / baseline.width  # both baselines, each window
    window = incident.rows(start, start + baseline.width)
    excess = window.above(baseline.base(normal, window))
    known = np.nan_to_num(excess)
    rows = (known >= AFFECTED * known.max()) & (known > 0)
    chance = float(-np.expm1(tries * np.log1p(-min(once, 1.0 - 1e-12))))
    return Symptom(baseline, start, start + baseline.width, rows.astype(np.float64), excess, chance)


def _start(
    baseline: Baseline, normal: Load, incident: Load, chances: Floats, alert: int | None
) -> int:
    """The window that shows the trouble whole: of those as unlikely, the one that lost most."""
    starts = np.arange(len(chances))
    if alert is not None:
        near = (starts <= alert) & (alert < starts + baseline.width) & (chances < MEANT)
        starts = starts[near] if near.any() else starts
    alike = starts[chances[starts] <= max(10 * chances[starts].min(), CERTAIN)]
    lost = [
        float(np.nansum(window.above(baseline.base(normal, window))))
        for window in (incident.rows(start, start + baseline.width) for start in alike)
    ]
    return int(alike[int(np.argmax(lost))])
