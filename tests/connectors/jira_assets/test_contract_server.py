"""What Jira Assets holds, as items and relations of ours; against a contract, not against Jira."""

from __future__ import annotations

import pytest
from jira import JIRA

from company.services.jira_assets_contract import TOKEN, USER, JiraAssets
from company.services.jira_assets_data import HOSTILE, refers, status, thing
from steersman.connectors.jira_assets.naming import Naming
from steersman.domain.errors import Permanent, Transient
from steersman.records.cmdb.collection import Outcome
from steersman.records.people import People
from tests.connectors.jira_assets.support import running
from tests.fixtures.collecting import Estate
from tests.fixtures.inventories import edges, one, reasons
from tests.fixtures.record import console

SERVERS, APPLICATIONS, RACKS, GIZMOS = 21, 23, 24, 26


def test_an_object_comes_with_its_attributes_by_name() -> None:
    with running() as place:
        item = one(place.collect(), "lon-web-1")
    assert (item.key, item.ci_class) == ("object:200", "server")
    assert item.attributes == {
        "serial": "SN-1",
        "location": "London DC1",
        "ip_address": "192.0.2.10",
        "rack": "object:201",
        "owner": "asato@meridian.test",
        "life_cycle_stage": "operational",
        "life_cycle_status": "in_use",
    }


def test_references_whose_name_says_it_become_relations() -> None:
    with running() as place:
        found = place.collect()
    assert edges(found) == {
        ("order-gateway", "depends_on", HOSTILE),
        ("order-gateway", "runs_on", "lon-web-1"),
    }
    assert (found.not_read, found.complete) == ((), True)


def test_the_settings_say_what_other_references_mean() -> None:
    def feeds(jira: JiraAssets) -> None:
        jira.objects.append(thing(203, "archive", APPLICATIONS, {}))

    with running(feeds) as place:
        found = place.collect(relations={"Feeds": "Sends data to", "Host": ""})
    assert ("archive", "receives_data_from", "order-gateway") in edges(found)
    assert "runs_on" not in {kind for _, kind, _ in edges(found)}


def test_a_name_read_from_the_other_end_is_turned_round() -> None:
    with running() as place:
        found = place.collect(relations={"Depends on": "Used by"})
    assert (HOSTILE, "depends_on", "order-gateway") in edges(found)


def test_the_owner_is_an_account_or_a_person_s_object_and_never_a_deleted_one() -> None:
    with running() as place:
        found = place.collect()
    assert one(found, "order-gateway").attributes["owner"] == "jdoe@meridian.test"
    assert one(found, "lon-web-1").attributes["owner"] == "asato@meridian.test"
    assert "owner" not in one(found, HOSTILE).attributes
    assert "Aiko Sato" not in {item.name for item in found.items}, "people are no items"


def test_an_object_of_a_type_that_says_nothing_known_is_unclassified_with_its_word() -> None:
    def more(jira: JiraAssets) -> None:
        jira.objects.append(thing(203, "odd", GIZMOS, {}))

    with running(more) as place:
        found = place.collect()
        assert one(found, "odd").ci_class == "unclassified"
        assert one(found, "odd").attributes["stated_kind"] == "Gizmos"
        assert found.complete
        assert one(place.collect(classes={"Gizmos": "server"}), "odd").ci_class == "server"
        assert one(place.collect(other_class="peripheral"), "odd").ci_class == "peripheral"
        for unwanted in ({"classes": {"Gizmos": ""}}, {"other_class": ""}):
            assert "odd" not in {item.name for item in place.collect(**unwanted).items}


def test_the_class_of_a_type_above_holds_for_those_below() -> None:
    with running() as place:
        found = place.collect(classes={"Hardware": "network_device", "Servers": "hypervisor"})
    assert one(found, "lon-web-1").ci_class == "hypervisor", "the nearest one that says it"


def test_types_in_a_circle_end() -> None:
    types = [{"id": "1", "name": "A", "parentObjectTypeId": "2"}]
    types += [{"id": "2", "name": "B", "parentObjectTypeId": "1"}]
    with running() as place:
        client = place.connector()._assets
        assert client is not None
        assert Naming.of(client, place.connector()._settings, types).lineage("1") == ["A", "B"]


def test_a_status_that_nobody_knows_is_told() -> None:
    def odd(jira: JiraAssets) -> None:
        jira.objects.append(thing(203, "srv", SERVERS, {4: status("Quarantined")}))

    with running(odd) as place:
        found = place.collect()
        assert "life_cycle_status" not in one(found, "srv").attributes
        assert "status 'Quarantined' of objects: srv" in reasons(found)
        mapped = place.collect(statuses={"Quarantined": "not_operational"})
    assert one(mapped, "srv").attributes["life_cycle_status"] == "not_operational"


