"""Kill switches: which are asked about, who threw them, and what goes on after their release."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.work import Due, Status
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import Request, settle_in
from steersman.records.guard.switches import Switches, scopes_of, thrown_in
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

LEAVER = Request(procedure="leaver", requester="hr")
KEYS = ("account.disable@directory", "session.end@mail")


@pytest.fixture
def switches(record: sa.Engine, noon: ManualClock) -> Switches:
    return Switches(record, noon)


def thrown(switches: Switches) -> tuple[str, ...]:
    with switches.engine.connect() as connection:
        return thrown_in(connection, scopes_of(KEYS, "leaver"))


def test_a_plan_is_stopped_by_all_that_it_uses_and_nothing_else() -> None:
    assert scopes_of(KEYS, "leaver") == [
        "capability:account.disable",
        "capability:session.end",
        "everything",
        "procedure:leaver",
        "system:directory",
        "system:mail",
    ]
    assert scopes_of([]) == ["everything"]


def test_every_switch_that_stops_a_plan_is_named(switches: Switches) -> None:
    for scope in ("system:mail", "everything", "system:saas", "procedure:joiner"):
        switches.throw(scope, by="ann")
    assert thrown(switches) == ("everything", "system:mail")


def test_the_last_who_threw_a_switch_stands_beside_it(
    switches: Switches, noon: ManualClock
) -> None:
    switches.throw("everything", by="ann", reason="look")
    noon.advance(1)
    switches.throw("everything", by="bob", reason="look twice")
    (row,) = switches.thrown()
    assert (row["thrown_by"], row["reason"]) == ("bob", "look twice")
    assert row["thrown_at"] == noon.now()


def test_a_release_leaves_the_other_switches_thrown(switches: Switches) -> None:
    switches.throw("everything", by="ann")
    switches.throw("system:mail", by="ann")
    switches.release("everything")
    assert thrown(switches) == ("system:mail",)


def test_a_release_wakes_what_the_switch_held_and_nothing_else(
    switches: Switches, record: sa.Engine, noon: ManualClock
) -> None:
    desk = Desk(record, noon)
    ends = [
        (Status.HELD, "kill switch thrown: everything", True),
        (Status.INCOMPLETE, "kill switch 'everything' is thrown", True),
        (Status.HELD, "asked by mary: a second person must agree", False),
        (Status.CANCELED, "kill switch thrown: everything", False),
        (Status.DONE, "kill switch thrown: everything", False),
    ]
    woken = set()
    for status, reason, wakes in ends:
        number = desk.work_items.submit(LEAVER)
        desk.agenda.started([f"{number}#1"])
        with writing(record, "desk") as connection:
            due, now = Due(f"{number}#1", number, 1), noon.now()
            settle_in(connection, due, status, reasons=[reason], digest="", now=now)
        woken |= {number} if wakes else set()
    switches.throw("everything", by="ann")
    switches.release("everything")
    assert {due.work for due in desk.agenda.due()} == woken
