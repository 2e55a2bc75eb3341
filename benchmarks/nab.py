"""The anomaly detector on the Numenta Anomaly Benchmark: ``python -m benchmarks.nab FOLDER``.

FOLDER holds the benchmark's ``data`` and ``labels`` (github: numenta/NAB, MIT); nothing else in the
repository needs it.  Held out means: chosen on all other folders of the data, never on the own.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from math import erfc, log10, sqrt
from pathlib import Path

import numpy as np

from benchmarks.nab_scoring import Labelled, Scores, episodes, gains, load, normalised
from benchmarks.rows import Row, at_least, shown, table
from steersman.signals.series import detector, expectation, habit, tails
from steersman.signals.series.detector import CHART, PAGE, Detector

Detect = Callable[[Labelled], Scores]
THRESHOLDS = np.arange(0.02, 1.0, 0.005)
WINDOW, STEP = 6400, 100  # points: the windowed Gaussian's published setting
# Constants of the detector, each tried lower and higher: what a search could have found.
CHOICES: Sequence[tuple[object, str, Sequence[float]]] = (
    (tails, "SHARE", (0.01, 0.02)),
    (tails, "EXCESS_MEMORY", (0.01, 0.025)),
    (tails, "HIGHEST", (9.0, 16.0)),
    (habit, "WEIGHT", (5.0, 10.0)),
    (habit, "ALIKE", (0.5, 0.7)),
    (habit, "HALF_LIFE", (600.0, 1600.0)),
    (expectation, "SLOW", (0.00025, 0.001)),
    (expectation, "NEAR", (0.06, 0.16)),
    (expectation, "WEEK_GAIN", (0.06, 0.16)),
    (detector, "AGREEING", (2, 4)),
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.nab", description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    given = parser.parse_args()
    rows = measured(load(given.folder))
    print(table(rows))
    if given.out:
        given.out.write_text(json.dumps({"rows": rows}, indent=1) + "\n")


def measured(data: Sequence[Labelled]) -> list[Row]:
    began = time.process_time()
    found = [ours(series) for series in data]
    seconds = time.process_time() - began
    points = sum(len(series.values) for series in data)
    worth = _worth(data, found)
    rows = [
        at_least(62, "NAB standard, in sample", "", in_sample(data, worth), "points"),
        shown("NAB standard, at the fixed 0.5", "", _at(data, worth, CHART), "points"),
        shown("NAB standard, threshold held out", "", held_out(data, [worth]), "points"),
        at_least(58, "NAB standard, settings and threshold held out", "",
                 held_out(data, [worth, *_tried(data)]), "points"),
        at_least(50_000, "detector", "", points / seconds, "points/CPU-s"),
    ]  # fmt: skip
    for profile in ("low false positives", "low false negatives"):
        total = _worth(data, found, profile)
        rows.append(shown(f"NAB {profile}", "", in_sample(data, total, profile), "points"))
    for name, threshold in (("chart", CHART), ("page", PAGE)):
        rows += _precision(data, found, name, threshold)
    return [*rows, _peer(data)]


def ours(series: Labelled) -> Scores:
    update = Detector().update
    return np.array([update(*point) for point in zip(series.seconds, series.values, strict=True)])


def windowed_gaussian(series: Labelled) -> Scores:
    """The peer: the tail of a normal distribution over a window that moves by steps."""
    values, found = np.array(series.values), np.zeros(len(series.values))
    mean, spread = 0.0, 1.0
    for place, value in enumerate(series.values):
        if 0 < place <= WINDOW or (place - WINDOW) % STEP == 0:
            start = 0 if place <= WINDOW else place - WINDOW
            seen = values[start : max(place, 1)]
            mean, spread = float(seen.mean()), float(seen.std()) or 1e-6
        tail = 0.5 * erfc(abs(value - mean) / spread / sqrt(2.0))
        found[place] = min(0.999, -log10(max(tail, 1e-300)) / 300.0)
    return found


def in_sample(data: Sequence[Labelled], worth: Scores, profile: str = "standard") -> float:
    return normalised(float(worth.sum(0).max()), _windows(data), profile)


def held_out(data: Sequence[Labelled], tried: Sequence[Scores]) -> float:
    """Each folder at the setting and threshold that are best on all the others."""
    folders, total = np.array([series.folder for series in data]), 0.0
    for folder in dict.fromkeys(folders):
        own = folders == folder
        best = max(tried, key=lambda worth: worth[~own].sum(0).max())
        total += float(best[own].sum(0)[best[~own].sum(0).argmax()])
    return normalised(total, _windows(data))


def _tried(data: Sequence[Labelled]) -> Iterator[Scores]:
    for module, name, values in CHOICES:
        for value in values:
            with _set(module, name, value):
                yield _worth(data, [ours(series) for series in data])


@contextmanager
def _set(module: object, name: str, value: float) -> Iterator[None]:
    before = getattr(module, name)
    setattr(module, name, value)
    try:
        yield
    finally:
        setattr(module, name, before)


def _worth(
    data: Sequence[Labelled],
    found: Sequence[Scores],
    profile: str = "standard",
    thresholds: Scores = THRESHOLDS,
) -> Scores:
    """Gains of each series (rows) at each threshold (columns)."""
    pairs = zip(data, found, strict=True)
    return np.array([gains(series, scores, thresholds, profile) for series, scores in pairs])


def _at(data: Sequence[Labelled], worth: Scores, threshold: float) -> float:
    column = int(np.abs(THRESHOLDS - threshold).argmin())
    return normalised(float(worth[:, column].sum()), _windows(data))


def _precision(
    data: Sequence[Labelled], found: Sequence[Scores], name: str, threshold: float
) -> list[Row]:
    told = np.sum([episodes(*pair, threshold) for pair in zip(data, found, strict=True)], axis=0)
    called = f"at {threshold} ({name})"
    return [
        shown(f"episodes {called}", "", float(told[0]), ""),
        shown(f"share of them in a labelled window {called}", "", told[1] / max(1, told[0]), ""),
        shown(f"share of windows found {called}", "", told[2] / _windows(data), ""),
    ]


def _peer(data: Sequence[Labelled]) -> Row:
    found = [windowed_gaussian(series) for series in data]
    rising = np.unique(
        np.concatenate([np.quantile(each, np.linspace(0.9, 1, 60)) for each in found])
    )
    worth = _worth(data, found, thresholds=rising[rising > 0])
    return shown(
        "windowed Gaussian (6,400 points), in sample", "", in_sample(data, worth), "points"
    )


def _windows(data: Sequence[Labelled]) -> int:
    return sum(len(series.windows) for series in data)


if __name__ == "__main__":
    main()
