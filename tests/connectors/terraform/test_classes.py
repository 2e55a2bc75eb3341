"""What a resource is in the words of the CMDB."""

from __future__ import annotations

from typing import Any

import pytest

from steersman.connectors.terraform.classes import class_of, facts_of, name_of, resource_id
from steersman.connectors.terraform.states import Resource, state_of
from tests.connectors.terraform.samples import resource, state


def one(type: str, index: object = None, **attributes: Any) -> Resource:
    instance = {"attributes": attributes, "index_key": index}
    (found,) = state_of("x", state(resource(type, "thing", instance))).resources
    return found


@pytest.mark.parametrize(
    ("type", "ci_class"),
    [
        ("aws_instance", "virtual_machine"),
        ("google_compute_instance", "virtual_machine"),
        ("azurerm_linux_virtual_machine", "virtual_machine"),
        ("hcloud_server", "virtual_machine"),
        ("vsphere_virtual_machine", "virtual_machine"),
        ("openstack_compute_instance_v2", "virtual_machine"),
        ("proxmox_vm_qemu", "virtual_machine"),
        ("equinix_metal_device", "server"),
        ("aws_db_instance", "database_server"),
        ("azurerm_postgresql_flexible_server", "database_server"),
        ("google_sql_database_instance", "database_server"),
        ("aws_elasticache_cluster", "database_server"),
        ("aws_acm_certificate", "certificate"),
        ("tls_self_signed_cert", "certificate"),
        ("aws_eks_cluster", "cluster"),
        ("aws_security_group", "cloud_resource"),
        ("google_compute_firewall", "cloud_resource"),
        ("aws_lb", "cloud_resource"),
        ("aws_vpc", "cloud_resource"),
        ("aws_route53_record", "cloud_resource"),
        ("aws_s3_bucket", "cloud_resource"),
        ("google_compute_instance_group", "cloud_resource"),
        ("aws_subnet", "cloud_resource"),
        ("what_ever", "cloud_resource"),
    ],
)
def test_the_class_follows_from_the_type(type: str, ci_class: str) -> None:
    assert class_of(one(type), "virtual_machine") == ci_class


def test_a_subnet_has_its_network_and_the_network_that_it_is_apart_in() -> None:
    subnet = one("aws_subnet", cidr_block="10.0.1.0/24", vpc_id="vpc-1")
    assert class_of(subnet, "virtual_machine") == "subnet"
    facts = facts_of(subnet, "subnet")
    assert (facts["cidr"], facts["vrf"]) == ("10.0.1.0/24", "vpc-1")
    azure = one("azurerm_subnet", address_prefixes=["10.2.0.0/24"], virtual_network_name="v")
    assert facts_of(azure, "subnet")["cidr"] == "10.2.0.0/24"


@pytest.mark.parametrize(
    ("attributes", "address"),
    [
        ({"private_ip": "10.0.0.5", "public_ip": "192.0.2.9"}, "10.0.0.5"),
        ({"network_interface": [{"network_ip": "10.0.0.6"}]}, "10.0.0.6"),
        ({"network": [{"fixed_ip_v4": "10.0.0.7"}]}, "10.0.0.7"),
        ({"ipv4_address": "192.0.2.8"}, "192.0.2.8"),
        ({"private_ip": "hunter2"}, ""),
    ],
)
def test_the_address_of_a_machine(attributes: dict[str, Any], address: str) -> None:
    facts = facts_of(one("x_instance", **attributes), "virtual_machine")
    assert facts["ip_address"] == address


def test_a_machine_is_recognised_by_the_uuid_of_its_firmware_where_the_state_has_it() -> None:
    uuid = "4C4C4544-0058-4B10-8051-B7C04F394233"
    for found in (one("vsphere_virtual_machine", uuid=uuid), one("libvirt_domain", id=uuid)):
        assert facts_of(found, "virtual_machine")["uuid"] == uuid.lower()
    assert facts_of(one("aws_instance", id="i-1"), "virtual_machine")["uuid"] == ""


@pytest.mark.parametrize(
    ("type", "attributes", "software", "version"),
    [
        ("aws_db_instance", {"engine": "postgres", "engine_version": "15.4"}, "PostgreSQL", "15.4"),
        ("aws_rds_cluster", {"engine": "aurora-mysql"}, "MySQL", ""),
        ("aws_db_instance", {"engine": "sqlserver-se"}, "SQL Server", ""),
        (
            "google_sql_database_instance",
            {"database_version": "POSTGRES_15"},
            "PostgreSQL",
            "15",
        ),
        ("google_sql_database_instance", {"database_version": "MYSQL_8_0"}, "MySQL", "8.0"),
        ("azurerm_postgresql_flexible_server", {"version": "14"}, "PostgreSQL", "14"),
        ("aws_db_instance", {"engine": "<script>", "engine_version": "=cmd"}, "", ""),
    ],
)
def test_a_database_server_has_software_and_version(
    type: str, attributes: dict[str, Any], software: str, version: str
) -> None:
    facts = facts_of(one(type, **attributes), "database_server")
    assert (facts["software"], facts["version"]) == (software, version)


def test_a_certificate_has_its_days() -> None:
    told = {"domain_name": "shop.example", "not_after": "2026-05-01T10:00:00Z", "not_before": "x"}
    facts = facts_of(one("aws_acm_certificate", **told), "certificate")
    assert (facts["subject"], facts["ends_on"]) == ("shop.example", "2026-05-01")
    assert facts["valid_from"] == ""


@pytest.mark.parametrize(
    ("attributes", "told"),
    [
        ({"arn": "arn:aws:s3:::logs", "id": "logs"}, "arn:aws:s3:::logs"),
        ({"id": "vpc-0a1b2c3d"}, "vpc-0a1b2c3d"),
        ({"id": "/subscriptions/1/resourceGroups/x"}, "/subscriptions/1/resourceGroups/x"),
        ({"id": "42"}, "some_thing/42"),
        ({}, ""),
    ],
)
def test_an_id_that_others_may_have_too_is_told_with_its_type(
    attributes: dict[str, Any], told: str
) -> None:
    assert resource_id(one("some_thing", **attributes)) == told


def test_the_name_is_its_own_or_its_tag_or_that_of_the_configuration() -> None:
    assert name_of(one("x_vm", name="db7", tags={"Name": "tagged"})) == "tagged"
    assert name_of(one("x_vm", hostname="host7", name="db7")) == "host7"
    assert name_of(one("x_vm", name="db7")) == "db7"
    assert name_of(one("x_vm")) == "thing"
    assert name_of(one("x_vm", index="a")) == 'thing["a"]'
    assert name_of(one("x_vm", index=0)) == "thing[0]"
