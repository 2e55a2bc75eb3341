"""Whose approvals count for a plan, out of everything that the record and the ledger keep."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.domain.plan import Change, Plan
from steersman.governor.approved import Approved
from steersman.governor.rehearsal import Rehearsal, Step
from steersman.records.desk.approvals import LASTS
from steersman.records.desk.desk import Desk
from steersman.records.desk.tables import approvals, decisions
from steersman.records.desk.work import Request
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

ROWS = tuple(Change(f"directory:{n}", "on", "yes", "no") for n in range(3))


def plan_of(*rows: Change, work: str = "REQ0000001", request: str = "r") -> Rehearsal:
    step = Step("access/1", Plan("account.disable@directory", rows))
    return Rehearsal(work=work, procedure="leaver", request=request, steps=(step,))


FULL, PART = plan_of(*ROWS), plan_of(*ROWS[:2])


@dataclass
class Book:
    """Approvals as they stand in the record, whoever may have let them in."""

    engine: sa.Engine
    ledger: Ledger
    clock: ManualClock

    def decided(self, rehearsal: Rehearsal, attempt: int = 1) -> None:
        run, now = f"{rehearsal.work}#{attempt}", self.clock.now()
        row = {"run": run, "work": rehearsal.work, "verdict": "HOLD", "digest": rehearsal.digest}
        with writing(self.engine, "desk") as connection:
            told = {"reasons": "[]", "needs": "[]", "at": now}
            connection.execute(sa.insert(decisions).values(**row, **told))
        opening = {"rehearsal": rehearsal.as_json()}
        self.ledger.record(Entry(f"{run}/decision", "decision", now, opening))

    def approved(self, person: str, rehearsal: Rehearsal, vouched_by: str = "") -> None:
        now = self.clock.now()
        row = {"digest": rehearsal.digest, "person": person, "vouched_by": vouched_by}
        row |= {"work": rehearsal.work, "reason": "", "channel": "api"}
        with writing(self.engine, "desk") as connection:
            when = {"given_at": now, "expires_at": now + LASTS}
            connection.execute(sa.insert(approvals).values(**row, **when, not_before=0.0))

    def count(self, rehearsal: Rehearsal) -> set[str]:
        return set(Approved(self.engine, self.ledger, rehearsal).by(self.clock.now()))


@pytest.fixture
def book(record: sa.Engine, noon: ManualClock) -> Iterator[Book]:
    work_items = Desk(record, noon).work_items
    for _ in range(2):
        work_items.submit(Request(procedure="leaver", requester="hr", subject="jane"))
    ledger = Ledger(record)
    yield Book(record, ledger, noon)
    ledger.close()


def test_a_yes_to_the_very_plan_counts_until_it_lapses(book: Book) -> None:
    book.approved("ann", FULL)
    assert book.count(FULL) == {"ann"}
    book.clock.advance(LASTS)
    assert book.count(FULL) == set()


def test_a_yes_to_more_counts_for_less_and_never_the_other_way_round(book: Book) -> None:
    book.decided(FULL, 1)
    book.decided(PART, 2)
    book.approved("ann", FULL)
    book.approved("bob", PART)
    assert book.count(PART) == {"ann", "bob"}
    assert book.count(FULL) == {"ann"}


def test_a_yes_to_a_plan_that_nobody_decided_about_counts_for_nothing_else(book: Book) -> None:
    book.approved("ann", FULL)
    assert book.count(PART) == set()


def test_a_yes_to_a_plan_whose_decision_the_ledger_does_not_hold_counts_for_nothing_else(
    book: Book,
) -> None:
    """Whoever writes into the table of decisions alone has approved nothing."""
    row = {"run": "REQ0000001#9", "work": FULL.work, "verdict": "HOLD", "digest": FULL.digest}
    with writing(book.engine, "desk") as connection:
        told = {"reasons": "[]", "needs": "[]", "at": 0.0}
        connection.execute(sa.insert(decisions).values(**row, **told))
    book.approved("ann", FULL)
    assert book.count(PART) == set()


@pytest.mark.parametrize("other", [{"request": "another"}, {"work": "REQ0000002"}])
def test_a_yes_to_another_request_or_another_work_item_does_not_count(
    book: Book, other: dict[str, Any]
) -> None:
    book.decided(FULL)
    book.approved("ann", FULL)
    assert book.count(replace(FULL, **other)) == set()


def test_two_tokens_of_one_maker_are_one_pair_of_eyes(book: Book) -> None:
    book.approved("ann", FULL, vouched_by="cid")
    book.clock.advance(1)
    book.approved("bob", FULL, vouched_by="cid")
    assert book.count(FULL) == {"ann"}, "the first who said so"
    book.approved("dan", FULL)
    assert book.count(FULL) == {"ann", "dan"}


def test_who_made_a_token_for_somebody_counts_once_beside_their_own_yes(book: Book) -> None:
    book.approved("cid", FULL)
    book.clock.advance(1)
    book.approved("ann", FULL, vouched_by="cid")
    assert book.count(FULL) == {"cid"}