def test_a_value_that_makes_no_sense_costs_only_itself() -> None:
    def odd(jira: JiraAssets) -> None:
        jira.objects.append(thing(203, "srv", SERVERS, {2: "SN-2", 6: "not an address"}))

    with running(odd) as place:
        found = place.collect()
    assert one(found, "srv").attributes == {"serial": "SN-2"}
    assert "attribute IP address: srv: its value makes no sense" in reasons(found)


def test_every_page_is_read() -> None:
    with running() as place:
        assert place.collect(page_size=1) == place.collect(page_size=100)
        assert place.collect(page_size=2).complete


def test_a_total_that_is_capped_proves_nothing_and_the_count_does() -> None:
    def capped(jira: JiraAssets) -> None:
        jira.cap = 2

    with running(capped) as place:
        assert place.collect().complete
        place.jira.counts = False
        found = place.collect()
    assert not found.complete
    assert "what was read is not what Assets counts" in reasons(found)


def test_a_server_that_ignores_the_page_is_no_endless_loop_and_not_complete() -> None:
    def stuck(jira: JiraAssets) -> None:
        jira.ignores_start = True

    with running(stuck) as place:
        found = place.collect(page_size=2)
    assert not found.complete


def test_a_schema_that_is_not_to_be_seen_is_an_error() -> None:
    def hidden(jira: JiraAssets) -> None:
        jira.hidden_schemas = {"ITAM"}

    with running(hidden) as place, pytest.raises(Permanent, match="Object Schema User"):
        place.collect()


def test_a_reference_out_of_the_schemas_asked_for_is_no_doubt() -> None:
    def outside(jira: JiraAssets) -> None:
        far = refers(300, "London DC1", schema=2)
        jira.objects.append(thing(203, "app", APPLICATIONS, {9: far}))

    with running(outside) as place:
        found = place.collect()
        assert found.complete
        both = place.collect(schemas=["ITAM", "FAC"])
    assert ("app", "depends_on", "London DC1") in edges(both)


def test_a_reference_to_what_was_not_listed_is_told() -> None:
    def hidden(jira: JiraAssets) -> None:
        jira.objects.append(thing(203, "app", APPLICATIONS, {9: refers(999)}))

    with running(hidden) as place:
        found = place.collect()
    assert "depends_on to object:999" in reasons(found)


def test_archived_objects_are_left_out() -> None:
    def archived(jira: JiraAssets) -> None:
        jira.objects.append({**thing(203, "old", SERVERS, {}), "archived": True})

    with running(archived) as place:
        found = place.collect()
    assert "old" not in {item.name for item in found.items}
    assert found.complete


def test_too_many_requests_say_when_to_come_back() -> None:
    def limited(jira: JiraAssets) -> None:
        jira.limited = [17]

    with running(limited) as place, pytest.raises(Transient) as caught:
        place.collect()
    assert caught.value.retry_after == 17


def test_the_record_takes_all_of_it(estate: Estate, people: People) -> None:
    aiko = people.add(
        {"given_name": "Aiko", "family_name": "Sato", "mail": "asato@meridian.test"},
        source=console(),
        by="test",
    )
    people.add(
        {"given_name": "Jane", "family_name": "Doe", "mail": "jdoe@meridian.test"},
        source=console(),
        by="test",
    )
    with running() as place:
        found = place.collect()
    done = estate.take(found, "jira")
    assert done.left_out == ()
    assert (done.outcome, done.complete) == (Outcome.READ, True)
    assert estate.cmdb.one("lon-web-1")["owner"] == aiko.id
    assert estate.cmdb.one("lon-web-1")["rack"] == estate.cmdb.one("R01")["id"]
    assert len(estate.cmdb.edges()) == 2


def test_a_client_of_others_lists_the_same_issues() -> None:
    """The well-kept ``jira`` package drives the contract server as it drives Jira Cloud."""
    with running() as place:
        client = JIRA(place.server.url, basic_auth=(USER, TOKEN), max_retries=0)
        jql = 'project IN ("HELP") AND resolution IS NOT EMPTY'
        listed = client.enhanced_search_issues(jql, maxResults=False, fields="summary")
        client.close()  # type: ignore[no-untyped-call]  # the package leaves it without types
        ours = {each.name for each in place.documents()}
    ids = {issue.id for issue in listed}
    assert ids == {"10001", "10002", "10004"}
    assert ours == {"requests/10001.html", "requests/10004.html"}, "those that were answered"
