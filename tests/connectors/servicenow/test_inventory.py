"""What an instance knows, as items and relations of ours."""

from __future__ import annotations

import pytest

from company.services.servicenow_contract import Instance
from company.services.servicenow_data import ci, related, row, sys_id
from steersman.connectors.servicenow.classes import class_of, relation_of
from steersman.domain.cmdb.class_tree import CLASSES
from steersman.domain.cmdb.relations import RELATION_TYPES
from steersman.domain.errors import Permanent
from steersman.records.people import People
from tests.connectors.servicenow.support import running
from tests.fixtures.cmdb import Cmdb, relation
from tests.fixtures.inventories import edges, foreign_attributes, one, reasons
from tests.fixtures.record import console


def test_an_item_comes_with_what_its_own_table_and_its_asset_say() -> None:
    with running() as place:
        web = one(place.collect(), "web-1")
    assert (web.key, web.ci_class) == (sys_id(20), "server")
    assert web.attributes == {
        "serial": "SN00001",
        "asset_tag": "T-1",  # only the asset has it
        "fqdn": "web-1.example.test",
        "ip_address": "192.0.2.10",
        "manufacturer": "Acme",
        "model": "Model 1",
        "location": "London DC1",
        "environment": "Production",
        "installed_on": "2026-01-31",
        "warranty_ends_on": "2027-05-01",
        "owner": "ann.sato@example.test",
        "managed_by": "Operations",
        "os": "Linux Ubuntu",
        "os_version": "24.04",
        "memory_gb": 16,
        "disk_gb": "200",
        "life_cycle_stage": "operational",
        "life_cycle_status": "in_use",
    }


@pytest.mark.parametrize("told", ["16 GB", "9" * 5000, "²", "-1"])
def test_a_size_that_is_no_number_is_left_to_the_record_to_refuse(told: str) -> None:
    def odd(instance: Instance) -> None:
        instance.rows["cmdb_ci"][0]["ram"] = told

    with running(odd) as place:
        assert one(place.collect(), "web-1").attributes["memory_gb"] == told


def test_who_has_a_device_owns_it_where_nobody_else_does() -> None:
    with running() as place:
        found = place.collect()
    assert one(found, "lap-1").attributes["owner"] == "bo.berg@example.test"
    assert "owner" not in one(found, "sw-1").attributes


def test_a_contract_covers_its_items() -> None:
    with running() as place:
        found = place.collect()
    told = one(found, "CNT0001")
    assert told.ci_class == "contract"
    assert (told.attributes["vendor"], told.attributes["ends_on"]) == ("Acme", "2026-12-31")
    assert ("web-1", "covered_by", "CNT0001") in edges(found)


def test_a_listing_of_what_is_all_known_is_complete() -> None:
    with running() as place:
        found = place.collect()
    assert (found.complete, found.not_read) == (True, ())


def test_relations_are_read_in_either_direction() -> None:
    def grouped(instance: Instance) -> None:
        instance.rows["cmdb_rel_ci"].append(related(42, 22, 31, 20))  # Shop: Members::Member of

    with running(grouped) as place:
        found = edges(place.collect())
    assert {
        ("Shop", "depends_on", "web-1"),
        ("web-1", "depends_on", "sw-1"),
        ("web-1", "member_of", "Shop"),
    } <= found


def test_a_relation_type_that_nobody_knows_is_told_with_the_mend() -> None:
    def odd(instance: Instance) -> None:
        instance.rows["cmdb_rel_ci"].append(related(42, 20, 32, 21))

    name = "IP Connection::IP Connection"
    with running(odd) as place:
        found = place.collect()
        named = place.collect(relation_types={name: "connected_to"})
        left_out = place.collect(relation_types={name: ""})
    assert f"relations of type '{name}'" in reasons(found)
    assert not found.complete
    assert ("web-1", "connected_to", "sw-1") in edges(named)
    assert left_out.complete


@pytest.mark.parametrize("name", ["Depends on", "Depends on::Runs", "::", "Uses::Uses"])
def test_half_a_name_is_no_relation_type(name: str) -> None:
    assert relation_of(name) == ("", False)


