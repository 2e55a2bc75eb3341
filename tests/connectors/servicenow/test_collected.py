"""Two systems speak of the same estate: taken into one record by the collector."""

from __future__ import annotations

from company.services.servicenow_data import sys_id
from steersman.records.cmdb.collection import Outcome
from steersman.records.people import People
from tests.connectors.netbox import support as netbox
from tests.connectors.servicenow import support as servicenow
from tests.fixtures.collecting import Estate
from tests.fixtures.record import console


def somebody(people: People) -> None:
    for given, family in (("Ann", "Sato"), ("Bo", "Berg")):
        mail = f"{given}.{family}@example.test".lower()
        facts = {"given_name": given, "family_name": family, "mail": mail}
        people.add(facts, by="test", source=console())


def test_a_server_that_both_know_is_one_item(estate: Estate, people: People) -> None:
    somebody(people)
    with netbox.running() as place:
        documented = place.collect(classes={"patch-panel": ""})
    with servicenow.running() as place_too:
        known = place_too.collect()
    first = estate.take(documented, "netbox")
    second = estate.take(known, "servicenow")
    assert (first.outcome, first.left_out) == (Outcome.READ, ())
    assert (second.outcome, second.left_out) == (Outcome.READ, ())
    web = estate.cmdb.one("web-1")  # exactly one is called so
    assert web["warranty_ends_on"] == "2027-05-01"  # only ServiceNow knows
    assert web["mac_address"] == "00:00:5E:00:53:01"  # only NetBox knows
    edges = estate.cmdb.edges()
    assert ("Shop", "depends_on", "web-1") in edges
    assert ("web-1", "located_in", "R01") in edges


def test_listing_the_same_again_changes_nothing(estate: Estate, people: People) -> None:
    somebody(people)
    with servicenow.running() as place:
        estate.take(place.collect(), "servicenow")
        again = estate.take(place.collect(), "servicenow")
    assert (again.counts["created"], again.counts["updated"]) == (0, 0)
    assert again.counts["unchanged"] == 5


def test_items_that_rights_hide_are_not_missed(estate: Estate, people: People) -> None:
    somebody(people)
    with servicenow.running() as place:
        estate.take(place.collect(), "servicenow")
        place.instance.hidden = {sys_id(n) for n in range(21, 24)}
        found = estate.take(place.collect(), "servicenow")
    assert found.outcome is Outcome.PARTIAL
    assert not found.complete
    assert found.counts["missing"] == 0
    assert ("web-1", "depends_on", "sw-1") in estate.cmdb.edges()
