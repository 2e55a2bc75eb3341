"""Terraform's state: items and what they depend on, and never a secret."""

from __future__ import annotations

import json
from typing import Any

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.inventories import Inventory, Relation, read_terraform_state


def resource(type: str, name: str, *instances: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"mode": "managed", "type": type, "name": name, "instances": list(instances), **more}


STATE = {
    "version": 4,
    "terraform_version": "1.9.0",
    "resources": [
        resource("aws_vpc", "main", {"attributes": {"id": "vpc-1", "cidr_block": "10.0.0.0/16"}}),
        resource(
            "aws_instance",
            "gw",
            *(
                {
                    "index_key": number,
                    "attributes": {
                        "id": f"i-{number}",
                        "private_ip": f"10.0.0.{number}",
                        "instance_type": "t3.large",
                        "user_data": "password=hunter2",
                        "tags": {"Name": f"gw{number}", "owner": "trading", "api_token": "hunter2"},
                    },
                    "dependencies": ["aws_vpc.main"],
                }
                for number in (1, 2)
            ),
            module="module.edge",
        ),
        resource(
            "aws_db_instance",
            "ledger",
            {
                "attributes": {
                    "engine": "postgres",
                    "engine_version": "15.4",
                    "password": "hunter2",
                    "endpoint": "hunter2",
                    "port": 5432,
                },
                "sensitive_attributes": [[{"type": "get_attr", "value": "endpoint"}]],
                "dependencies": ["module.edge.aws_instance.gw", "aws_vpc.main"],
            },
        ),
        {**resource("aws_ami", "debian", {"attributes": {"id": "ami-1"}}), "mode": "data"},
    ],
    "outputs": {"db_password": {"value": "hunter2", "sensitive": True}},
}


def read(state: object) -> Inventory:
    return read_terraform_state("terraform.tfstate", json.dumps(state).encode())


def test_resources_are_items_of_the_cmdb_s_classes() -> None:
    items = {item.key: item for item in read(STATE).items}
    assert {key: item.kind for key, item in items.items()} == {
        "aws_vpc.main": "network",
        "module.edge.aws_instance.gw[1]": "server",
        "module.edge.aws_instance.gw[2]": "server",
        "aws_db_instance.ledger": "database",
    }
    gateway = items["module.edge.aws_instance.gw[1]"]
    assert gateway.name == "gw1"
    assert gateway.attributes["private_ip"] == "10.0.0.1"
    assert gateway.attributes["tag owner"] == "trading"
    assert items["aws_db_instance.ledger"].attributes["engine_version"] == "15.4"


def test_dependencies_are_relations_to_every_instance() -> None:
    assert set(read(STATE).relations) == {
        Relation("module.edge.aws_instance.gw[1]", "aws_vpc.main", "depends on"),
        Relation("module.edge.aws_instance.gw[2]", "aws_vpc.main", "depends on"),
        Relation("aws_db_instance.ledger", "module.edge.aws_instance.gw[1]", "depends on"),
        Relation("aws_db_instance.ledger", "module.edge.aws_instance.gw[2]", "depends on"),
        Relation("aws_db_instance.ledger", "aws_vpc.main", "depends on"),
    }


def test_no_secret_is_read_whatever_it_is_called() -> None:
    assert "hunter2" not in repr(read(STATE))


def test_what_terraform_shows_as_json_says_the_same() -> None:
    shown = {
        "values": {
            "root_module": {
                "resources": [
                    {
                        "address": "aws_vpc.main",
                        "mode": "managed",
                        "type": "aws_vpc",
                        "name": "main",
                        "values": {"cidr_block": "10.0.0.0/16"},
                    }
                ],
                "child_modules": [
                    {
                        "resources": [
                            {
                                "address": 'module.edge.aws_instance.gw["a"]',
                                "mode": "managed",
                                "type": "aws_instance",
                                "name": "gw",
                                "values": {"private_ip": "10.0.0.1", "ami": "hunter2"},
                                "sensitive_values": {"ami": True},
                                "depends_on": ["aws_vpc.main"],
                            }
                        ]
                    }
                ],
            }
        }
    }
    inventory = read(shown)
    assert [item.kind for item in inventory.items] == ["network", "server"]
    assert len(inventory.relations) == 1
    assert "hunter2" not in repr(inventory)


@pytest.mark.parametrize(
    ("type", "kind"),
    [
        ("google_compute_instance", "server"),
        ("azurerm_linux_virtual_machine", "server"),
        ("hcloud_server", "server"),
        ("vsphere_virtual_machine", "server"),
        ("azurerm_postgresql_flexible_server", "database"),
        ("google_sql_database_instance", "database"),
        ("aws_elasticache_cluster", "database"),
        ("azurerm_subnet", "subnet"),
        ("google_compute_subnetwork", "subnet"),
        ("google_compute_network", "network"),
        ("aws_security_group", "firewall"),
        ("google_compute_firewall", "firewall"),
        ("aws_lb", "load balancer"),
        ("aws_acm_certificate", "certificate"),
        ("aws_route53_record", "dns record"),
        ("aws_s3_bucket", "storage"),
        ("random_pet", "other"),
    ],
)
def test_the_class_follows_from_the_type(type: str, kind: str) -> None:
    (item,) = read({"version": 4, "resources": [resource(type, "x", {"attributes": {}})]}).items
    assert item.kind == kind


@pytest.mark.parametrize("state", [{"version": 3, "resources": []}, {}, [], "x", {"resources": []}])
def test_what_is_no_such_state_is_told(state: object) -> None:
    with pytest.raises(Permanent, match=r"terraform\.tfstate"):
        read(state)


def test_entries_that_are_odd_are_kept_unread_and_the_rest_goes_on() -> None:
    inventory = read({"version": 4, "resources": [7, {}, *STATE["resources"]]})  # type: ignore[misc]  # a list
    assert len(inventory.unread) == 2
    assert len(inventory.items) == 4
