"""What a run leaves behind: evidence once, notices once, and nothing of work that has ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.domain.work import Due, Question, Status
from steersman.records.desk.agenda import schedule
from steersman.records.desk.closing import stop_in
from steersman.records.desk.desk import Desk
from steersman.records.desk.evidence import Evidence, of_kind, write_in
from steersman.records.desk.obligations import Obligation
from steersman.records.desk.outbox import announce_in
from steersman.records.desk.questions import ask_in
from steersman.records.desk.work import Request
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

FACT = Evidence(
    id="REQ1#1/s/outcome",
    kind="action_verified",
    capability="account.disable@directory",
    scope="procedure:leaver",
    work="REQ1",
    at=100.0,
    body={"status": "done"},
)


def write(record: sa.Engine, *rows: Evidence) -> None:
    with writing(record, "desk") as connection:
        write_in(connection, rows)


def announce(record: sa.Engine, work: str, attempt: int, status: Status, at: float) -> None:
    with writing(record, "desk") as connection:
        due = Due(f"{work}#{attempt}", work, attempt)
        announce_in(connection, due, status, "d" * 64, at)


def test_evidence_is_kept_once_and_never_written_over(record: sa.Engine) -> None:
    write(record, FACT)
    write(record, replace(FACT, body={"status": "failed"}), replace(FACT, id="other"))
    kept = of_kind(record, "action_verified")
    assert {row["id"]: row["body"] for row in kept} == {
        FACT.id: '{"status":"done"}',
        "other": '{"status":"done"}',
    }


def test_evidence_is_read_by_kind_and_time_the_newest_first(record: sa.Engine) -> None:
    write(record, *(replace(FACT, id=str(at), at=at) for at in (100.0, 300.0, 200.0)))
    write(record, replace(FACT, id="other", kind="undone"))
    assert [row["at"] for row in of_kind(record, FACT.kind)] == [300.0, 200.0, 100.0]
    assert [row["at"] for row in of_kind(record, FACT.kind, since=200.0)] == [300.0, 200.0]
    assert [row["at"] for row in of_kind(record, FACT.kind, limit=1)] == [300.0]


def test_people_are_told_once_of_what_needs_them(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    for attempt, status in enumerate(Status):
        announce(record, number, attempt, status, noon.now() + attempt)
        announce(record, number, attempt, status, noon.now() + attempt)
    told = [row["status"] for row in desk.outbox.waiting()]
    assert told == ["held", "refused", "incomplete"]
    assert len(desk.outbox.waiting(most=2)) == 2


def test_what_was_sent_waits_no_more_also_when_its_run_ends_again(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    announce(record, number, 1, Status.HELD, noon.now())
    desk.outbox.sent(f"{number}#1", "to ann")
    announce(record, number, 1, Status.HELD, noon.now())
    assert desk.outbox.waiting() == []


@pytest.mark.parametrize("begun", [True, False])
def test_stopping_work_leaves_no_run_no_debt_and_no_question(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock, begun: bool
) -> None:
    """But for a run that was begun: the engine has it, and it will ask whether it may."""
    another = desk.work_items.submit(Request(procedure="leaver", requester="hr"))
    if begun:
        desk.agenda.started([f"{number}#1"])
    for work in (number, another):
        owed = Obligation(id=work, work=work, kind="k", text="t", due_at=noon.now())
        desk.obligations.owe(owed)
    with writing(record, "desk") as connection:
        schedule(connection, number, noon.now() + 60)
        for work in (number, another):
            ask_in(connection, work, [Question(step="s", text="?")], noon.now())
        stop_in(connection, number, noon.now())
    noon.advance(61)
    assert [due.work for due in desk.agenda.due()] == [another]
    assert [owed.work for owed in desk.obligations.due()] == [another]
    assert [question["work"] for question in desk.questions.open()] == [another]
    assert [lost.work for lost in desk.agenda.long_open(60)] == [number] * begun
