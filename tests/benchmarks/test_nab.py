"""The scorer of the anomaly benchmark, on series whose worth is known from its definition."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from benchmarks.nab import held_out, in_sample, measured
from benchmarks.nab_scoring import Labelled, Scores, episodes, gains, load, normalised

FLAT = Labelled("a/b.csv", [0.0] * 1000, [0.0] * 1000, [(400, 499), (800, 899)])
HALF = np.array([0.5])


def alarms(*places: int) -> Scores:
    scores = np.zeros(1000)
    scores[list(places)] = 0.9
    return scores


def worth(*places: int, profile: str = "standard") -> float:
    total = float(gains(FLAT, alarms(*places), HALF, profile)[0])
    return normalised(total, len(FLAT.windows), profile)


def test_nothing_scores_0_and_everything_at_once_100() -> None:
    assert worth() == 0.0
    assert worth(400, 800) == pytest.approx(100.0)


def test_an_earlier_detection_is_worth_more() -> None:
    found = [worth(place) for place in (400, 440, 480, 499)]
    assert found == sorted(found, reverse=True)
    assert found[0] == pytest.approx(50.0)
    assert found[-1] == pytest.approx(25.0, abs=1.0)


def test_only_the_earliest_in_a_window_counts() -> None:
    assert worth(420, 430, 490) == worth(420)


def test_a_false_alarm_costs_more_the_further_it_is_behind_a_window() -> None:
    assert worth(700) == pytest.approx(worth() - 100 * 0.11 / 4, abs=0.01)
    assert worth(700) < worth(520) < worth() < worth(400)
    assert worth(700, profile="low false positives") < worth(700)


def test_what_is_told_in_the_probation_neither_costs_nor_counts() -> None:
    assert worth(10, 149) == 0.0


def test_a_lower_threshold_finds_what_a_higher_one_misses() -> None:
    scores = alarms(400)
    scores[850] = 0.3
    found = gains(FLAT, scores, np.array([0.2, 0.5, 0.95]))
    assert found[0] > found[1] > found[2] == -2.0


def test_episodes_are_counted_once_each() -> None:
    assert episodes(FLAT, alarms(300, 310, 405, 450, 700, 820), 0.5) == (3, 2, 2)
    assert episodes(FLAT, alarms(), 0.5) == (0, 0, 0)


def test_a_held_out_threshold_was_chosen_elsewhere() -> None:
    data = [FLAT, Labelled("c/d.csv", FLAT.seconds, FLAT.values, FLAT.windows)]
    gained = np.array([[2.0, -2.0], [-2.0, 2.0]])  # each folder likes what the other does not
    assert in_sample(data, gained) == 50.0
    assert held_out(data, [gained]) == 0.0


def test_the_whole_benchmark_runs_on_a_folder_of_its_form(tmp_path: Path) -> None:
    values = np.random.default_rng(1).normal(50, 5, 400)
    values[300] += 90
    stamps = [f"2026-01-{1 + at // 24:02d} {at % 24:02d}:00:00" for at in range(400)]
    for folder in ("one", "two"):
        (tmp_path / "data" / folder).mkdir(parents=True)
        rows = [f"{stamp},{value}" for stamp, value in zip(stamps, values, strict=True)]
        (tmp_path / "data" / folder / "cpu.csv").write_text("\n".join(["timestamp,value", *rows]))
    (tmp_path / "labels").mkdir()
    windows = {f"{folder}/cpu.csv": [[stamps[295], stamps[310]]] for folder in ("one", "two")}
    (tmp_path / "labels" / "combined_windows.json").write_text(json.dumps(windows))
    figures = {row["name"]: row["value"] for row in measured(load(tmp_path))}
    assert figures["NAB standard, threshold held out"] > 80
    assert figures["share of windows found at 0.75 (page)"] == 1.0
