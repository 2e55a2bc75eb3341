"""What happens again and again, on a clock that only we move."""

from __future__ import annotations

from steersman.runtime.clock import ManualClock
from steersman.runtime.ticker import Ticker


def test_each_job_keeps_its_own_interval() -> None:
    clock, done = ManualClock(0.0), list[str]()
    ticker = Ticker(clock)
    ticker.add("often", 0.0, lambda: done.append("often"))
    ticker.add("seldom", 10.0, lambda: done.append("seldom"))
    for _ in range(3):
        ticker.tick()
        clock.advance(5.0)
    assert done == ["often", "seldom", "often", "often", "seldom"]


def test_a_job_that_fails_does_not_stop_the_others_and_stays_visible() -> None:
    ticker, done, broken = Ticker(ManualClock(0.0)), list[str](), [True]

    def fail() -> None:
        if broken:
            raise OSError("the disk is full")

    ticker.add("bad", 0.0, fail)
    ticker.add("good", 0.0, lambda: done.append("good"))
    ticker.tick()
    assert done == ["good"]
    assert ticker.faults == {"bad": "OSError: the disk is full"}
    broken.clear()
    ticker.tick()
    assert ticker.faults == {}
