"""Systems are asked when it is time, by one worker, and a failure of one is its own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest

from steersman.capabilities.inventory import Inventory
from steersman.domain.errors import Permanent, Transient
from steersman.records.cmdb.collection import Outcome
from steersman.records.ledger.ledger import Ledger
from steersman.servicedesk.collecting import Changed, Collecting
from tests.fixtures.collecting import Estate, Lists, server, servers, whole

ANNA = "person:anna"


@dataclass
class Office:
    estate: Estate
    ledger: Ledger
    netbox: Lists = field(default_factory=lambda: Lists(whole(*servers(1, 2))))
    prometheus: Lists = field(default_factory=lambda: Lists(whole(server("p1", "db-1"))))

    @property
    def collecting(self) -> Collecting:
        """As another worker would have it: nothing is kept in memory."""
        sources = {"netbox": self.netbox, "prometheus": self.prometheus}
        return Collecting(self.estate.cmdb.engine, self.estate.cmdb.clock, self.ledger, sources)

    def names(self) -> list[object]:
        return [item["name"] for item in self.estate.cmdb.items()]


@pytest.fixture
def office(estate: Estate) -> Iterator[Office]:
    ledger = Ledger(estate.cmdb.engine)
    yield Office(estate, ledger)
    ledger.close()


def test_what_is_due_is_collected_once_for_all_workers(office: Office) -> None:
    first = office.collecting.collect_due("netbox", 3600)
    assert first is not None
    assert first.outcome is Outcome.READ
    assert office.collecting.collect_due("netbox", 3600) is None
    office.estate.cmdb.clock.pause(3600)
    assert office.collecting.collect_due("netbox", 3600) is not None
    assert office.netbox.asked == 2


def test_a_look_asks_the_system_and_writes_nothing(office: Office) -> None:
    assert office.collecting.look("netbox").counts["created"] == 2
    assert office.names() == []
    assert office.estate.states() == []


@pytest.mark.parametrize(
    ("problem", "why"),
    [
        (Transient("netbox does not answer"), "does not answer"),
        (Permanent("the token is wrong"), "token is wrong"),
        (KeyError("s3cret"), "KeyError in its connector"),
    ],
    ids=["silent", "refused", "defect"],
)
def test_a_system_that_fails_is_told_and_does_not_hold_up_another(
    office: Office, problem: Exception, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    office.netbox.answer = problem
    for system in ("netbox", "prometheus"):
        office.collecting.collect_due(system, 3600)
    assert office.names() == ["db-1"]
    assert next(iter(office.collecting.faults.values())).startswith("netbox: ")
    (netbox, _) = office.estate.states()
    assert netbox.found is not None
    assert why in netbox.found.detail
    assert "s3cret" not in netbox.found.detail + caplog.text


def test_a_failure_is_forgotten_once_the_system_answers(office: Office) -> None:
    office.netbox.answer, answer = Transient("silent"), office.netbox.answer
    office.collecting.collect("netbox", by=ANNA)
    office.netbox.answer = answer
    office.collecting.collect("netbox", by=ANNA)
    assert office.collecting.faults == {}


def test_a_source_that_shrank_stands_among_the_faults(office: Office) -> None:
    office.netbox.answer = whole(*servers(*range(20)))
    office.collecting.collect("netbox", by=ANNA)
    office.netbox.answer = whole(*servers(1))
    office.collecting.collect("netbox", by=ANNA)
    assert list(office.collecting.faults) == ["collect inventories"]


def test_what_was_shown_is_done(office: Office) -> None:
    shown = office.collecting.look("netbox").digest
    found = office.collecting.collect("netbox", by=ANNA, digest=shown)
    assert found.counts["created"] == 2


def test_what_is_not_what_was_shown_is_not_done(office: Office) -> None:
    shown = office.collecting.look("netbox").digest
    office.netbox.answer = whole(*servers(1, 2, 3))
    with pytest.raises(Changed, match="look again"):
        office.collecting.collect("netbox", by=ANNA, digest=shown)
    assert office.names() == []
    assert office.collecting.collect("netbox", by=ANNA).outcome is Outcome.READ


def test_what_is_missing_is_accepted_only_as_it_was_shown(office: Office) -> None:
    office.netbox.answer = whole(*servers(*range(20)))
    office.collecting.collect("netbox", by=ANNA)
    office.netbox.answer = whole(*servers(*range(9)))
    with pytest.raises(Permanent, match="dry-run first"):
        office.collecting.collect("netbox", by=ANNA, accepted=True)
    shown = office.collecting.look("netbox", accepted=True).digest
    found = office.collecting.collect("netbox", by=ANNA, digest=shown, accepted=True)
    assert (found.outcome, found.counts["missing"]) == (Outcome.READ, 11)
    assert office.collecting.faults == {}


def test_two_people_cannot_collect_one_system_at_once(office: Office) -> None:
    began, may_end = threading.Event(), threading.Event()

    class Slow:
        def collect(self) -> Inventory:
            began.set()
            assert may_end.wait(30)
            return whole(*servers(1))

    cmdb = office.estate.cmdb
    collecting = Collecting(cmdb.engine, cmdb.clock, office.ledger, {"slow": Slow()})
    one = threading.Thread(target=collecting.collect, args=("slow",), kwargs={"by": ANNA})
    one.start()
    assert began.wait(30)
    with pytest.raises(Transient, match="right now"):
        collecting.collect("slow", by="person:ben")
    may_end.set()
    one.join()
    assert office.names() == ["web-1"]


def test_a_collection_stands_in_the_ledger_with_who_and_what(office: Office) -> None:
    office.collecting.collect("netbox", by=ANNA)
    (entry,) = office.ledger.entries(kind="import")
    assert (entry.body["by"], entry.body["source"], entry.body["created"]) == (ANNA, "netbox", 2)


def test_a_recurring_collection_that_changes_nothing_leaves_no_entry(office: Office) -> None:
    for _ in range(3):
        office.collecting.collect_due("netbox", 60)
        office.estate.cmdb.clock.pause(60)
    assert len(list(office.ledger.entries(kind="import"))) == 1


def test_a_system_without_an_inventory_is_named_beside_those_that_have_one(
    office: Office,
) -> None:
    with pytest.raises(Permanent, match="netbox, prometheus"):
        office.collecting.collect("mail", by=ANNA)
