"""Targets become items, and only where it is known which server they are on."""

from __future__ import annotations

import pytest

from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.capabilities.json_errors import Forbidden
from steersman.connectors.prometheus.fake import FakePrometheus
from steersman.connectors.prometheus.settings import PrometheusSettings
from steersman.connectors.prometheus.source import PrometheusSource
from steersman.domain.errors import Transient
from tests.fixtures.collecting import Estate


def target(instance: str, job: str = "node", health: str = "up", **labels: str) -> object:
    return {
        "labels": {"instance": instance, "job": job, **labels},
        "scrapeUrl": f"http://{instance}/metrics",
        "health": health,
    }


def uname(instance: str, nodename: str, job: str = "node") -> object:
    told = {"instance": instance, "job": job, "nodename": nodename, "release": "6.1.0"}
    return {"metric": told, "value": [0, "1"]}


def collect(*targets: object, nodes: tuple[object, ...] = (), **more: object) -> Inventory:
    given = {"url": "https://prometheus.example.org", **more}
    fake = FakePrometheus(list(targets), {"node_uname_info": list(nodes)})
    return PrometheusSource(fake, PrometheusSettings.model_validate(given)).collect()


def hosts(inventory: Inventory) -> list[InventoryItem]:
    return [item for item in inventory.items if item.ci_class != "software_instance"]


def test_a_machine_s_own_target_is_a_server_by_its_name() -> None:
    (item,) = collect(target("gw1.example.org:9100", env="prod")).items
    assert (item.ci_class, item.name) == ("server", "gw1")
    assert item.attributes == {"fqdn": "gw1.example.org", "environment": "production"}


def test_any_other_target_is_software_that_runs_on_the_server() -> None:
    inventory = collect(target("gw1:9100"), target("gw1:9187", "postgres", "down"))
    server, service = inventory.items
    assert service.name == "postgres on gw1"
    assert service.attributes["port"] == 9187
    assert service.attributes["description"] == "watched by Prometheus, job postgres: down"
    (relation,) = inventory.relations
    assert (relation.source, relation.kind, relation.target) == (
        service.key,
        "runs_on",
        server.key,
    )
    assert inventory.complete


def test_an_address_alone_is_no_server() -> None:
    inventory = collect(target("192.0.2.7:9100"), target("localhost:9090", "prometheus"))
    assert inventory.items == ()
    (gap,) = inventory.not_read
    assert "192.0.2.7:9100" in gap.what
    assert "label hostname" in gap.why
    assert not inventory.complete


def test_node_exporter_names_the_host_of_an_address_for_all_targets_there() -> None:
    inventory = collect(
        target("192.0.2.7:9100"),
        target("192.0.2.7:9187", "postgres"),
        nodes=(uname("192.0.2.7:9100", "db1"),),
    )
    (host,) = hosts(inventory)
    assert host.name == "db1"
    assert host.attributes == {"ip_address": "192.0.2.7", "kernel_version": "6.1.0"}
    assert [item.name for item in inventory.items] == ["db1", "postgres on db1"]


def test_a_label_names_the_host_before_its_address() -> None:
    (host,) = hosts(collect(target("192.0.2.7:9100", hostname="db1.example.org")))
    assert (host.name, host.attributes["fqdn"]) == ("db1", "db1.example.org")


def test_a_full_name_belongs_to_the_host_only_where_both_agree() -> None:
    (host,) = hosts(
        collect(target("alias.example.org:9100"), nodes=(uname("alias.example.org:9100", "pg3"),))
    )
    assert host.name == "pg3"
    assert "fqdn" not in host.attributes


def test_a_short_and_a_full_name_are_one_host_where_only_one_is_meant() -> None:
    inventory = collect(target("web1.example.org:9100"), target("web1:9187", "postgres"))
    (host,) = hosts(inventory)
    assert host.attributes["fqdn"] == "web1.example.org"
    several = collect(target("web1.a.org:1"), target("web1.b.org:1"), target("web1:2"))
    assert len(hosts(several)) == 3


def test_two_ports_of_one_job_are_two_items() -> None:
    inventory = collect(target("app1:8001", "shop"), target("app1:8002", "shop"))
    assert [item.name for item in inventory.items] == [
        "app1",
        "shop:8001 on app1",
        "shop:8002 on app1",
    ]


def test_probes_and_pods_are_no_servers() -> None:
    probe = {
        "labels": {"instance": "https://shop.example", "job": "blackbox"},
        "scrapeUrl": "http://exporter:9115/probe?target=https://shop.example",
    }
    inventory = collect(probe, target("10.1.2.3:8080", "shop", pod="shop-7d4b"))
    assert inventory.items == ()
    assert inventory.complete


def test_what_a_host_is_can_be_said_where_nothing_tells() -> None:
    (host,) = hosts(collect(target("vm1:9100"), host_class="virtual_machine"))
    assert host.ci_class == "virtual_machine"


def test_labels_that_contradict_each_other_say_nothing() -> None:
    (host,) = hosts(collect(target("a:1", env="prod"), target("a:2", "x", env="test")))
    assert "environment" not in host.attributes


def test_where_metrics_may_not_be_asked_the_targets_are_listed_and_it_is_told() -> None:
    fake = FakePrometheus([target("web1:9100")])
    fake.refused["node_uname_info"] = Forbidden("GET /api/v1/query: (403)")
    settings = PrometheusSettings(url="https://prometheus.example.org")
    inventory = PrometheusSource(fake, settings).collect()
    assert [item.name for item in inventory.items] == ["web1"]
    assert not inventory.complete


def test_no_answer_is_no_empty_inventory() -> None:
    fake = FakePrometheus(fails=Transient("no whole answer"))
    with pytest.raises(Transient):
        PrometheusSource(fake, PrometheusSettings(url="https://p.example.org")).collect()


def test_hostile_labels_state_nothing(estate: Estate) -> None:
    evil = "=cmd|' /C calc'!A0<script>\x1b\u202e"
    inventory = collect(
        target("web1:9100", evil, evil, env=evil, site=evil, hostname=evil),
        target(f"{evil}:1", "x"),
        location_label="site",
    )
    assert [item.name for item in hosts(inventory)] == ["web1"]
    assert "\\x1b" not in repr(inventory)
    assert estate.take(inventory, "prometheus").left_out_count == len(inventory.not_read)


def test_the_record_finds_the_server_that_it_knows(estate: Estate) -> None:
    estate.cmdb.bring(
        {"class": "server", "name": "web1", "fqdn": "web1.example.org", "serial": "S1"},
        {"class": "server", "name": "db1", "serial": "S2"},
    )
    inventory = collect(
        target("web1.example.org:9100"), target("db1:9100"), target("db1:9187", "postgres")
    )
    assert estate.take(inventory, "prometheus").left_out == ()
    assert [item["name"] for item in estate.cmdb.items()] == ["db1", "postgres on db1", "web1"]
    assert estate.cmdb.edges() == [("postgres on db1", "runs_on", "db1")]
