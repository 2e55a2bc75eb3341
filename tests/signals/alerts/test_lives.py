"""Alerts that end: over before they were known, and coming and going."""

from __future__ import annotations

import json

from steersman.signals.alerts.alert import Alert, Status
from steersman.signals.alerts.lives import CHANGES, REMEMBERED, WITHIN, Lives


def fires(at: float, name: str = "DiskFull") -> Alert:
    return Alert(at, name, "web1")


def ends(at: float, name: str = "DiskFull") -> Alert:
    return Alert(at, name, "web1", status=Status.RESOLVED)


def flapping(lives: Lives, begin: int, times: int, every: int) -> list[bool]:
    """Whether each new firing counted."""
    counted = []
    for n in range(times):
        counted.append(lives.begins(fires(begin + n * every), begin + n * every))
        lives.begins(ends(begin + n * every + 5), begin + n * every + 5)
    return counted


def test_who_never_says_that_it_is_over_always_begins() -> None:
    lives = Lives()
    assert all(lives.begins(fires(at), at) for at in (1, 1, 2, 3))
    assert lives.state()["known"] == []


def test_the_end_is_no_beginning() -> None:
    assert not Lives().begins(ends(5), 5)


def test_what_was_over_before_it_was_known_is_not_told() -> None:
    lives = Lives()
    lives.begins(ends(100), 100)
    assert not lives.begins(fires(90), 130)
    assert lives.over_before == 1
    assert lives.begins(fires(101), 131)


def test_another_alert_is_not_over_by_that() -> None:
    lives = Lives()
    lives.begins(ends(100), 100)
    assert lives.begins(fires(90, "DiskSlow"), 130)


def test_what_comes_and_goes_counts_a_few_times_only() -> None:
    lives = Lives()
    counted = flapping(lives, 1_000, 20, 60)
    assert counted[: CHANGES // 2] == [True] * (CHANGES // 2)
    assert not any(counted[CHANGES // 2 + 1 :])
    assert lives.held == counted.count(False)


def test_what_comes_back_now_and_then_counts_each_time() -> None:
    assert all(flapping(Lives(), 1_000, 20, WITHIN))


def test_after_a_calm_it_counts_again() -> None:
    lives = Lives()
    flapping(lives, 1_000, 20, 60)
    assert lives.begins(fires(50_000), 50_000)


def test_memory_is_bounded_and_survives_a_restart() -> None:
    lives, again = Lives(), Lives()
    for n in range(REMEMBERED + 10):
        lives.begins(ends(n, f"alert {n}"), n)
    assert len(lives.state()["known"]) == REMEMBERED
    again.restore(json.loads(json.dumps(lives.state())))
    assert again.state() == lives.state()
    assert not again.begins(fires(REMEMBERED, f"alert {REMEMBERED}"), REMEMBERED + 20)
