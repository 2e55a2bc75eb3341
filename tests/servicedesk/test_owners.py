"""What a leaver answers for: asked of people together, and never handed over by itself."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.plan import Plan
from steersman.domain.sources import CONSOLE, Fields, Source
from steersman.domain.work import Status
from steersman.records.assets import Assets
from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.desk.work import WorkItems
from steersman.records.people import People
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.owners import OwnersParams, RequestOwners

BY, JOHN, ANN = "system:test", "per_john", "per_ann"


class Estate:
    """The record with what John owns."""

    def __init__(self, record: sa.Engine, clock: ManualClock) -> None:
        self.items, self.assets = ConfigurationItems(record, clock), Assets(record, clock)
        self.work_items = WorkItems(record, clock)
        self.owners = RequestOwners(record, self.work_items)
        self._source = Source(name=CONSOLE, recency=clock.now())
        for person in (JOHN, ANN):
            People(record, clock).add({}, by=BY, source=self._source, object_id=person)

    def owns(self, name: str, person: str = JOHN, **more: str) -> str:
        row: Fields = {"ci_class": "server", "name": name, "owner": person, **more}
        return self.items.add(row, by=BY).id

    def lends(self, tag: str, item: str) -> None:
        row: Fields = {"tag": tag, "state": "assigned", "assigned_to": JOHN, "ci_id": item}
        self.assets.add(row, by=BY, source=self._source)

    def plan(self, to: str = "") -> Plan:
        return self.owners.plan(OwnersParams(account=JOHN, to=to))

    def open(self) -> list[str]:
        return [row["summary"] for row in self.work_items.search(status=Status.NEW.value)]


@pytest.fixture
def estate(record: sa.Engine, noon: ManualClock) -> Estate:
    return Estate(record, noon)


def words(plan: Plan) -> list[str]:
    return [plan.called(change.attribute) for change in plan]


def test_every_thing_that_they_own_is_a_row_by_its_name(estate: Estate) -> None:
    web = estate.owns("web-1")
    estate.owns("db-1", criticality="1")
    estate.owns("mail-1", person=ANN)
    plan = estate.plan(ANN)
    assert words(plan) == ["new owner of db-1 (server)", "new owner of web-1 (server)"]
    assert [change.target for change in plan] == ["record:per_john"] * 2
    assert any(web in change.attribute for change in plan), "the id is what is decided on"
    assert plan.called(str(plan.changes[0].after)) == f"asked for; {ANN} is suggested"


def test_what_is_retired_and_what_they_give_back_needs_no_new_owner(estate: Estate) -> None:
    estate.owns("old-1", life_cycle_stage="end_of_life", life_cycle_status="retired")
    estate.lends("A1", estate.owns("lt-1"))
    assert estate.plan().changes == ()


def test_one_work_item_asks_for_all_of_them_and_no_owner_changes(estate: Estate) -> None:
    web = estate.owns("web-1")
    for name in ("db-1", "mail-1", "ns-1"):
        estate.owns(name)
    plan = estate.plan()
    estate.owners.apply(plan, key="k")
    estate.owners.apply(plan, key="again")
    told = "db-1 (server), mail-1 (server), ns-1 (server) and 1 more"
    assert estate.open() == [f"Name a new owner for {told}, which {JOHN} owns"]
    assert estate.owners.verify(plan)
    assert estate.items.get(web).owner == JOHN
    assert estate.plan().changes == (), "it is asked once"


def test_each_row_is_verified_by_itself(estate: Estate) -> None:
    estate.owns("web-1")
    estate.owns("db-1")
    plan = estate.plan()
    one = Plan(plan.capability, plan.changes[1:])
    assert not estate.owners.verify(one)
    estate.owners.apply(plan, key="k")
    assert estate.owners.verify(one)


def test_undo_withdraws_the_request_and_it_can_be_asked_again(estate: Estate) -> None:
    estate.owns("web-1")
    plan = estate.plan()
    estate.owners.apply(plan, key="k")
    estate.owners.undo(plan, key="k")
    assert estate.open() == []
    assert not estate.owners.verify(plan)
    assert estate.plan().changes == plan.changes


def test_a_thing_that_is_theirs_only_later_is_asked_for_too(estate: Estate) -> None:
    estate.owns("web-1")
    estate.owners.apply(estate.plan(), key="k")
    estate.owns("db-1")
    assert len(estate.plan().changes) == 2
