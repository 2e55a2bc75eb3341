"""Prometheus' targets: hosts, and the services that run on them."""

from __future__ import annotations

import json

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.inventories import Inventory, Relation, read_prometheus_targets


def target(instance: str, job: str, **more: object) -> dict[str, object]:
    return {
        "discoveredLabels": {"__address__": instance},
        "labels": {"instance": instance, "job": job, "site": "ldn"},
        "scrapeUrl": f"http://user:hunter2@{instance}/metrics?token=hunter2",
        "health": "up",
        "lastError": "",
        **more,
    }


def read(*targets: object) -> Inventory:
    answer = {"status": "success", "data": {"activeTargets": list(targets), "droppedTargets": []}}
    return read_prometheus_targets("targets.json", json.dumps(answer).encode())


def test_a_target_of_a_host_s_own_exporter_is_a_server() -> None:
    (item,) = read(target("gw1.example:9100", "node")).items
    assert (item.key, item.kind, item.name) == ("host:gw1.example", "server", "gw1.example")
    assert item.attributes == {"site": "ldn", "health": "up"}


def test_any_other_target_is_a_service_that_runs_on_a_server() -> None:
    inventory = read(target("gw1:9100", "node"), target("gw1:9187", "postgres", health="down"))
    server, service = inventory.items
    assert server.attributes["site"] == "ldn"
    assert service.name == "postgres on gw1"
    assert service.attributes["health"] == "down"
    assert inventory.relations == (Relation(service.key, server.key, "runs on"),)


def test_addresses_keep_no_password_and_no_query() -> None:
    labels = {
        "labels": {"job": "x"},
        "scrapeUrl": "https://u:hunter2@h.example:8443/m?token=hunter2",
    }
    inventory = read(labels, target("[2001:db8::1]:9100", "node"))
    assert "hunter2" not in repr(inventory)
    assert {item.name for item in inventory.items} >= {"h.example", "2001:db8::1"}


def test_a_target_without_a_place_is_kept_unread() -> None:
    assert len(read({"labels": {}}, 7).unread) == 2


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b'{"status":"error"}', b"\xff", b"[" * 100_000]
)
def test_another_answer_is_told(content: bytes) -> None:
    with pytest.raises(Permanent, match=r"targets\.json"):
        read_prometheus_targets("targets.json", content)
