"""What counts as done without a person."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.desk.tables import approvals, questions, work_items
from steersman.records.desk.work import Request
from steersman.records.store import reading, writing
from steersman.servicedesk.alone import without_a_person
from tests.web.office import Office


def submitted(office: Office, procedure: str = "leaver") -> str:
    told = Request(procedure=procedure, requester="system:hr-feed")
    return office.steersman.desk.work_items.submit(told)


def alone(office: Office) -> list[str]:
    wanted = sa.select(work_items.c.number).where(without_a_person())
    with reading(office.steersman.store) as connection:
        return list(connection.scalars(wanted))


def answered(office: Office, number: str, by: str) -> None:
    row = dict.fromkeys(("step", "kind", "text", "system", "person", "candidates", "answer"), "x")
    row |= {"id": "Q1", "work": number, "answered_by": by}
    with writing(office.steersman.store, "desk") as connection:
        connection.execute(sa.insert(questions).values(**row, asked_at=0.0, answered_at=1.0))


def test_work_that_nobody_approved_or_answered_was_done_alone(each_office: Office) -> None:
    number = submitted(each_office)

    assert alone(each_office) == [number]


def test_one_approval_makes_it_somebody_s_work(each_office: Office) -> None:
    number = submitted(each_office)
    row = dict.fromkeys(("digest", "person", "vouched_by", "reason", "channel"), "x")
    times = {"given_at": 0.0, "expires_at": 0.0}
    with writing(each_office.steersman.store, "desk") as connection:
        connection.execute(sa.insert(approvals).values(**row, **times, work=number, not_before=0.0))

    assert alone(each_office) == []


@pytest.mark.parametrize(("by", "counts"), [("per_1", False), ("system:desk", True)])
def test_an_answer_counts_when_a_person_gave_it(office: Office, by: str, counts: bool) -> None:
    number = submitted(office)
    answered(office, number, by)

    assert (alone(office) == [number]) is counts


@pytest.mark.parametrize("procedure", ["manual", "undo"])
def test_what_people_do_or_take_back_is_none_of_it(office: Office, procedure: str) -> None:
    submitted(office, procedure)

    assert alone(office) == []
