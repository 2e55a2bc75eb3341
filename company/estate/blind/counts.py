"""How many there are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

from company.estate.blind.asking import counted, people_counted, servers_counted
from company.estate.blind.days import DAY, expired, since
from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, STAFF_CITIES, Rows, matching
from company.estate.facts import DEPARTMENTS, SOFTWARE, SYSTEMS, VENDORS
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_totals, _hosts, _features, _laptops, _people, _around_one):
        yield from part(rows, draw)


def _totals(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from counted("how many virtual machines do we have?", rows.vms)
    yield from counted("number of laptops in total", rows.laptops)
    yield from counted("How many business services are there?", rows.business)
    yield from counted("how many application services are in the record", rows.applications)


def _hosts(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        HOST_CITIES,
        lambda city: counted(f"how many VMs are in {city}?", matching(rows.vms, location=city)),
    )
    yield from draw.first_of(
        product(HOST_CITIES, SYSTEMS),
        lambda city, os: servers_counted(
            rows, f"count the {os} servers in {city}", location=city, os=os
        ),
    )


def _features(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        SYSTEMS,
        lambda os: counted(
            f"how many of our hosts are not on {os}?",
            [host for host in rows.hosts if host["os"] != os],
        ),
    )
    yield from counted(
        "How many hosts have at least 32 GB of RAM?",
        [host for host in rows.hosts if int(host["memory_gb"]) >= 32],
    )
    yield from counted("how many physical servers have no owner", matching(rows.physical, owner=""))
    yield from draw.first(
        SOFTWARE,
        lambda software: counted(
            f"on how many hosts is {software} installed?",
            [host for host in rows.hosts if rows.runs(host, software)],
        ),
    )


def _laptops(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        VENDORS,
        lambda vendor: counted(
            f"how many {vendor} laptops do we own", matching(rows.laptops, manufacturer=vendor)
        ),
    )
    yield from counted(
        "how many laptops are out of warranty?", expired(rows.laptops, "warranty_ends_on") or []
    )


def _people(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from counted(
        "How many people have left since 1 March 2026?",
        since(rows.people, "end_date", date(DAY.year, 3, 1)),
    )
    yield from draw.first_of(
        product(DEPARTMENTS, STAFF_CITIES),
        lambda department, city: people_counted(
            rows,
            f"how many people work in {department} in {city}?",
            department=department,
            location=city,
        ),
    )
    yield from draw.first(
        DEPARTMENTS,
        lambda department: counted(
            f"headcount of active employees in {department}",
            matching(rows.active, department=department),
        ),
    )


def _around_one(rows: Rows, draw: Draw) -> Iterator[Graded]:
    """Services are asked about only where direct and indirect dependencies are the same."""
    yield from draw.first(
        rows.hosts,
        lambda host: counted(f"how many packages are on {host['name']}", rows.packages_on(host)),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: (
            counted(f"how many services does {name} depend on?", rows.uses(name))
            if rows.uses(name) == rows.all_needed(name)
            else []
        ),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: (
            counted(f"how many services directly depend on {name}?", rows.used_by(name))
            if len(rows.used_by(name)) > 1
            else []
        ),
    )
