"""Packages of dpkg, rpm and apk, and what becomes an item."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.connectors.discovery.fake import said
from steersman.connectors.discovery.parts import parts_of
from steersman.connectors.discovery.software import (
    Installed,
    packages_of,
    title_of,
    upstream,
    watched,
)
from tests.connectors.discovery.samples import ALPINE, DEBIAN, RHEL


def read(answer: Mapping[str, str], **more: str) -> Installed:
    return packages_of(parts_of(said({**answer, **more}), 100_000))


def test_what_is_installed_and_not_what_left_only_its_configuration() -> None:
    names = [package.name for package in read(DEBIAN).packages]
    assert names == [
        *("openssl", "libssl3", "libssl1.1", "nginx", "tree", "dash", "openjdk-17-jre-headless"),
    ]


def test_rpm_tells_the_source_and_keys_are_no_packages() -> None:
    installed = read(RHEL)
    assert [(p.name, p.source, p.upstream) for p in installed.packages] == [
        ("openssl", "openssl", "3.0.7"),
        ("openssl-libs", "openssl", "3.0.7"),
        ("postgresql-server", "postgresql", "13.14"),
    ]
    assert installed.unread == 0


def test_apk_tells_it_too() -> None:
    assert [(p.name, p.source, p.upstream) for p in read(ALPINE).packages] == [
        ("libssl3", "openssl", "3.1.4"),
        ("musl", "musl", "1.2.4_git20230717"),
    ]


def test_packages_of_one_source_and_version_are_one_software() -> None:
    found = watched(read(DEBIAN).packages, ("openssl", "nginx"))
    told = [(each.source, each.version, [p.name for p in each.packages]) for each in found]
    assert told == [
        ("nginx", "1.22.1", ["nginx"]),
        ("openssl", "3.0.11", ["libssl3", "openssl"]),
        ("openssl", "1.1.1w", ["libssl1.1"]),
    ]


def test_all_packages_can_be_wanted() -> None:
    assert len(watched(read(DEBIAN).packages, ("*",))) == 6


@pytest.mark.parametrize(
    ("version", "told"),
    [
        ("3.0.11-1~deb12u2", "3.0.11"),
        ("1:9.2p1-2+deb12u3", "9.2p1"),
        ("3.0.2-0ubuntu1.15", "3.0.2"),
        ("1.1.1k-7.el8_6", "1.1.1k"),
        ("1.2.4-r2", "1.2.4"),
        ("17.0.10+7-1~deb12u1", "17.0.10"),
        ("2.42.0+ds-5+deb12u1", "2.42.0"),
        ("2:4.17.12+dfsg-0+deb12u4", "4.17.12"),
        ("2.0207+dfsg+really+2.0134-1", "2.0134"),
        ("12", "12"),
        ("3.0.0~rc1-1", "3.0.0~rc1"),
        ("<script>", ""),
        ("", ""),
    ],
)
def test_the_version_is_the_one_of_upstream(version: str, told: str) -> None:
    assert upstream(version) == told


@pytest.mark.parametrize(
    ("source", "title", "ci_class"),
    [
        ("openssl", "OpenSSL", ""),
        ("postgresql-15", "PostgreSQL", "database_server"),
        ("postgresql-common", "postgresql-common", ""),
        ("java-17-openjdk", "Java", ""),
        ("openjdk-17", "Java", ""),
        ("httpd", "Apache", "web_server"),
        ("tree", "tree", ""),
    ],
)
def test_software_is_called_as_people_call_it(source: str, title: str, ci_class: str) -> None:
    assert title_of(source) == (title, ci_class)


def test_a_line_that_makes_no_sense_is_counted() -> None:
    hostile = "installed\t=cmd\t1.0\tx\t1\ninstalled\tgood\t<b>\tx\t1\ninstalled\nnonsense"
    installed = read({}, dpkg=hostile)
    assert installed.packages == ()
    assert installed.unread == 2


def test_a_host_without_a_package_manager_is_told() -> None:
    assert not read({}).is_known


@given(st.text(max_size=100))
def test_any_version_ends_well(version: str) -> None:
    upstream(version)
