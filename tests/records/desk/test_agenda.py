"""The agenda: what is due begins once, is asked for once, and is brought forward, never back."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from steersman.domain.work import Due
from steersman.records.desk.agenda import end_in, schedule
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import Request
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

LEAVER = Request(procedure="leaver", requester="hr")
HOUR = 3600.0


def plan(record: sa.Engine, work: str, at: float, after: int | None = None) -> None:
    with writing(record, "desk") as connection:
        schedule(connection, work, at, after=after)


def start(desk: Desk) -> list[str]:
    runs = [due.run for due in desk.agenda.due()]
    if runs:
        desk.agenda.started(runs)
    return runs


def test_the_longest_due_comes_first_and_no_more_than_asked_for(
    desk: Desk, noon: ManualClock
) -> None:
    late, early = (desk.work_items.submit(LEAVER, at=noon.now() - ago) for ago in (1, 9))
    assert [due.work for due in desk.agenda.due()] == [early, late]
    assert [due.work for due in desk.agenda.due(most=1)] == [early]


def test_a_run_that_was_begun_is_not_due_again(desk: Desk, number: str) -> None:
    assert start(desk) == [f"{number}#1"]
    assert desk.agenda.due() == []
    assert desk.agenda.next_due() is None


def test_two_who_ask_for_the_same_next_run_ask_once(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    start(desk)
    for _ in range(2):
        plan(record, number, noon.now(), after=1)
    assert desk.agenda.due() == [Due(f"{number}#2", number, 2)]


def test_a_run_is_due_at_its_time_and_not_before(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    start(desk)
    plan(record, number, noon.now() + HOUR, after=1)
    assert desk.agenda.next_due() == noon.now() + HOUR
    noon.advance(HOUR - 1)
    assert desk.agenda.due() == []
    noon.advance(1)
    assert start(desk) == [f"{number}#2"]


def test_waking_brings_the_next_run_forward(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    start(desk)
    plan(record, number, noon.now() + HOUR, after=1)
    desk.agenda.wake(number)
    assert start(desk) == [f"{number}#2"]


def test_waking_puts_nothing_back_that_is_due_already(
    desk: Desk, number: str, noon: ManualClock
) -> None:
    due_at = desk.agenda.next_due()
    noon.advance(HOUR)
    desk.agenda.wake(number)
    assert desk.agenda.next_due() == due_at


def test_many_who_wake_it_at_once_start_one_run(desk: Desk, number: str) -> None:
    start(desk)
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: desk.agenda.wake(number), range(16)))
    assert start(desk) == [f"{number}#2"]


def test_waking_one_leaves_the_others_alone(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    start(desk)
    plan(record, number, noon.now() + HOUR, after=1)
    later = desk.work_items.submit(LEAVER, at=noon.now() + HOUR)
    desk.agenda.wake(number)
    assert [due.work for due in desk.agenda.due()] == [number]
    desk.agenda.wake(later)
    assert {due.work for due in desk.agenda.due()} == {number, later}


@pytest.mark.parametrize("ended", [True, False])
def test_a_run_that_never_came_to_its_end_is_found(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock, ended: bool
) -> None:
    start(desk)
    if ended:
        with writing(record, "desk") as connection:
            end_in(connection, f"{number}#1", noon.now())
    noon.advance(60)
    assert desk.agenda.long_open(60) == [], "not longer ago than this"
    noon.advance(1)
    found = desk.agenda.long_open(60)
    assert found == ([] if ended else [Due(f"{number}#1", number, 1)])


def test_a_lost_run_is_begun_again_once(desk: Desk, number: str, noon: ManualClock) -> None:
    start(desk)
    noon.advance(61)
    (lost,) = desk.agenda.long_open(60)
    desk.agenda.begin_again(lost)
    desk.agenda.begin_again(lost)
    assert start(desk) == [f"{number}#2"]
    assert desk.agenda.long_open(60) == []
