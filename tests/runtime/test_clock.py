"""A clock that only moves when it is told to, whoever waits on it."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from steersman.runtime.clock import ManualClock, SystemClock


def test_waiting_on_a_manual_clock_moves_it_at_once() -> None:
    clock = ManualClock(100.0)
    clock.pause(3600.0)
    assert clock.now() == 3700.0


def test_many_who_move_it_at_once_are_all_counted() -> None:
    clock = ManualClock(0.0)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(clock.advance, [1.0] * 400))
    assert clock.now() == 400.0


def test_the_real_clock_waits_in_seconds_and_never_goes_back() -> None:
    clock = SystemClock()
    before = clock.now()
    clock.pause(0.01)
    assert clock.now() >= before + 0.009
