"""Which hosts are declared: words, files and inventories, and what is no host."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.discovery.declared import HostAddress, hosts_in, parsed
from steersman.domain.errors import Permanent


@pytest.mark.parametrize(
    ("word", "host"),
    [
        ("Web1.Example.org.", HostAddress("web1.example.org")),
        ("web1:2222", HostAddress("web1", 2222)),
        ("192.0.2.7", HostAddress("192.0.2.7")),
        ("2001:DB8::1", HostAddress("2001:db8::1")),
        ("[2001:db8::1]:22", HostAddress("2001:db8::1", 22)),
    ],
)
def test_a_host_is_a_name_or_an_address_with_or_without_a_port(
    word: str, host: HostAddress
) -> None:
    assert parsed(word) == host


@pytest.mark.parametrize("word", ["", "-oProxyCommand=x", "web 1", "a/b", "web1:0", "web1:99999"])
def test_anything_else_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match=r"port|no host"):
        parsed(word)


@pytest.mark.parametrize("word", ["192.0.2.0/24", "2001:db8::/64"])
def test_a_network_is_refused_with_the_reason(word: str) -> None:
    with pytest.raises(ValueError, match="not scanned"):
        parsed(word)


def test_a_file_names_a_host_a_line(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("# ours\nweb1.example.org\n\nweb2.example.org  # the new one\n192.0.2.9\n")
    assert [host.name for host in hosts_in(path)] == [
        "web1.example.org",
        "web2.example.org",
        "192.0.2.9",
    ]


def test_an_ansible_inventory_is_read_too(tmp_path: Path) -> None:
    path = tmp_path / "inventory.ini"
    path.write_text(
        "[web]\nweb1 ansible_host=192.0.2.7 ansible_port=2222\nweb2\n"
        "[web:vars]\nansible_user=kim\n[all:children]\nweb\n[db]\ndb1\n"
    )
    assert hosts_in(path) == [
        HostAddress("192.0.2.7", 2222),
        HostAddress("web2"),
        HostAddress("db1"),
    ]


def test_the_line_that_is_wrong_is_named(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("web1\nweb[01:50].example.org\n")
    with pytest.raises(Permanent, match="line 2"):
        hosts_in(path)


@pytest.mark.parametrize("content", ["", "# nothing\n"])
def test_a_file_without_hosts_is_told(tmp_path: Path, content: str) -> None:
    path = tmp_path / "hosts"
    path.write_text(content)
    with pytest.raises(Permanent, match="names no host"):
        hosts_in(path)


def test_a_file_that_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="cannot be read"):
        hosts_in(tmp_path / "absent")
