"""Obligations: owed once, due at their time, closed once; one that is overdue can still be met."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
import sqlalchemy as sa

from steersman.records.desk.desk import Desk
from steersman.records.desk.obligations import Obligation, Obliged, drop_in, is_open_in
from steersman.records.desk.work import Request
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock


@pytest.fixture
def owed(desk: Desk, number: str, noon: ManualClock) -> Obligation:
    """Every access must be closed within 15 minutes."""
    clock = Obligation(
        id=f"{number}/access_closed",
        work=number,
        kind="access_closed",
        text="Close every access",
        due_at=noon.now() + 900,
    )
    desk.obligations.owe(clock)
    return clock


def state(desk: Desk, owed: Obligation) -> Obliged:
    (row,) = [row for row in desk.obligations.of(owed.work) if row["id"] == owed.id]
    return Obliged(row["state"])


def test_it_is_due_at_its_time_and_not_before(
    desk: Desk, owed: Obligation, noon: ManualClock
) -> None:
    noon.advance(899)
    assert desk.obligations.due() == []
    noon.advance(1)
    assert desk.obligations.due() == [owed]


def test_what_it_starts_reads_back(desk: Desk, number: str, noon: ManualClock) -> None:
    starts = {"procedure": "leaver_final", "subject": "jane"}
    promised = Obligation(
        id="x", work=number, kind="start_work", text="t", due_at=noon.now(), starts=starts
    )
    desk.obligations.owe(promised)
    assert desk.obligations.due() == [promised]


def test_the_longest_due_comes_first(desk: Desk, owed: Obligation, noon: ManualClock) -> None:
    earlier = replace(owed, id="earlier", due_at=owed.due_at - 1)
    desk.obligations.owe(earlier)
    noon.advance(900)
    assert desk.obligations.due() == [earlier, owed]


def test_owing_the_same_twice_keeps_the_first(
    desk: Desk, owed: Obligation, noon: ManualClock
) -> None:
    desk.obligations.owe(replace(owed, due_at=owed.due_at + 900, text="later"))
    noon.advance(900)
    assert desk.obligations.due() == [owed]


def test_what_is_closed_stays_closed(desk: Desk, owed: Obligation, noon: ManualClock) -> None:
    finals = (Obliged.MET, Obliged.STARTED, Obliged.DROPPED)
    for final in finals:
        desk.obligations.owe(replace(owed, id=final.value))
        desk.obligations.close(final.value, final)
    closed = desk.obligations.of(owed.work)
    noon.advance(1)
    for final, then in product(finals, Obliged):
        desk.obligations.close(final.value, then)
    assert desk.obligations.of(owed.work) == closed


def test_one_that_is_overdue_is_told_once_and_can_still_be_met(
    desk: Desk, owed: Obligation, noon: ManualClock
) -> None:
    noon.advance(900)
    desk.obligations.close(owed.id, Obliged.OVERDUE)
    assert desk.obligations.due() == []
    desk.obligations.close(owed.id, Obliged.MET)
    assert state(desk, owed) is Obliged.MET


def test_nothing_is_owed_any_more_for_work_that_was_dropped(
    desk: Desk, owed: Obligation, record: sa.Engine, noon: ManualClock
) -> None:
    late, met = replace(owed, id="late"), replace(owed, id="met")
    another = desk.work_items.submit(Request(procedure="leaver", requester="hr"))
    others = replace(owed, id="others", work=another)
    for each in (late, met, others):
        desk.obligations.owe(each)
    desk.obligations.close(late.id, Obliged.OVERDUE)
    desk.obligations.close(met.id, Obliged.MET)
    with writing(record, "desk") as connection:
        drop_in(connection, owed.work, noon.now())
    assert state(desk, owed) is Obliged.DROPPED
    assert state(desk, late) is Obliged.DROPPED
    assert state(desk, met) is Obliged.MET, "what was kept stays kept"
    assert state(desk, others) is Obliged.OPEN, "another work item's"


def test_only_an_open_one_may_be_settled(desk: Desk, owed: Obligation, record: sa.Engine) -> None:
    def is_open() -> bool:
        with record.connect() as connection:
            return is_open_in(connection, owed.id)

    assert is_open()
    for closed in (Obliged.OVERDUE, Obliged.MET):
        desk.obligations.close(owed.id, closed)
        assert not is_open()
