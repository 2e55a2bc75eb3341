"""Who is alive, and whose runs somebody else must finish."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.guard.clearance import Fenced
from steersman.records.guard.workers import Workers
from steersman.runtime.clock import ManualClock


@pytest.fixture
def workers(record: sa.Engine, noon: ManualClock) -> Workers:
    return Workers(record, noon)


def test_a_worker_that_beats_is_not_dead(workers: Workers, noon: ManualClock) -> None:
    epoch = workers.enlist("w1")
    noon.advance(9)
    workers.beat("w1", epoch)
    noon.advance(9)
    assert workers.claim_dead(10) == []


def test_a_dead_worker_is_claimed_once(workers: Workers, noon: ManualClock) -> None:
    epoch = workers.enlist("w1")
    noon.advance(11)
    assert workers.claim_dead(10) == ["w1"]
    assert workers.claim_dead(10) == []
    with pytest.raises(Fenced):
        workers.beat("w1", epoch)


def test_a_claim_that_came_to_nothing_lapses(workers: Workers, noon: ManualClock) -> None:
    workers.enlist("w1")
    noon.advance(11)
    workers.claim_dead(10)
    noon.advance(11)
    assert workers.claim_dead(10) == ["w1"]


def test_a_swept_worker_is_done_with(workers: Workers, noon: ManualClock) -> None:
    workers.enlist("w1")
    noon.advance(11)
    workers.claim_dead(10)
    workers.swept("w1")
    noon.advance(99)
    assert workers.claim_dead(10) == []


def test_a_worker_that_left_in_good_order_is_not_taken_over(
    workers: Workers, noon: ManualClock
) -> None:
    workers.leave("w1", workers.enlist("w1"))
    noon.advance(99)
    assert workers.claim_dead(10) == []


def test_an_old_process_cannot_sign_the_new_one_off(workers: Workers, noon: ManualClock) -> None:
    old = workers.enlist("w1")
    new = workers.enlist("w1")
    workers.leave("w1", old)
    workers.beat("w1", new)
