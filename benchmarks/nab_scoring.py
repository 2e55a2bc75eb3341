"""The scoring of the Numenta Anomaly Benchmark, from its published definition.

Lavin and Ahmad, "Evaluating Real-time Anomaly Detection Algorithms", 2015 (arXiv:1510.03336): only
the earliest detection inside a window counts, the earlier the more; a false alarm costs the more
the further it is behind a window; 0 is no detection at all and 100 a perfect one.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float64]
PROBATION, MOST_PROBATION = 0.15, 750  # share of the file, points
FALSE_ALARM = {"standard": 0.11, "low false positives": 0.22, "low false negatives": 0.11}
MISS = {"standard": 1.0, "low false positives": 1.0, "low false negatives": 2.0}
TOGETHER = 100  # points: alarms nearer than this are one episode


@dataclass(frozen=True)
class Labelled:
    """A series with the windows that hold its anomalies, as first and last index."""

    name: str
    seconds: Sequence[float]
    values: Sequence[float]
    windows: Sequence[tuple[int, int]]

    @property
    def folder(self) -> str:
        return self.name.partition("/")[0]

    @property
    def probation(self) -> int:
        return int(min(PROBATION * len(self.values), MOST_PROBATION))


def load(folder: Path) -> list[Labelled]:
    """The benchmark's ``data`` and ``labels`` folders."""
    windows = json.loads((folder / "labels" / "combined_windows.json").read_text())
    return [_read(folder, name, spans) for name, spans in sorted(windows.items())]


def _read(folder: Path, name: str, spans: Sequence[Sequence[str]]) -> Labelled:
    with (folder / "data" / name).open() as file:
        rows = list(csv.reader(file))[1:]
    at = np.array([_seconds(row[0]) for row in rows])
    inside = [np.flatnonzero((at >= _seconds(a)) & (at <= _seconds(b))) for a, b in spans]
    windows = [(int(each[0]), int(each[-1])) for each in inside]
    return Labelled(name, at.tolist(), [float(row[1]) for row in rows], windows)


def _seconds(stamp: str) -> float:
    return datetime.fromisoformat(stamp).replace(tzinfo=UTC).timestamp()


def gains(
    series: Labelled, scores: Scores, thresholds: Scores, profile: str = "standard"
) -> Scores:
    """What the detections of one series are worth, for each of the rising ``thresholds``."""
    total = np.full(len(thresholds), -MISS[profile] * len(series.windows))
    reached = np.searchsorted(thresholds, scores, side="right")
    covered = [0] * len(series.windows)  # thresholds below which the window is already found
    for place in np.flatnonzero(reached):
        if place < series.probation:
            continue
        upto, window = int(reached[place]), _window(series, int(place))
        if window is None:
            total[:upto] += FALSE_ALARM[profile] * _false(series, int(place))
        elif upto > covered[window]:
            first, last = series.windows[window]
            worth = _sigmoid(-(last - place + 1) / (last - first + 1)) / _sigmoid(-1.0)
            total[covered[window] : upto] += worth + MISS[profile]
            covered[window] = upto
    return total


def _window(series: Labelled, place: int) -> int | None:
    found = (at for at, (first, last) in enumerate(series.windows) if first <= place <= last)
    return next(found, None)


def _false(series: Labelled, place: int) -> float:
    before = [(first, last) for first, last in series.windows if last < place]
    if not before:
        return -1.0
    first, last = before[-1]
    return _sigmoid((place - last) / (last - first))


def _sigmoid(position: float) -> float:
    return -1.0 if position > 3.0 else float(2.0 / (1.0 + np.exp(5.0 * position)) - 1.0)


def normalised(total: float, windows: int, profile: str = "standard") -> float:
    """0: nothing was detected; 100: every window at its first point and no false alarm."""
    nothing = -MISS[profile] * windows
    return 100.0 * (total - nothing) / (windows - nothing)


def episodes(series: Labelled, scores: Scores, threshold: float) -> tuple[int, int, int]:
    """(episodes, of them with a point in a window, windows found) after the probation."""
    places = np.flatnonzero(scores >= threshold)
    places = places[places >= series.probation]
    if not places.size:
        return 0, 0, 0
    parts = np.split(places, np.flatnonzero(np.diff(places) > TOGETHER) + 1)
    true = sum(any(_window(series, int(at)) is not None for at in part) for part in parts)
    found = {window for at in places if (window := _window(series, int(at))) is not None}
    return len(parts), true, len(found)
