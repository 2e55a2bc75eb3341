"""Hosts by the software on them and its versions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from company.estate.blind.asking import listed, servers
from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, Rows, matching, version_key
from company.estate.facts import SOFTWARE, SYSTEMS, Row
from company.estate.questions import Graded

COUPLES = [(one, other) for one in SOFTWARE for other in SOFTWARE if one < other]


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_present, _older, _newer, _two, _absent, _others):
        yield from part(rows, draw)


def _present(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(HOST_CITIES, SOFTWARE),
        lambda city, software: servers(
            rows,
            f"which servers in {city} have {software} installed",
            lambda host: rows.runs(host, software),
            location=city,
        ),
    )
    yield from draw.first_of(
        _versions(*SOFTWARE),
        lambda software, version: listed(
            f"hosts running {software.lower()} {version}?",
            [host for host in rows.hosts if rows.version(host, software) == version],
        ),
    )


def _older(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        SOFTWARE["OpenSSL"][1:],
        lambda version: listed(
            f"Which VMs have an OpenSSL older than {version}?",
            [vm for vm in rows.vms if rows.older(vm, "OpenSSL", version)],
        ),
    )
    production = [
        host
        for host in matching(rows.hosts, environment="production")
        if host["location"] in ("London", "Paris")
    ]
    yield from draw.first(
        SOFTWARE["OpenSSL"][2:5],
        lambda version: listed(
            f"production hosts in London or Paris with openssl below {version}",
            [host for host in production if rows.older(host, "OpenSSL", version)],
        ),
    )


def _newer(rows: Rows, draw: Draw) -> Iterator[Graded]:
    later = [
        (software, version)
        for software, version in _versions("nginx", "PostgreSQL", "Java")
        if version != SOFTWARE[software][0]
    ]
    yield from draw.first_of(
        later,
        lambda software, version: listed(
            f"show me vms with {software} {version} or newer",
            [vm for vm in rows.vms if _at_least(rows.version(vm, software), version)],
        ),
    )
    yield from draw.first_of(
        product(HOST_CITIES, SOFTWARE["PostgreSQL"]),
        lambda city, version: listed(
            f"where do we have postgres {version} in {city}? need the host names",
            [
                host
                for host in matching(rows.hosts, location=city)
                if rows.version(host, "PostgreSQL") == version
            ],
        ),
    )


def _two(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        COUPLES,
        lambda one, other: servers(
            rows,
            f"servers that run both {one} and {other}",
            lambda host: rows.runs(host, one, other),
        ),
    )
    yield from draw.first_of(
        [(one, other) for one in SOFTWARE for other in SOFTWARE if one != other],
        lambda one, other: listed(
            f"vms that have {one} but not {other}",
            [vm for vm in rows.vms if rows.runs(vm, one) and not rows.runs(vm, other)],
        ),
    )


def _absent(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(SOFTWARE, HOST_CITIES),
        lambda software, city: listed(
            f"which hosts in {city} do not have {software}?",
            [host for host in matching(rows.hosts, location=city) if not rows.runs(host, software)],
        ),
    )
    tests = matching(rows.hosts, environment="test")
    yield from draw.first_of(
        COUPLES,
        lambda one, other: listed(
            f"test hosts with neither {one} nor {other} installed",
            [host for host in tests if rows.runs_none(host, one, other)],
        ),
    )


def _others(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(SOFTWARE, SYSTEMS),
        lambda software, os: servers(
            rows,
            f"find every {os} server in production that runs {software}",
            lambda host: rows.runs(host, software),
            os=os,
            environment="production",
        ),
    )
    unknown = {each["software"] for each in matching(rows.packages, version="")}
    yield from draw.first_of(
        _versions(*(software for software in SOFTWARE if software not in unknown)),
        lambda software, version: listed(
            f"virtual machines running {software} in a version other than {version}",
            [vm for vm in rows.vms if rows.version(vm, software) not in ("", version)],
        ),
    )
    yield from draw.first(rows.hosts, lambda host: _packages(rows, host))


def _packages(rows: Rows, host: Row) -> list[Graded]:
    found = rows.packages_on(host)
    asked = f"what software packages are installed on {host['name']}?"
    return listed(asked, found) if len(found) > 1 else []


def _versions(*software: str) -> list[tuple[str, str]]:
    return [(each, version) for each in software for version in SOFTWARE[each]]


def _at_least(have: str, least: str) -> bool:
    return bool(have) and version_key(have) >= version_key(least)
