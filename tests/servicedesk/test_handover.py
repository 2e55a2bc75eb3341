"""What a leaver hands over in our own record, and what of it is left alone.

That each capability keeps the contract is shown in ``tests/conformance``.
"""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.domain.plan import Plan
from steersman.domain.sources import CONSOLE, Source, Value
from steersman.domain.work import Status
from steersman.records.assets import Assets
from steersman.records.desk.work import MANUAL, WorkItems
from steersman.records.ledger.ledger import Ledger
from steersman.records.on_call import OnCallBook, OnCallRota, Schedules
from steersman.records.permissions.rules import Rules
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.handover import Person, RequestReturn, WithdrawRoles
from steersman.servicedesk.on_call.handing_over import HandOverOnCall, PersonTo

HOUR, BY = 3600.0, "system:test"
JOHN, ANN, BOB = "per_john", "per_ann", "per_bob"


class Own:
    """The record with a leaver, John, and what may be done with what he holds."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.clock, self.rota, self.rules = clock, OnCallRota(record, clock), Rules(record, clock)
        self.assets, self.work_items = Assets(record, clock), WorkItems(record, clock)
        self.schedules = Schedules(record, clock, Ledger(record))
        self.book = OnCallBook(record, clock, self.schedules, self.rota)
        self.on_call = HandOverOnCall(self.book, clock)
        self.roles = WithdrawRoles(self.rules)
        self.devices = RequestReturn(self.assets, self.work_items)

    def shift(self, starts: float, ends: float, person: str = JOHN) -> str:
        now = self.clock.now()
        row: dict[str, Value] = {"service": "trading", "person": person}
        row |= {"starts": now + starts * HOUR, "ends": now + ends * HOUR}
        return self.rota.add(row, by=BY, source=self.source()).id

    def laptop(self, tag: str, person: str = JOHN) -> None:
        row: dict[str, Value] = {"tag": tag, "model": "X1", "state": "assigned"}
        self.assets.add({**row, "assigned_to": person}, by=BY, source=self.source())

    def source(self) -> Source:
        return Source(name=CONSOLE, recency=self.clock.now())

    def asked_for(self) -> list[str]:
        return [row["summary"] for row in self.work_items.search(status=Status.NEW.value)]


@pytest.fixture
def own(tmp_path: Path, record: sa.Engine, noon: ManualClock) -> Own:
    return Own(record, noon)


TO_ANN = PersonTo(account=JOHN, to=ANN)


def test_running_and_coming_shifts_go_to_the_successor_and_past_ones_stay(own: Own) -> None:
    past, running, coming = own.shift(-2, 0), own.shift(-1, 1), own.shift(1, 2)
    others = own.shift(1, 2, BOB)
    plan = own.on_call.plan(TO_ANN)
    assert plan.targets == {f"record:{running}", f"record:{coming}"}
    own.on_call.apply(Plan(plan.capability, plan.changes[:1]), key="k")
    assert not own.on_call.verify(plan), "one of the two still has its old holder"
    own.on_call.apply(plan, key="k")
    holders = {shift: own.rota.get(shift).person for shift in (past, running, coming, others)}
    assert holders == {past: JOHN, running: ANN, coming: ANN, others: BOB}


@pytest.mark.parametrize("step", ["apply", "undo"])
def test_a_shift_that_somebody_else_took_meanwhile_is_left_to_them(own: Own, step: str) -> None:
    shift = own.shift(1, 2)
    plan = own.on_call.plan(TO_ANN)
    if step == "undo":
        own.on_call.apply(plan, key="k")
    own.clock.advance(1)
    own.rota.change(shift, {"person": BOB}, by=BY, source=own.source())
    own.clock.advance(1)
    if step == "apply":
        own.on_call.apply(plan, key="k")
        assert not own.on_call.verify(plan), "and it is not told as handed over"
    else:
        own.on_call.undo(plan, key="k")
    assert own.rota.get(shift).person == BOB


def test_every_role_goes_and_only_those_come_back_that_were_taken(own: Own) -> None:
    for role in ("approver", "hr"):
        own.rules.assign(JOHN, role, by=BY)
    own.rules.assign(ANN, "approver", by=BY)
    plan = own.roles.plan(Person(account=JOHN))
    assert [change.before for change in plan] == ["approver", "hr"]
    own.roles.apply(plan, key="k")
    assert own.rules.roles_of(JOHN) == frozenset()
    assert own.rules.roles_of(ANN) == {"approver"}
    own.roles.undo(plan, key="k")
    assert own.rules.roles_of(JOHN) == {"approver", "hr"}


def test_one_role_that_stays_is_noticed(own: Own) -> None:
    for role in ("approver", "hr"):
        own.rules.assign(JOHN, role, by=BY)
    plan = own.roles.plan(Person(account=JOHN))
    own.rules.withdraw(JOHN, "hr", by=BY)
    assert not own.roles.verify(plan)
    own.rules.withdraw(JOHN, "approver", by=BY)
    assert own.roles.verify(plan)


def test_each_device_of_the_leaver_is_asked_for_once_by_work_for_people(own: Own) -> None:
    own.laptop("LT-1")
    own.laptop("PH-1")
    own.laptop("LT-9", ANN)
    plan = own.devices.plan(Person(account=JOHN))
    for _ in range(2):
        own.devices.apply(plan, key="k")
    assert sorted(own.asked_for()) == [
        "Collect the device: return of LT-1 (X1)",
        "Collect the device: return of PH-1 (X1)",
    ]
    opened = own.work_items.search()
    assert {row["procedure"] for row in opened} == {MANUAL}
    assert {row["subject"] for row in opened} == {JOHN}


def test_a_device_that_is_found_later_is_asked_for_as_well(own: Own) -> None:
    own.laptop("LT-1")
    own.devices.apply(own.devices.plan(Person(account=JOHN)), key="k")
    own.laptop("PH-1")
    (row,) = own.devices.plan(Person(account=JOHN))
    assert row.attribute == "return of PH-1 (X1)"


def test_one_device_that_nobody_asked_for_is_noticed(own: Own) -> None:
    own.laptop("LT-1")
    own.laptop("PH-1")
    plan = own.devices.plan(Person(account=JOHN))
    own.devices.apply(Plan(plan.capability, plan.changes[:1]), key="k")
    assert not own.devices.verify(plan)


def test_taking_it_back_cancels_what_was_asked_and_it_may_be_asked_again(own: Own) -> None:
    own.laptop("LT-1")
    plan = own.devices.plan(Person(account=JOHN))
    own.devices.undo(plan, key="k")
    own.devices.apply(plan, key="k")
    own.devices.undo(plan, key="k")
    assert own.asked_for() == []
    assert own.devices.plan(Person(account=JOHN)) == plan
