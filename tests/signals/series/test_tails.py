"""Tails: from the size of a deviation to how rare it is, whatever the unit."""

from __future__ import annotations

import numpy as np
import pytest

from steersman.signals.series.tails import HIGHEST, WARM_UP, Tails


def taught(sizes: list[float]) -> Tails:
    tails = Tails(1)
    for size in sizes:
        tails.update([size])
    return tails


def drawn(count: int, scale: float = 1.0) -> list[float]:
    return list(np.random.default_rng(4).exponential(scale, count).tolist())


def test_it_is_silent_while_it_learns() -> None:
    tails = Tails(1)
    assert all(tails.update([float(size)]) == [] for size in range(WARM_UP))


def test_few_of_the_usual_deviations_stand_out() -> None:
    tails = taught(drawn(5000))
    out = sum(bool(tails.update([size])) for size in drawn(5000))
    assert 25 <= out <= 200  # 1.5 % is 75


@pytest.mark.parametrize("scale", [1e-6, 1.0, 1e9])
def test_an_exponential_tail_is_read_in_decades(scale: float) -> None:
    (rarity,) = taught(drawn(20_000, scale)).update([scale * 6 * 2.3026])
    assert rarity == pytest.approx(6.0, abs=1.5)  # a deviation that one in 10**6 exceeds


def test_a_larger_deviation_is_rarer_until_the_highest() -> None:
    rarities = [taught(drawn(2000)).update([size])[0] for size in (6.0, 9.0, 12.0, 1e6)]
    assert rarities == sorted(rarities)
    assert rarities[-1] == HIGHEST


def test_the_sign_does_not_matter() -> None:
    assert taught(drawn(500)).update([-30.0]) == taught(drawn(500)).update([30.0])


def test_the_first_change_of_what_never_changed_is_as_rare_as_it_was_seen_long() -> None:
    assert taught([0.0] * 999).update([0.001]) == pytest.approx([3.0])


def test_a_channel_without_a_word_is_left_out() -> None:
    tails = Tails(2)
    for _ in range(200):
        tails.update([1.0, None])
    assert tails.seen == [200, 0]
    assert len(tails.update([50.0, None])) == 1
