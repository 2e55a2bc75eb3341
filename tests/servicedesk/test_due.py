"""What has come due opens one work item, whoever finds it due and however often.

What follows in the governor is told in ``tests/governor/test_obligations.py``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.domain.work import Kind
from steersman.records.desk.desk import Desk
from steersman.records.desk.obligations import Obligation, Obligations, Obliged
from steersman.records.desk.work import MANUAL, Request
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.due import REQUESTER, DueObligations

STARTS = {"procedure": "leaver_final", "subject": "jane", "successor": "mary"}


@pytest.fixture
def desk(record: sa.Engine, noon: ManualClock) -> Desk:
    return Desk(record, noon)


@pytest.fixture
def due(record: sa.Engine, desk: Desk, noon: ManualClock) -> DueObligations:
    return DueObligations(record, desk, noon)


@pytest.fixture
def promise(desk: Desk, noon: ManualClock) -> Obligation:
    """Due now: the accounts of Jane, who left by automated work, are to be deleted."""
    asked = Request(procedure="leaver", requester="system:hr-feed", subject="jane", depth=1)
    number = desk.work_items.submit(asked, at=noon.now() + 9e9)
    owed = Obligation(
        id=f"{number}/accounts_deleted",
        work=number,
        kind="start_work",
        text="Delete the accounts",
        due_at=noon.now(),
        starts=STARTS,
    )
    desk.obligations.owe(owed)
    return owed


def test_a_promise_begins_as_a_change_with_its_input_and_its_cause(
    desk: Desk, due: DueObligations, promise: Obligation
) -> None:
    (number,) = due.settle()
    work = desk.work_items.work(number)
    assert (work.kind, work.procedure, work.requester) == (Kind.CHANGE, "leaver_final", REQUESTER)
    assert (work.subject, work.params) == ("jane", {"successor": "mary"})
    assert (work.caused_by, work.depth) == (promise.work, 2), "one automated cause deeper"
    assert [run.work for run in desk.agenda.due()] == [number]


def test_what_was_missed_is_told_to_people_and_starts_nothing(
    desk: Desk, due: DueObligations, promise: Obligation
) -> None:
    desk.obligations.close(promise.id, Obliged.MET)
    desk.obligations.owe(replace(promise, id="clock", text="Close every access", starts=None))
    (number,) = due.settle()
    work = desk.work_items.work(number)
    assert (work.kind, work.procedure) == (Kind.INCIDENT, MANUAL)
    assert work.summary == f"Overdue: Close every access ({promise.work})"
    assert work.caused_by == promise.work
    assert desk.agenda.due() == []
    assert due.settle() == [], "told once"


def test_many_workers_that_find_it_due_at_once_open_one_work_item(
    desk: Desk, due: DueObligations, promise: Obligation
) -> None:
    with ThreadPoolExecutor(6) as pool:
        opened = [
            number for found in pool.map(lambda _: due.settle(), range(6)) for number in found
        ]
    assert len(opened) == 1
    assert len(desk.work_items.search()) == 2, "the leaver, and what followed from it"


class SettledElsewhere(Obligations):
    """Another worker is quicker: whatever is found due has been settled right afterwards."""

    def due(self) -> list[Obligation]:
        found = super().due()
        for obligation in found:
            self.close(obligation.id, Obliged.DROPPED)
        return found


def test_what_was_settled_after_it_was_found_due_opens_nothing(
    desk: Desk, due: DueObligations, promise: Obligation
) -> None:
    desk.obligations = SettledElsewhere(desk.obligations.engine, desk.obligations.clock)
    assert due.settle() == []
    assert [row["number"] for row in desk.work_items.search()] == [promise.work]


def test_nothing_begins_before_its_time(
    desk: Desk, due: DueObligations, promise: Obligation, noon: ManualClock
) -> None:
    desk.obligations.owe(replace(promise, id="later", due_at=noon.now() + 1))
    assert len(due.settle()) == 1
    assert due.settle() == []
    noon.advance(1)
    assert len(due.settle()) == 1
