"""The range in which the next point is expected: it holds what is usual and names its reason."""

from __future__ import annotations

import math
import random
from collections.abc import Callable

import pytest

from steersman.signals.series.band import Expected, expected
from steersman.signals.series.detector import Detector

FIVE_MINUTES = 300.0
Read = Callable[[int, random.Random], float]
KINDS: dict[str, tuple[Read, str]] = {
    "noise": (lambda n, chance: 50 + chance.gauss(0, 2), "its long-run level"),
    "days": (
        lambda n, chance: 50 + 20 * math.sin(n / 288 * math.tau) + chance.gauss(0, 1),
        "this time of day",
    ),
    "constant": (lambda n, chance: 5.0, "the value before"),
}


def ranges(read: Read, points: int = 3_000) -> tuple[list[tuple[float, Expected]], Detector]:
    chance, detector, found = random.Random(7), Detector(), []
    for n in range(points):
        value, at = read(n, chance), n * FIVE_MINUTES
        range_ = expected(detector, at)
        detector.update(at, value)
        if range_ is not None:
            found.append((value, range_))
    return found, detector


@pytest.mark.parametrize("kind", KINDS)
def test_the_range_holds_nearly_every_usual_point(kind: str) -> None:
    read, by = KINDS[kind]
    found, _ = ranges(read)
    outside = sum(not range_.holds(value) for value, range_ in found)
    assert len(found) > 2_900
    assert outside <= 0.005 * len(found)
    assert found[-1][1].by == by


def test_the_range_is_tight_and_a_jump_is_outside() -> None:
    _, detector = ranges(KINDS["days"][0])
    range_ = expected(detector, 3_000 * FIVE_MINUTES)
    assert range_ is not None
    assert range_.high - range_.low < 12.0
    assert not range_.holds(95.0)


def test_little_is_known_and_nothing_is_learned_by_asking() -> None:
    detector = Detector()
    assert expected(detector, 0.0) is None
    before = detector.state()
    expected(detector, 300.0)
    assert detector.state() == before
    assert len(ranges(KINDS["noise"][0], 40)[0]) == 0


def test_a_counter_is_expected_to_rise_from_where_it_is() -> None:
    total = 0.0

    def count(n: int, chance: random.Random) -> float:
        nonlocal total
        total += chance.randrange(10, 20)
        return total

    found, _ = ranges(count)
    value, range_ = found[-1]
    assert value - 21 <= range_.low <= range_.high <= value + 21
