"""What a machine says about itself, and what of it makes no sense."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.discovery.declared import parsed
from steersman.connectors.discovery.fake import said
from steersman.connectors.discovery.machine import Interface, Machine, machine_of
from steersman.connectors.discovery.parts import parts_of
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL


def read(answer: Mapping[str, str], declared: str = "web1.example.org", **more: str) -> Machine:
    return machine_of(parsed(declared), parts_of(said({**answer, **more}), 100_000))


def test_a_physical_server_of_debian() -> None:
    machine = read(DEBIAN)

    assert (machine.name, machine.fqdn) == ("web1", "web1.example.org")
    assert (machine.os, machine.os_version) == ("Debian GNU/Linux", "12")
    assert (machine.kernel, machine.architecture) == ("6.1.0-18-amd64", "x86_64")
    assert (machine.processors, machine.memory_gb) == (16, 62.8)
    assert (machine.vendor, machine.model) == ("Dell Inc.", "PowerEdge R650")
    assert (machine.serial, machine.is_virtual) == ("7XKQ9B3", False)
    assert machine.ip_address == "192.0.2.10"
    assert machine.interfaces == (Interface("eth0", "aa:bb:cc:00:11:22", ("192.0.2.10/24",)),)
    assert machine.is_root


def test_a_virtual_machine_of_rhel_whose_node_name_is_its_fqdn() -> None:
    machine = read(RHEL, "192.0.2.20")

    assert (machine.name, machine.fqdn, machine.is_virtual) == ("db1", "db1.example.org", True)
    assert machine.uuid == "5d3c9a42-0058-4b10-8051-b7c04f394299"
    assert machine.serial == "", "what makers write where there is nothing to write"
    assert machine.ip_address == "192.0.2.20"


def test_alpine_without_dmi_and_machine_id() -> None:
    machine = read(ALPINE, "edge.example.org")

    assert (machine.name, machine.fqdn) == ("edge", "edge.example.org")
    assert (machine.os, machine.os_version) == ("Alpine Linux", "3.19.1")
    assert (machine.machine_id, machine.serial, machine.uuid) == ("", "", "")
    assert machine.ip_address == "192.0.2.30"


def test_the_machine_id_itself_is_not_shown() -> None:
    machine = read(DEBIAN)
    assert machine.machine_id
    assert DEBIAN["machine"] not in repr(machine)
    assert machine.machine_id != read(RHEL).machine_id
    assert machine.machine_id == read(DEBIAN, kernel="renamed\n6.1\nx86_64").machine_id


@pytest.mark.parametrize("told", ["", "uninitialized", "0" * 32, "x" * 32, "ab"])
def test_what_is_no_machine_id_identifies_nothing(told: str) -> None:
    assert read(DEBIAN, machine=told).machine_id == ""


@pytest.mark.parametrize("told", ["", "localhost", "localhost.localdomain", "web1", "a b.c", "-"])
def test_a_host_that_has_no_full_name_is_called_as_it_was_declared(told: str) -> None:
    assert read(DEBIAN, "edge1.example.org", fqdn=told).fqdn == "edge1.example.org"
    assert read(DEBIAN, "192.0.2.10", fqdn=told).fqdn == ""


@pytest.mark.parametrize(
    ("virtual", "dmi", "is_virtual"),
    [
        ("none", "sys_vendor=HPE", False),
        ("", "sys_vendor=HPE", False),
        ("lxc", "", True),
        ("hypervisor", "", True),
        ("", "sys_vendor=VMware, Inc.", True),
        ("", "sys_vendor=Microsoft Corporation\nproduct_name=Virtual Machine", True),
    ],
)
def test_whether_it_is_virtual(virtual: str, dmi: str, is_virtual: bool) -> None:
    assert read(DEBIAN, virtual=virtual, dmi=dmi).is_virtual is is_virtual


def test_of_several_addresses_the_one_on_the_way_out_is_taken() -> None:
    addresses = (
        "3: docker0    inet 198.51.100.1/16 scope global docker0\n"
        "2: eth0    inet 192.0.2.10/24 scope global eth0"
    )
    assert read(DEBIAN, addresses=addresses).ip_address == "192.0.2.10"
    assert read(DEBIAN, addresses=addresses, route="").ip_address == ""


HOSTILE = {name: "=cmd|' /C calc'!A0\n<script>alert(1)</script>\n" + "9" * 5000 for name in DEBIAN}


def test_a_hostile_host_states_nothing_that_makes_no_sense() -> None:
    machine = read(HOSTILE, "192.0.2.66")
    told = (machine.name, machine.fqdn, machine.kernel, machine.os, machine.os_version)
    assert told == ("192.0.2.66", "", "", "", "")
    assert (machine.processors, machine.memory_gb, machine.interfaces) == (0, 0.0, ())


@given(st.dictionaries(st.sampled_from(sorted(DEBIAN)), st.text(max_size=200)))
def test_any_text_ends_well(answer: dict[str, str]) -> None:
    read(answer)
