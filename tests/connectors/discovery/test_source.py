"""Hosts become items: each with what runs and what is installed, and none mistaken for another."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from steersman.capabilities.inventory import Inventory, InventoryItem, InventoryRelation
from steersman.connectors.discovery.fake import FakeHosts, said
from steersman.connectors.discovery.source import DiscoverySource
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL, settings
from tests.fixtures.collecting import Estate


def collect(**more: object) -> Inventory:
    answers = {"web1.example.org": said(DEBIAN), "192.0.2.20": said(RHEL), "edge": said(ALPINE)}
    return asked(answers, **more)


def asked(answers: Mapping[str, bytes | Exception], **more: object) -> Inventory:
    return DiscoverySource(FakeHosts(dict(answers)), settings(*answers, **more)).collect()


def named(inventory: Inventory, name: str) -> InventoryItem:
    (found,) = [item for item in inventory.items if item.name == name]
    return found


def names(inventory: Inventory, *classes: str) -> list[str]:
    return [item.name for item in inventory.items if item.ci_class in classes]


def test_each_host_is_a_server_or_a_virtual_machine() -> None:
    inventory = collect()

    assert names(inventory, "server") == ["web1", "edge"]
    assert names(inventory, "virtual_machine") == ["db1"]
    assert named(inventory, "web1").attributes == {
        "fqdn": "web1.example.org",
        "ip_address": "192.0.2.10",
        "os": "Debian GNU/Linux",
        "os_version": "12",
        "kernel_version": "6.1.0-18-amd64",
        "cpu_count": 16,
        "memory_gb": 62.8,
        "last_patched_on": "2026-03-12",
        "serial": "7XKQ9B3",
        "manufacturer": "Dell Inc.",
        "model": "PowerEdge R650",
        "mac_address": "aa:bb:cc:00:11:22",
    }
    assert inventory.not_read == ()
    assert inventory.complete


def test_software_that_is_watched_becomes_items_on_its_host() -> None:
    inventory = collect()
    found = {
        item.name: (item.attributes["software"], item.attributes["version"])
        for item in inventory.items
        if item.ci_class == "package"
    }
    assert found == {
        "OpenSSL on web1": ("OpenSSL", "3.0.11"),
        "OpenSSL 1.1.1w on web1": ("OpenSSL", "1.1.1w"),
        "Java (openjdk-17) on web1": ("Java", "17.0.10"),
        "OpenSSL on db1": ("OpenSSL", "3.0.7"),
        "OpenSSL on edge": ("OpenSSL", "3.1.4"),
        "musl on edge": ("musl", "1.2.4_git20230717"),
    }
    openssl = named(inventory, "OpenSSL on web1")
    web1 = named(inventory, "web1")
    assert openssl.attributes["host"] == web1.key
    assert "libssl3 3.0.11-1~deb12u2" in str(openssl.attributes["description"])
    assert InventoryRelation(openssl.key, "installed_on", web1.key) in inventory.relations


def test_what_runs_or_failed_becomes_items_with_port_and_version() -> None:
    inventory = collect()
    nginx = named(inventory, "nginx.service on web1")

    assert nginx.ci_class == "web_server"
    assert nginx.attributes == {
        "host": named(inventory, "web1").key,
        "software": "nginx",
        "version": "1.22.1",
        "port": 443,
        "path": "/usr/sbin/nginx",
        "description": "unit, running; listens on tcp 0.0.0.0:443",
    }
    assert InventoryRelation(nginx.key, "runs_on", named(inventory, "web1").key) in (
        inventory.relations
    )
    failed = named(inventory, "backup.service on web1").attributes
    assert failed["description"] == "unit, failed"
    assert "software" not in failed, "the unit of a shell is not the shell"


def test_a_unit_is_the_program_that_really_runs() -> None:
    postgres = named(collect(), "postgresql.service on db1")
    assert postgres.ci_class == "database_server"
    assert (postgres.attributes["software"], postgres.attributes["version"]) == (
        "PostgreSQL",
        "13.14",
    )


def test_a_process_that_listens_without_a_unit_is_an_item_too() -> None:
    inventory = collect()
    exporter = named(inventory, "node_exporter on web1")
    assert (exporter.ci_class, exporter.attributes["port"]) == ("software_instance", 9100)
    assert named(inventory, "sshd on edge").attributes["port"] == 22


def test_units_of_the_system_itself_are_left_out_unless_wanted() -> None:
    assert "systemd-logind.service on web1" not in names(collect(), "system_service")
    assert "systemd-logind.service on web1" in names(collect(units_left_out=()), "system_service")


def test_another_list_of_packages_can_be_wanted() -> None:
    assert names(collect(packages=("tree",)), "package") == ["tree on web1"]


def test_a_host_that_does_not_answer_is_named_and_the_rest_goes_on() -> None:
    answers: dict[str, bytes | Exception] = {
        "web1.example.org": said(DEBIAN),
        "web2.example.org": Transient("web2.example.org cannot be reached"),
        "web3.example.org": Permanent("HOST KEY of web3.example.org IS NOT THE KNOWN ONE"),
        "web4.example.org": NeedsPerson("which?"),
    }
    inventory = asked(answers)

    assert names(inventory, "server") == ["web1"]
    assert [gap.what for gap in inventory.not_read] == [
        "web2.example.org",
        "web3.example.org",
        "web4.example.org",
    ]
    assert "HOST KEY" in inventory.not_read[1].why
    assert not inventory.complete


def test_when_no_host_answers_the_inventory_is_not_empty_but_an_error() -> None:
    with pytest.raises(Transient, match=r"none of 2 hosts.*cannot be reached"):
        asked({"a": Transient("a cannot be reached"), "b": Permanent("refused")})
    with pytest.raises(Permanent, match="none of 1 hosts"):
        asked({"b": Permanent("refused")})


def test_a_section_that_fails_is_told_and_not_guessed() -> None:
    inventory = asked({"web1.example.org": said(DEBIAN, {"dpkg": 1, "systemd": 137})})
    assert [gap.why.split(":")[0] for gap in inventory.not_read] == [
        "packages by dpkg",
        "units of systemd",
    ]
    assert not inventory.complete


def test_an_answer_that_breaks_off_is_told() -> None:
    broken = said(DEBIAN).split(b"#part systemd")[0]
    inventory = asked({"web1.example.org": broken})
    assert "broke off" in inventory.not_read[0].why
    assert named(inventory, "OpenSSL on web1")


def test_a_machine_that_is_declared_twice_is_one() -> None:
    inventory = asked({"web1.example.org": said(DEBIAN), "192.0.2.10": said(DEBIAN)})
    assert names(inventory, "server") == ["web1"]
    assert "declared as web1.example.org too" in inventory.not_read[0].why


def test_a_copied_machine_id_identifies_no_machine() -> None:
    copy = {**DEBIAN, "kernel": "web2\n6.1\nx86_64", "fqdn": "web2.example.org", "dmi": ""}
    inventory = asked({"web1.example.org": said(DEBIAN), "web2.example.org": said(copy)})

    keys = {item.key for item in inventory.items if item.ci_class == "server"}
    assert keys == {"host:web1.example.org", "host:web2.example.org"}
    assert all("machine id" in gap.why for gap in inventory.not_read)
    assert len(inventory.not_read) == 2


def test_a_host_cannot_take_the_name_or_the_serial_number_of_another() -> None:
    thief = {**RHEL, "fqdn": "web1.example.org", "dmi": DEBIAN["dmi"], "virtual": "none"}
    inventory = asked({"web1.example.org": said(DEBIAN), "edge": said(thief)})

    for item in (each for each in inventory.items if each.ci_class == "server"):
        assert not {"fqdn", "serial"} & set(item.attributes)
    assert {gap.what for gap in inventory.not_read} == {"web1.example.org", "edge"}


def test_a_host_cannot_take_the_name_of_one_that_is_silent() -> None:
    thief = said({**RHEL, "fqdn": "web1.example.org", "kernel": "web1\n6.1\nx86_64"})
    inventory = asked({"web1.example.org": Transient("silent"), "edge": thief})
    (machine,) = [item for item in inventory.items if item.ci_class == "virtual_machine"]
    assert "fqdn" not in machine.attributes


def test_a_host_that_changes_its_name_keeps_its_keys() -> None:
    renamed = {**DEBIAN, "kernel": "www\n6.1\nx86_64", "fqdn": "www.example.org"}
    before = asked({"web1.example.org": said(DEBIAN)})
    after = asked({"www.example.org": said(renamed)})
    assert [item.key for item in before.items] == [item.key for item in after.items]


def test_keys_are_unique_and_every_end_of_a_relation_is_an_item() -> None:
    inventory = collect(packages=("*",), units_left_out=())
    keys = [item.key for item in inventory.items]
    assert len(keys) == len(set(keys))
    assert {end for each in inventory.relations for end in (each.source, each.target)} <= set(keys)
    assert len(set(inventory.relations)) == len(inventory.relations)


def test_the_record_takes_every_item_and_relation(estate: Estate) -> None:
    inventory = collect(packages=("*",), units_left_out=())
    taken = estate.take(inventory, "discovery")

    assert taken.left_out == ()
    assert len(estate.cmdb.items()) == len(inventory.items)
    assert len(estate.cmdb.edges()) == len(inventory.relations)
    assert ("OpenSSL on web1", "installed_on", "web1") in estate.cmdb.edges()
    assert estate.take(collect(packages=("*",), units_left_out=()), "discovery").left_out == ()
    assert len(estate.cmdb.items()) == len(inventory.items), "the same hosts are the same items"


def test_a_server_that_the_record_knows_is_recognised(estate: Estate) -> None:
    estate.cmdb.bring(
        {"class": "server", "name": "web1", "location": "London", "serial": "7XKQ9B3"}
    )
    estate.take(collect(), "discovery")
    assert estate.cmdb.one("web1")["location"] == "London"
    assert estate.cmdb.one("web1")["os_version"] == "12"


HOSTILE = "=cmd|' /C calc'!A0 <script>alert(1)</script> \x1b[2J\u202e"


def test_a_hostile_host_changes_nothing_but_its_own_items(estate: Estate) -> None:
    lines = 'tcp LISTEN 0 1 0.0.0.0:{0} *:* users:(("{1}{0}",pid={0},fd=1))'
    hostile = {
        **{name: f"{HOSTILE}\n{text}\n{HOSTILE}" for name, text in DEBIAN.items()},
        "fqdn": HOSTILE,
        "kernel": f"{HOSTILE}\n{HOSTILE}\n{HOSTILE}",
        "listeners": "\n".join(lines.format(port, HOSTILE) for port in range(1, 1500)),
    }
    inventory = asked({"web1.example.org": said(hostile), "192.0.2.20": said(RHEL)})

    assert named(inventory, "db1")
    assert len(inventory.items) < 1100
    assert any("more than" in gap.why for gap in inventory.not_read)
    told = repr(inventory)
    assert "\\x1b" not in told
    assert "\\u202e" not in told
    assert estate.take(inventory, "discovery").left_out_count == len(inventory.not_read)
