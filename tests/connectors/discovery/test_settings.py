"""What the systems file may say about discovery."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from tests.connectors.discovery.samples import settings


def test_a_network_is_no_host() -> None:
    with pytest.raises(ValidationError, match="networks are not scanned"):
        settings("192.0.2.0/24")


def test_some_host_must_be_named() -> None:
    with pytest.raises(ValidationError, match="name the hosts, or a hosts_file"):
        settings(hosts=())


def test_an_unknown_setting_is_named() -> None:
    with pytest.raises(ValidationError, match="scan_networks"):
        settings(scan_networks=True)


def test_a_host_that_is_declared_twice_is_asked_once(tmp_path: Path) -> None:
    path = tmp_path / "hosts"
    path.write_text("web1.example.org\nweb2.example.org\n")
    declared = settings("web2.example.org", hosts_file=str(path)).declared()
    assert [host.name for host in declared] == ["web2.example.org", "web1.example.org"]
