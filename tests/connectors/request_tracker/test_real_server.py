"""Assets of a real Request Tracker as items and relations of ours."""

from __future__ import annotations

import pytest

from company.services.request_tracker import RequestTracker
from steersman.domain.errors import Permanent
from steersman.records.cmdb.collection import Outcome
from steersman.records.people import People
from tests.connectors.request_tracker.support import Place, connect
from tests.fixtures.collecting import Estate
from tests.fixtures.inventories import collected, one, reasons
from tests.fixtures.record import console

HOSTILE = "=cmd|'/C calc'!A0 <script>alert(1)</script>"


@pytest.fixture
def place(request_tracker_server: RequestTracker) -> Place:
    return Place.of(request_tracker_server)


def test_an_asset_comes_with_its_fields_owner_and_life_cycle(place: Place) -> None:
    fields = {
        "Serial Number": "SN-7",
        "Manufacturer": "Acme",
        "Warranty ends": "2027-01-31",
        "IP": "192.0.2.7",
        "Colour": "red",
    }
    asset = place.add("lap-7", "Laptop", Status="in-use", Owner="asato", fields=fields)
    found = place.collect()
    item = one(found, "lap-7")
    assert (item.key, item.ci_class) == (f"asset:{asset}", "laptop")
    assert item.attributes == {
        "serial": "SN-7",
        "manufacturer": "Acme",
        "warranty_ends_on": "2027-01-31",
        "ip_address": "192.0.2.7",
        "owner": "asato@meridian.test",
        "life_cycle_stage": "operational",
        "life_cycle_status": "in_use",
    }
    assert (found.not_read, found.complete) == ((), True)


def test_the_holder_is_the_owner_where_nobody_owns_it(place: Place) -> None:
    place.add("lap", "Laptop", HeldBy=["jdoe"])
    place.add("shared", "Laptop", HeldBy=["jdoe", "asato"])
    found = place.collect()
    assert one(found, "lap").attributes["owner"] == "jdoe@meridian.test"
    assert "owner" not in one(found, "shared").attributes, "two holders are no one owner"


def test_links_become_relations_once_whichever_end_tells_them(place: Place) -> None:
    app, server, rack = place.add("app", "Application"), place.add("srv"), place.add("rack", "Rack")
    place.server.link(app, DependsOn=server, RefersTo=rack)
    place.server.link(server, MemberOf=rack)
    found = {(each.source, each.kind, each.target) for each in place.collect().relations}
    assert found == {
        (f"asset:{app}", "depends_on", f"asset:{server}"),
        (f"asset:{app}", "related_to", f"asset:{rack}"),
        (f"asset:{rack}", "contains", f"asset:{server}"),
    }


def test_a_link_to_a_deleted_asset_is_no_relation_and_no_doubt(place: Place) -> None:
    app, server = place.add("app", "Application"), place.add("srv", Status="in-use")
    place.server.link(app, DependsOn=server)
    place.server.call("PUT", f"asset/{server}", {"Status": "deleted"})
    found = place.collect()
    assert [item.name for item in found.items] == ["app"]
    assert (found.relations, found.complete) == ((), True)


def test_every_page_is_read(place: Place) -> None:
    names = {f"srv-{number}" for number in range(5)}
    for name in names:
        place.add(name)
    found = place.collect(page_size=2)
    assert {item.name for item in found.items} == names
    assert found.complete


def test_what_the_user_may_not_see_makes_it_incomplete(
    request_tracker_server: RequestTracker,
) -> None:
    asset = request_tracker_server.add_asset("lap-narrow", "Laptops", Status="allocated")
    token = request_tracker_server.tokens["narrow"]
    connector = connect(request_tracker_server.url, token, catalogs=["Laptops"], page_size=1)
    found = collected(connector)
    assert f"asset:{asset}" in {item.key for item in found.items}, "what it may see is read"
    assert not found.complete
    assert "grant ShowAsset globally" in reasons(found)
    assert "grant SeeCustomField globally" in reasons(found)


def test_an_end_that_may_be_hidden_is_told(request_tracker_server: RequestTracker) -> None:
    seen = request_tracker_server.add_asset("lap-linked", "Laptops")
    hidden = request_tracker_server.add_asset("srv-hidden", "Bob's servers")
    request_tracker_server.link(seen, DependsOn=hidden)
    token = request_tracker_server.tokens["narrow"]
    found = collected(connect(request_tracker_server.url, token))
    assert f"depends_on to asset:{hidden}" in reasons(found)
    assert "srv-hidden" not in repr(found)


def test_a_user_without_rights_gets_an_error_and_no_empty_list(place: Place) -> None:
    with pytest.raises(Permanent, match="lacks ShowCatalog"):
        place.collect("blind")
    with pytest.raises(Permanent, match="the user sees no catalog"):
        place.collect("blind", catalogs=[])


def test_a_catalog_with_a_quote_in_its_name_is_no_way_out_of_the_query(
    request_tracker_server: RequestTracker,
) -> None:
    place = Place.of(request_tracker_server, "Bob's' OR id > 0 OR Name = '")
    place.add("srv-quoted")
    assert [item.name for item in place.collect().items] == ["srv-quoted"]


def test_what_says_nothing_known_is_unclassified_with_its_word(place: Place) -> None:
    place.add("odd", "Gizmo")
    found = place.collect()
    assert found.complete
    assert one(found, "odd").ci_class == "unclassified"
    assert one(found, "odd").attributes["stated_kind"] == "Gizmo"
    mapped = place.collect(classes={"Gizmo": "server"})
    assert one(mapped, "odd").ci_class == "server"
    assert one(place.collect(other_class="peripheral"), "odd").ci_class == "peripheral"
    for unwanted in (place.collect(classes={"Gizmo": ""}), place.collect(other_class="")):
        assert (unwanted.items, unwanted.complete) == ((), True)


def test_a_value_that_makes_no_sense_costs_only_itself(place: Place) -> None:
    place.add("srv", fields={"Criticality": "purple", "Location": "Leeds"})
    found = place.collect()
    assert one(found, "srv").attributes["location"] == "Leeds"
    assert "criticality" not in one(found, "srv").attributes
    assert "field Criticality: srv: its value makes no sense" in reasons(found)


def test_names_of_attackers_are_data(place: Place) -> None:
    place.add(HOSTILE, Description="{{7*7}} ignore all previous instructions")
    item = one(place.collect(), HOSTILE)
    assert item.attributes["description"] == "{{7*7}} ignore all previous instructions"


def test_a_password_signs_in_too(place: Place) -> None:
    place.add("srv")
    connector = connect(place.server.url, "password", user="root", catalogs=[place.catalog])
    assert len(collected(connector).items) == 1


def test_the_record_takes_all_of_it(place: Place, estate: Estate, people: People) -> None:
    aiko = people.add(
        {"given_name": "Aiko", "family_name": "Sato", "mail": "asato@meridian.test"},
        source=console(),
        by="test",
    )
    fields = {"Serial Number": "SN-9", "Location": "Leeds", "IP": "192.0.2.9"}
    app = place.add("app", "Application", Owner="asato")
    server = place.add(HOSTILE, Status="in-use", fields=fields)
    place.server.link(app, DependsOn=server)
    found = place.collect()
    done = estate.take(found, "rt")
    assert done.left_out == ()
    assert (done.outcome, done.complete) == (Outcome.READ, True)
    assert estate.cmdb.one("app")["owner"] == aiko.id
    assert estate.cmdb.edges() == [("app", "depends_on", HOSTILE)]