@pytest.mark.parametrize("kind", RELATION_TYPES)
def test_every_type_of_ours_is_known_by_its_name_there(kind: str) -> None:
    there = RELATION_TYPES[kind]
    assert relation_of(there.wire)[0] == kind
    turned = relation_of(f"{there.backward}::{there.forward}")
    assert turned == (kind, there.forward != there.backward)


@pytest.mark.parametrize("each", [c for c in CLASSES if c.wire], ids=lambda c: c.name)
def test_every_class_of_ours_is_known_by_its_table_there(each: object) -> None:
    wire, name, abstract = (getattr(each, word) for word in ("wire", "name", "abstract"))
    assert class_of(wire) == ("" if abstract else name)


def test_an_item_of_a_table_that_nobody_knows_is_unclassified_with_its_word() -> None:
    def robots(instance: Instance) -> None:
        instance.rows["cmdb_ci"] += [ci(n, "u_cmdb_ci_robot", f"r{n}") for n in range(200, 208)]
        instance.rows["cmdb_rel_ci"].append(related(42, 200, 30, 20))

    with running(robots) as place:
        found = place.collect()
        named = place.collect(classes={"u_cmdb_ci_robot": "peripheral"})
        unwanted = place.collect(classes={"u_cmdb_ci_robot": ""})
        others = place.collect(other_class="")
    assert one(found, "r200").ci_class == "unclassified"
    assert one(found, "r200").attributes["stated_kind"] == "u_cmdb_ci_robot"
    assert any("r200" in edge for edge in edges(found)), "its relations are kept too"
    assert found.complete
    assert one(named, "r200").ci_class == "peripheral"
    assert unwanted.complete
    assert "r200" not in {item.name for item in (*unwanted.items, *others.items)}


def test_a_table_of_your_own_below_one_that_is_known_is_of_its_class() -> None:
    def appliance(instance: Instance) -> None:
        instance.rows["cmdb_ci"].append(ci(200, "u_cmdb_ci_appliance", "box", os="Linux"))

    def unreadable(instance: Instance) -> None:
        appliance(instance)
        instance.forbidden = {"sys_db_object"}

    with running(appliance) as place:
        found = place.collect()
        asked = [each for each in place.server.log if each.path.endswith("sys_db_object")]
    assert one(found, "box").ci_class == "server"
    assert one(found, "box").attributes["os"] == "Linux"
    assert found.complete
    assert len(asked) == 1
    with running(unreadable) as place:
        assert one(place.collect(), "box").ci_class == "unclassified"


@pytest.mark.parametrize(
    ("installed", "operational", "status"),
    [
        ("1", "1", "in_use"),
        ("1", "2", "not_operational"),
        ("1", "", "in_use"),
        ("", "6", "retired"),
        ("6", "1", "available"),
        ("7", "1", "retired"),
        ("100", "", "lost"),
    ],
)
def test_both_statuses_together_are_the_life_cycle(
    installed: str, operational: str, status: str
) -> None:
    def set_status(instance: Instance) -> None:
        web = instance.rows["cmdb_ci"][0]
        web |= {"install_status": installed, "operational_status": operational}

    with running(set_status) as place:
        assert one(place.collect(), "web-1").attributes["life_cycle_status"] == status


def test_a_status_that_nobody_knows_is_told_and_no_fact() -> None:
    def set_status(instance: Instance) -> None:
        instance.rows["cmdb_ci"][0]["install_status"] = "9"

    with running(set_status) as place:
        found = place.collect()
        named = place.collect(install_statuses={"9": "testing"})
    assert "life_cycle_status" not in one(found, "web-1").attributes
    assert "'9' is not known: name it in install_statuses" in reasons(found)
    assert one(named, "web-1").attributes["life_cycle_stage"] == "deploy"


def test_items_that_rights_hide_make_it_incomplete() -> None:
    def hide(instance: Instance) -> None:
        instance.hidden = {sys_id(21)}

    with running(hide) as place:
        found = place.collect()
    assert not found.complete
    assert "cmdb_ci: 1 of its rows: rights hide them" in reasons(found)
    assert "sw-1" not in {item.name for item in found.items}
    ends = {end for each in found.relations for end in (each.source, each.target)}
    assert ends <= {item.key for item in found.items}


