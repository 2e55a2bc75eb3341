"""Lists of hosts by place, system, team, memory and owner."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from company.estate.blind.asking import listed, servers
from company.estate.blind.draw import Draw
from company.estate.blind.rows import ENVIRONMENTS, HOST_CITIES, Rows, matching
from company.estate.facts import DEPARTMENTS, SYSTEMS, TEAMS, name_of
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_systems, _teams, _ownerless, _exceptions, _memory, _editions, _owners):
        yield from part(rows, draw)


def _systems(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(HOST_CITIES, SYSTEMS),
        lambda city, os: servers(rows, f"which servers in {city} run {os}?", location=city, os=os),
    )
    yield from draw.first_of(
        product(HOST_CITIES, SYSTEMS),
        lambda city, os: listed(
            f"show me the hosts in {city.lower()} with {os.lower()} on them please",
            matching(rows.hosts, location=city, os=os),
        ),
    )
    yield from draw.first_of(
        [(os, version) for os in SYSTEMS for version in SYSTEMS[os]],
        lambda os, version: listed(
            f"list all virtual machines on {os} {version}",
            matching(rows.vms, os=os, os_version=version),
        ),
    )
    yield from draw.first(
        SYSTEMS["Ubuntu"],
        lambda version: listed(
            f"Any VMs still on ubuntu {version}?",
            matching(rows.vms, os="Ubuntu", os_version=version),
        ),
    )


def _teams(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(TEAMS, ENVIRONMENTS),
        lambda team, stage: servers(
            rows,
            f"give me a list of {stage} servers managed by {team}",
            managed_by=team,
            environment=stage,
        ),
    )
    yield from draw.first_of(
        product(TEAMS, HOST_CITIES),
        lambda team, city: servers(
            rows,
            f"what servers does the {team} team look after in {city}",
            managed_by=team,
            location=city,
        ),
    )


def _ownerless(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(HOST_CITIES, ENVIRONMENTS),
        lambda city, _: listed(
            f"vms without an owner in {city}", matching(rows.vms, location=city, owner="")
        ),
    )
    yield from draw.first(
        ENVIRONMENTS,
        lambda stage: listed(
            f"Which {stage} hosts have no owner?",
            matching(rows.hosts, environment=stage, owner=""),
        ),
    )


def _exceptions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        product(HOST_CITIES, SYSTEMS),
        lambda city, os: servers(
            rows,
            f"production servers in {city} not running {os}",
            lambda host: host["os"] != os,
            environment="production",
            location=city,
        ),
    )
    yield from draw.first_of(
        product(SYSTEMS, ENVIRONMENTS[1:]),
        lambda os, stage: listed(
            f"all {os} hosts in {stage} except the ones in London",
            [
                host
                for host in matching(rows.hosts, os=os, environment=stage)
                if host["location"] != "London"
            ],
        ),
    )
    yield from draw.first_of(
        [(*cities, stage) for cities in _couples() for stage in ENVIRONMENTS],
        lambda one, other, stage: listed(
            f"virtual machines in {stage} that are neither in {one} nor in {other}",
            [
                host
                for host in matching(rows.vms, environment=stage)
                if host["location"] not in (one, other)
            ],
        ),
    )


def _memory(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        _couples(),
        lambda cities: listed(
            f"find VMs in {cities[0]} or {cities[1]} with at least 64 GB of memory",
            [vm for vm in rows.vms if vm["location"] in cities and int(vm["memory_gb"]) >= 64],
        ),
    )
    yield from draw.first(
        HOST_CITIES,
        lambda city: servers(
            rows,
            f"servers in {city} with more than 64gb ram",
            lambda host: int(host["memory_gb"]) > 64,
            location=city,
        ),
    )
    yield from draw.first_of(
        product(ENVIRONMENTS, HOST_CITIES),
        lambda stage, city: listed(
            f"which {stage} hosts in {city} have less than 32 GB memory?",
            [
                host
                for host in matching(rows.hosts, environment=stage, location=city)
                if int(host["memory_gb"]) < 32
            ],
        ),
    )


def _editions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        HOST_CITIES,
        lambda city: listed(
            f"physical servers in {city} with criticality 1",
            matching(rows.physical, location=city, criticality="1"),
        ),
    )
    yield from draw.first_of(
        product(SYSTEMS["Windows Server"], HOST_CITIES),
        lambda version, city: servers(
            rows,
            f"who can tell me which Windows Server {version} servers we have in {city}",
            os="Windows Server",
            os_version=version,
            location=city,
        ),
    )
    yield from draw.first(
        HOST_CITIES,
        lambda city: listed(
            f"RHEL hosts in {city}?",
            matching(rows.hosts, os="Red Hat Enterprise Linux", location=city),
        ),
    )


def _owners(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        rows.people,
        lambda person: servers(
            rows, f"which servers does {name_of(person)} own?", owner=person["employee_number"]
        ),
    )
    left = [host for host in rows.hosts if rows.owned_by_leaver(host)]
    unsure = {rows.owner_department(host) for host in left}
    yield from draw.first(
        DEPARTMENTS,
        lambda department: (
            []
            if department in unsure
            else servers(
                rows,
                f"Servers owned by people in {department}, please",
                lambda host: rows.owner_department(host) == department,
            )
        ),
    )
    yield from listed("Hosts whose owner has left the company", left)
    yield from draw.first_of(
        product(SYSTEMS, HOST_CITIES),
        lambda os, city: servers(
            rows,
            f"are there any {os} servers in {city} in production with no owner?",
            os=os,
            location=city,
            environment="production",
            owner="",
        ),
    )


def _couples() -> list[tuple[str, str]]:
    return [(one, other) for one in HOST_CITIES for other in HOST_CITIES if one < other]
