"""Real hosts behind a real sshd, by the script as it is installed there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from company.services.hosts import HELPERS
from steersman.capabilities.inventory import Inventory, InventoryItem
from steersman.connectors.discovery.client import SCRIPT
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.collecting import Estate
from tests.fixtures.discovered import Fleet

MACHINES = ("server", "virtual_machine")


def named(inventory: Inventory, name: str) -> InventoryItem:
    (found,) = [item for item in inventory.items if item.name == name]
    return found


def machines(inventory: Inventory) -> list[str]:
    return [item.name for item in inventory.items if item.ci_class in MACHINES]


def test_hosts_are_discovered_with_system_packages_and_programs(
    fleet: Fleet, estate: Estate
) -> None:
    inventory = fleet.connector().inventory().collect()

    assert inventory.not_read == ()
    assert inventory.complete
    assert machines(inventory) == ["seen1", "seen2"]
    seen = named(inventory, "seen1").attributes
    assert seen["ip_address"] == fleet.first.address
    assert (
        seen["os_version"]
        == fleet.first.run("sh", "-c", ". /etc/os-release; printf %s $VERSION_ID").decode()
    )
    assert seen["kernel_version"] == fleet.first.run("uname", "-r").decode().strip()
    assert seen["last_patched_on"] == "2026-03-12"
    version = fleet.first.run("dpkg-query", "-W", "-f", "${Version}", "openssh-server").decode()
    sshd = named(inventory, "sshd on seen1").attributes
    assert sshd["software"] == "OpenSSH"
    assert str(sshd["version"]) in version
    assert sshd["path"] == "/usr/sbin/sshd"
    assert "tcp" in str(sshd["description"])
    openssl = fleet.first.run("dpkg-query", "-W", "-f", "${Version}", "openssl").decode()
    told = named(inventory, "OpenSSL on seen2").attributes
    assert openssl.startswith(str(told["version"]))
    assert openssl in str(told["description"])
    taken = estate.take(inventory, "estate")
    assert taken.left_out == ()
    assert ("sshd on seen1", "runs_on", "seen1") in estate.cmdb.edges()


def test_without_sudo_what_everybody_may_read_is_read(fleet: Fleet) -> None:
    inventory = fleet.connector(sudo=False, helper="", user="nosudo").inventory().collect()

    assert machines(inventory) == ["seen1", "seen2"]
    assert named(inventory, "OpenSSL on seen1")
    assert not [item for item in inventory.items if item.name.startswith("sshd")]
    assert inventory.not_read == ()


def test_a_host_that_is_down_does_not_hold_the_others_back(fleet: Fleet) -> None:
    hosts = (fleet.first.address, "203.0.113.1:9", f"{fleet.second.address}:9")
    inventory = fleet.connector(hosts=hosts, connect_timeout=1).inventory().collect()

    assert machines(inventory) == ["seen1"]
    assert [gap.what for gap in inventory.not_read] == [
        "203.0.113.1 port 9",
        f"{fleet.second.address} port 9",
    ]
    assert not inventory.complete


def test_another_host_key_is_refused_and_told(fleet: Fleet, tmp_path: Path) -> None:
    first, second = fleet.hosts.known_hosts.read_text(), tmp_path / "known_hosts"
    key = next(line.split(" ", 1)[1] for line in first.splitlines() if fleet.addresses[1] in line)
    second.write_text(f"{fleet.addresses[0]} {key}\n")
    with pytest.raises(Permanent, match="NOT THE KNOWN ONE"):
        fleet.connector(hosts=fleet.addresses[:1], known_hosts=second).inventory().collect()


def test_an_account_that_sudo_refuses_is_told_with_the_mend(fleet: Fleet) -> None:
    with pytest.raises(Permanent, match=rf"NOPASSWD: {HELPERS}/{SCRIPT}"):
        fleet.connector(user="nosudo").inventory().collect()


def install(fleet: Fleet, name: str, text: str) -> str:
    path = f"{HELPERS}/{name}"
    fleet.second.run("sh", "-c", f"cat > {path} && chmod 755 {path}", stdin=text.encode())
    return path


def test_a_host_that_never_stops_talking_is_cut_off(fleet: Fleet) -> None:
    helper = install(fleet, "endless", "#!/bin/sh\nexec yes\n")
    hosts = fleet.addresses[1:]
    with pytest.raises(Permanent, match="it said over"):
        fleet.connector(hosts=hosts, helper=helper, part_bytes=10_000).inventory().collect()


def test_a_host_that_says_nothing_is_left_after_its_time(fleet: Fleet) -> None:
    helper = install(fleet, "silent", "#!/bin/sh\nexec sleep 20\n")
    hosts = fleet.addresses[1:]
    with pytest.raises(Transient, match="no answer within"):
        fleet.connector(hosts=hosts, helper=helper, command_timeout=0.5).inventory().collect()


@contextmanager
def instead(fleet: Fleet, path: str, script: str) -> Iterator[None]:
    """The second host with another program at ``path``."""
    other = f"/run/{Path(path).name}"
    fleet.second.run("sh", "-c", f"cat > {other} && chmod 755 {other}", stdin=script.encode())
    fleet.second.run("mount", "--bind", other, path)
    yield
    fleet.second.run("umount", path)


SLOW = "#!/bin/sh\nsleep 20 | cat\n"
OF_BUSYBOX = "#!/bin/sh\nexit 1\n"  # it knows no --version


@pytest.mark.parametrize("timeout", ["", OF_BUSYBOX], ids=["coreutils", "busybox"])
def test_a_part_that_takes_too_long_is_told_and_the_rest_is_read(
    fleet: Fleet, timeout: str
) -> None:
    connector = fleet.connector(hosts=fleet.addresses[1:], part_seconds=1, command_timeout=15)
    with ExitStack() as spoilt:
        spoilt.enter_context(instead(fleet, "/usr/bin/ss", SLOW))
        if timeout:
            spoilt.enter_context(instead(fleet, "/usr/bin/timeout", timeout))
        inventory = connector.inventory().collect()
    assert named(inventory, "OpenSSL on seen2")
    assert ["open ports" in gap.why for gap in inventory.not_read] == [True]
    assert "part_seconds" in inventory.not_read[0].why


def test_a_part_that_says_too_much_is_told_and_the_rest_is_read(fleet: Fleet) -> None:
    inventory = fleet.connector(hosts=fleet.addresses[:1], part_bytes=10_000).inventory().collect()
    assert machines(inventory) == ["seen1"]
    assert any("dpkg" in gap.why and "part_bytes" in gap.why for gap in inventory.not_read)


def test_reading_writes_nothing(fleet: Fleet) -> None:
    def state() -> bytes:
        where = ("/etc", "/home", "/srv", "/var/log/dpkg.log")
        return fleet.first.run("find", *where, "-printf", "%p %T@ %C@ %s\n")

    before = state()
    fleet.connector(hosts=fleet.addresses[:1]).inventory().collect()
    assert state() == before


def test_the_check_of_a_good_fleet_lacks_nothing(fleet: Fleet) -> None:
    found = fleet.connector().check()

    assert found.reached
    assert found.detail == "2 of 2 hosts answer"
    assert (found.missing, found.excessive) == ((), ())


def test_the_check_names_what_is_missing_and_what_is_too_much(fleet: Fleet) -> None:
    refused = fleet.connector(user="nosudo").check()
    assert not refused.reached
    assert "NOPASSWD" in refused.detail
    everything = fleet.connector(user="wheel-ops", helper="").check()
    assert len(everything.excessive) == 2
    assert "sudo for every command" in everything.excessive[0]
    plain = fleet.connector(sudo=False, helper="", user="nosudo").check()
    assert "without sudo" in plain.detail
    older = install(
        fleet, "older", "#!/bin/sh\necho user=0\necho 'missing=it is of another version'\n"
    )
    told = fleet.connector(hosts=fleet.addresses[1:], helper=older).check()
    assert told.missing == (f"{fleet.addresses[1]}: it is of another version",)


def test_the_check_names_the_hosts_that_do_not_answer(fleet: Fleet) -> None:
    hosts = (fleet.first.address, f"{fleet.second.address}:9")
    found = fleet.connector(hosts=hosts, connect_timeout=1).check()
    assert found.reached
    assert found.detail == "1 of 2 hosts answer"
    assert fleet.second.address in found.missing[0]