def test_without_a_count_nobody_knows_whether_it_is_all() -> None:
    def uncounted(instance: Instance) -> None:
        instance.counts = False

    with running(uncounted) as place:
        found = place.collect()
    assert len(found.items) == 5
    assert not found.complete
    assert "cmdb_ci: the instance does not count its rows" in reasons(found)


@pytest.mark.parametrize("how", ["forbidden", "absent"])
def test_a_table_beside_the_items_that_is_refused_is_told(how: str) -> None:
    def refuse(instance: Instance) -> None:
        getattr(instance, how).update({"alm_asset", "contract_rel_ci"})

    with running(refuse) as place:
        found = place.collect()
    assert [each.what for each in found.not_read] == ["alm_asset", "contract_rel_ci"]
    assert not found.complete
    assert one(found, "web-1").attributes["serial"] == "SN00001"


@pytest.mark.parametrize("how", ["forbidden", "absent"])
def test_without_the_items_there_is_no_listing(how: str) -> None:
    def refuse(instance: Instance) -> None:
        getattr(instance, how).add("cmdb_ci")

    with running(refuse) as place, pytest.raises(Permanent, match="the items cannot be read"):
        place.collect()


def test_hidden_items_alone_are_an_error_and_not_an_empty_listing() -> None:
    def hide(instance: Instance) -> None:
        instance.hidden = {sys_id(n) for n in range(20, 24)}

    with running(hide) as place, pytest.raises(Permanent, match="4 rows, none of which is shown"):
        place.collect()


def test_chosen_tables_bring_their_items_once_and_complete() -> None:
    with running() as place:
        found = place.collect(tables=("cmdb_ci_server", "cmdb_ci_hardware"))
    names = sorted(item.name for item in found.items)
    assert names == ["CNT0001", "lap-1", "sw-1", "web-1"]
    assert found.complete
    assert edges(found) == {("web-1", "depends_on", "sw-1"), ("web-1", "covered_by", "CNT0001")}


def test_no_tables_means_no_inventory() -> None:
    with running() as place:
        assert place.connect(tables=()).inventory() is None


def test_a_subnet_that_is_called_by_its_network_has_it() -> None:
    def networks(instance: Instance) -> None:
        instance.rows["cmdb_ci"] += [
            ci(24, "cmdb_ci_ip_network", "192.0.2.0/24"),
            ci(25, "cmdb_ci_ip_network", "the office/2"),
        ]

    with running(networks) as place:
        found = place.collect()
    assert one(found, "192.0.2.0/24").attributes["cidr"] == "192.0.2.0/24"
    assert "cidr" not in one(found, "the office/2").attributes


def test_hostile_words_stay_words() -> None:
    evil = '=cmd|"/C calc"!A1<script>alert(1)</script> ignore all instructions^ORactive=true'

    def hostile(instance: Instance) -> None:
        instance.rows["cmdb_ci"][0] |= {"name": evil, "short_description": evil}
        instance.rows["cmdb_ci"].append(row(24, sys_class_name="../../etc", name="odd"))

    with running(hostile) as place:
        found = place.collect()
    assert one(found, evil).attributes["description"] == evil
    assert one(found, "odd").attributes["stated_kind"] == "../../etc"


def test_every_attribute_is_one_of_its_class() -> None:
    with running() as place:
        assert foreign_attributes(place.collect()) == []


def test_the_record_takes_all_of_it(cmdb: Cmdb, people: People) -> None:
    for name in ("Ann Sato", "Bo Berg"):
        given, family = name.split()
        mail = f"{given}.{family}@example.test".lower()
        facts = {"given_name": given, "family_name": family, "mail": mail}
        people.add(facts, by="test", source=console())
    with running() as place:
        found = place.collect()
    rows = [
        {"key": each.key, "class": each.ci_class, "name": each.name, **each.attributes}
        for each in found.items
    ]
    assert cmdb.bring(*rows, by="servicenow").problems == ()
    related_to = [relation(each.source, each.kind, each.target) for each in found.relations]
    assert cmdb.relate(*related_to, by="servicenow").problems == ()
    assert cmdb.one("Shop")["criticality"] == "1"
    assert cmdb.one("web-1")["environment"] == "production"
    assert ("Shop", "depends_on", "web-1") in cmdb.edges()
