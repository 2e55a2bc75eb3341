"""The sign of life goes out while the schedule does its work, and only then."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Transient
from steersman.runtime.clock import ManualClock
from steersman.runtime.pulse import LATE, Pulse, stands_still
from steersman.runtime.ticker import Ticker
from tests.fixtures.receiver import Receiver

START = "start what is due"


def pulse(receiver: Receiver, clock: ManualClock, reasons: list[str], method: str = "GET") -> Pulse:
    url = f"{receiver.url}/ping/secret"
    return Pulse(url, method, 60.0, clock, lambda: reasons[0] if reasons else "")


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_it_is_sent_once_in_each_interval(receiver: Receiver, method: str) -> None:
    clock = ManualClock(0.0)
    sign = pulse(receiver, clock, [], method)
    for _ in range(121):
        sign.beat()
        clock.advance(1.0)
    assert [call[:2] for call in receiver.calls] == [(method, "/ping/secret")] * 3


def test_none_is_sent_while_the_product_stands_still(receiver: Receiver) -> None:
    clock, reasons = ManualClock(0.0), ["the schedule stands still"]
    sign = pulse(receiver, clock, reasons)
    assert not sign.beat()
    assert receiver.calls == []
    reasons.clear()
    assert sign.beat()  # at once, for somebody outside may already be worried


def test_one_that_is_not_taken_is_tried_again_sooner_and_names_no_address(
    receiver: Receiver,
) -> None:
    clock = ManualClock(0.0)
    sign = pulse(receiver, clock, [])
    receiver.status = 500
    with pytest.raises(Transient, match="answered 500") as told:
        sign.beat()
    assert "secret" not in str(told.value)
    receiver.status = 200
    clock.advance(15.0)
    assert sign.beat()


def test_nobody_listens() -> None:
    sign = Pulse("http://127.0.0.1:9/secret", "GET", 60.0, ManualClock(0.0), lambda: "")
    with pytest.raises(Transient) as told:
        sign.beat()
    assert "secret" not in str(told.value)


def test_a_schedule_that_ticks_is_alive() -> None:
    clock = ManualClock(0.0)
    ticker = Ticker(clock)
    assert stands_still(ticker, clock, START) == "the schedule stands still"
    ticker.tick()
    assert stands_still(ticker, clock, START) == ""
    clock.advance(LATE + 1.0)
    assert stands_still(ticker, clock, START) == "the schedule stands still"


def test_a_schedule_that_cannot_start_work_is_not_alive() -> None:
    clock = ManualClock(0.0)
    ticker = Ticker(clock)

    def fail() -> None:
        raise OSError("no")

    ticker.add(START, 0.0, fail)
    ticker.tick()
    assert START in stands_still(ticker, clock, START)


def test_a_database_that_takes_no_writes_is_not_alive() -> None:
    clock = ManualClock(0.0)
    ticker = Ticker(clock, holds=lambda: "the database takes no writes")
    ticker.tick()
    assert stands_still(ticker, clock, START) == "the database takes no writes"
