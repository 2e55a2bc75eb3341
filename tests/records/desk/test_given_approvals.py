"""Approvals as they are kept: one person once, until they lapse, and not after a no.

Who may approve what, and what follows from it, is told in ``tests/governor/test_approvals.py``.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent
from steersman.domain.work import Due, Status
from steersman.records.desk.approvals import LASTS, given_in
from steersman.records.desk.desk import Desk
from steersman.records.desk.tables import decisions
from steersman.records.desk.work import Request, settle_in
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

PLAN = "a" * 64


def decide(record: sa.Engine, work: str, attempt: int, verdict: str, at: float, count: int) -> None:
    row = {"run": f"{work}#{attempt}", "work": work, "verdict": verdict, "digest": PLAN, "at": at}
    needs = canonical([{"count": count, "role": "approver"}])
    with writing(record, "desk") as connection:
        connection.execute(sa.insert(decisions).values(**row, reasons="[]", needs=needs))


@pytest.fixture
def held(desk: Desk, number: str, record: sa.Engine, noon: ManualClock) -> str:
    """The first run asked people about its plan."""
    desk.agenda.started([f"{number}#1"])
    with writing(record, "desk") as connection:
        due, now = Due(f"{number}#1", number, 1), noon.now()
        settle_in(connection, due, Status.HELD, reasons=[], digest=PLAN, now=now)
    decide(record, number, 1, "HOLD", noon.now(), 1)
    return number


def in_force(record: sa.Engine, work: str, noon: ManualClock) -> list[tuple[str, str]]:
    with record.connect() as connection:
        return [(each.person, each.digest) for each in given_in(connection, work, noon.now())]


def test_an_approval_is_kept_as_it_was_given_and_starts_the_next_run(
    desk: Desk, held: str, noon: ManualClock
) -> None:
    desk.approvals.approve(held, PLAN, by="ann", reason="seen", channel="mail")
    (given,) = desk.approvals.given(PLAN)
    assert (given["person"], given["reason"], given["channel"]) == ("ann", "seen", "mail")
    assert given["expires_at"] == given["given_at"] + LASTS == noon.now() + LASTS
    assert [due.run for due in desk.agenda.due()] == [f"{held}#2"]


def test_the_same_person_at_the_same_moment_is_one_approval(desk: Desk, held: str) -> None:
    with ThreadPoolExecutor(8) as pool:
        new = list(pool.map(lambda _: desk.approvals.approve(held, PLAN, by="ann"), range(8)))
    assert sorted(new) == [False] * 7 + [True]
    assert len(desk.approvals.given(PLAN)) == 1
    assert len(desk.agenda.due()) == 1


def test_an_approval_counts_until_the_second_in_which_it_lapses(
    desk: Desk, held: str, record: sa.Engine, noon: ManualClock
) -> None:
    desk.approvals.approve(held, PLAN, by="ann")
    noon.advance(LASTS - 1)
    assert in_force(record, held, noon) == [("ann", PLAN)]
    assert not desk.approvals.approve(held, PLAN, by="ann"), "nothing new yet"
    noon.advance(1)
    assert in_force(record, held, noon) == []
    assert desk.approvals.approve(held, PLAN, by="ann")
    assert in_force(record, held, noon) == [("ann", PLAN)]


def test_an_approval_of_one_work_item_is_none_of_another(
    desk: Desk, held: str, record: sa.Engine, noon: ManualClock
) -> None:
    desk.approvals.approve(held, PLAN, by="ann")
    assert in_force(record, "REQ0000009", noon) == []


def test_of_a_yes_and_a_no_at_the_same_moment_the_no_stands(desk: Desk, held: str) -> None:
    def say(yes: bool) -> str:
        try:
            if yes:
                desk.approvals.approve(held, PLAN, by="ann")
            else:
                desk.approvals.refuse(held, PLAN, by="bob", reason="she stays")
        except Permanent as refused:
            return str(refused)
        return ""

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(say, [True, False]))
    assert told[1] == ""
    assert told[0] in ("", f"{held} is canceled: there is nothing to approve")
    assert desk.work_items.standing(held).status is Status.CANCELED
    assert desk.agenda.due() == [], "no run is left that could act on the yes"


def test_the_no_says_who_said_it_and_why(desk: Desk, held: str, noon: ManualClock) -> None:
    noon.advance(5)
    desk.approvals.refuse(held, PLAN, by="bob", reason="she stays")
    standing = desk.work_items.standing(held)
    assert standing.reasons == ("refused by bob: she stays",)
    assert standing.settled_at == noon.now()


def test_what_is_being_carried_out_is_answered_no_more_until_it_has_ended(
    desk: Desk, held: str, record: sa.Engine, noon: ManualClock
) -> None:
    decide(record, held, 2, "ALLOW", noon.now(), 0)
    for answer in (desk.approvals.approve, desk.approvals.refuse):
        with pytest.raises(Permanent, match="is being carried out"):
            answer(held, PLAN, by="ann", reason="x")
    ledger = Ledger(record)
    ledger.record(Entry(f"{held}#2/end", "end", noon.now(), {}))
    ledger.close()
    assert desk.approvals.approve(held, PLAN, by="ann")


def test_other_work_that_is_being_carried_out_is_in_nobody_s_way(
    desk: Desk, held: str, record: sa.Engine, noon: ManualClock
) -> None:
    other = desk.work_items.submit(Request(procedure="leaver", requester="hr", subject="bob"))
    decide(record, other, 1, "ALLOW", noon.now(), 0)
    assert desk.approvals.approve(held, PLAN, by="ann")


def test_the_last_decision_says_who_is_needed(
    desk: Desk, held: str, record: sa.Engine, noon: ManualClock
) -> None:
    """Also when several came in the same moment: the tenth run follows the ninth."""
    for attempt in (10, 2, 9):
        decide(record, held, attempt, "HOLD", noon.now(), attempt)
    assert desk.approvals.needed(held) == [{"count": 10, "role": "approver"}]
    decide(record, held, 3, "HOLD", noon.now() + 1, 3)
    assert desk.approvals.needed(held) == [{"count": 3, "role": "approver"}]


def test_nobody_is_needed_for_what_nobody_decided_about(desk: Desk, number: str) -> None:
    assert desk.approvals.needed(number) == []


def test_an_unknown_work_item_is_named(desk: Desk) -> None:
    with pytest.raises(Permanent, match="there is no work item REQ9"):
        desk.approvals.approve("REQ9", PLAN, by="ann")
