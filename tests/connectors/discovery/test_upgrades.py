"""When a host was last patched."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.connectors.discovery.fake import said
from steersman.connectors.discovery.parts import parts_of
from steersman.connectors.discovery.software import packages_of
from steersman.connectors.discovery.upgrades import last_patched
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL


def read(answer: Mapping[str, str], **more: str) -> str:
    parts = parts_of(said({**answer, **more}), 100_000)
    return last_patched(parts, packages_of(parts).packages)


def test_the_last_upgrade_of_dpkg_counts() -> None:
    assert read(DEBIAN) == "2026-03-12"


def test_the_last_upgrade_of_dnf_counts_and_not_a_later_new_package() -> None:
    assert read(RHEL) == "2026-02-02"


def test_without_a_log_rpm_knows_when_its_newest_package_came() -> None:
    assert read(RHEL, upgrades="") == "2024-03-09"


def test_a_host_that_does_not_tell_is_not_guessed() -> None:
    assert read(ALPINE) == ""
    assert read(DEBIAN, upgrades="") == ""


def test_a_day_that_is_to_come_is_an_error_of_a_clock() -> None:
    later = f"{DEBIAN['upgrades']}\n2039-01-01 00:00:00 upgrade x:amd64 1 2"
    assert read(DEBIAN, upgrades=later) == "2026-03-12"
    assert read(DEBIAN, upgrades="2026-02-31 00:00:00 upgrade x:amd64 1 2") == ""
