"""When hosts were installed and last patched."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

from company.estate.blind.asking import SHORT, listed, servers
from company.estate.blind.days import (
    DAY,
    before,
    day_first,
    iso_month,
    month,
    month_first,
    since,
    starting,
    within,
)
from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, Rows, matching
from company.estate.questions import Graded

PATCHED, INSTALLED = "last_patched_on", "installed_on"
MONTHS = (1, 2, 3, 4)  # of this year, and over


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_before, _in_a_month, _days_ago, _installed, _between):
        yield from part(rows, draw)


def _before(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        [date(DAY.year, each, 1) for each in MONTHS],
        lambda day: listed(f"VMs last patched before {day}", before(rows.vms, PATCHED, day), SHORT),
    )
    yield from draw.first(
        [date(DAY.year, *each) for each in product(MONTHS, (10, 15, 20))],
        lambda day: listed(
            f"which production hosts were last patched before {day_first(day)}?",
            before(matching(rows.hosts, environment="production"), PATCHED, day),
            SHORT,
        ),
    )


def _in_a_month(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from listed(
        "which hosts had their latest patch last month",
        starting(rows.hosts, PATCHED, iso_month(DAY.month - 1)),
    )
    yield from draw.first(
        MONTHS,
        lambda number: listed(
            f"virtual machines that were last patched in {month(number)}",
            starting(rows.vms, PATCHED, iso_month(number)),
        ),
    )


def _days_ago(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        HOST_CITIES,
        lambda city: listed(
            f"hosts in {city} patched in the last 30 days",
            since(matching(rows.hosts, location=city), PATCHED, DAY - timedelta(days=30)),
            SHORT,
        ),
    )
    yield from draw.first(
        HOST_CITIES,
        lambda city: listed(
            f"show hosts in {city} whose last patch is more than 90 days ago",
            before(matching(rows.hosts, location=city), PATCHED, DAY - timedelta(days=89)),
            SHORT,
        ),
    )
    yield from listed(
        "Which hosts have no patch date on record?", matching(rows.hosts, last_patched_on="")
    )


def _installed(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first_of(
        [(year, year + 1) for year in (2019, 2020, 2021, 2022)],
        lambda first, last: listed(
            f"VMs installed between {first}-01-01 and {last}-12-31",
            [vm for vm in rows.vms if first <= date.fromisoformat(vm[INSTALLED]).year <= last],
        ),
    )
    yield from draw.first(
        (2020, 2021, 2022, 2023, 2024),
        lambda year: _installed_in(rows, "Zurich", year) or _installed_in(rows, "Paris", year),
    )
    day = date(2024, 3, 20)
    yield from draw.first(
        HOST_CITIES,
        lambda city: (
            servers(
                rows,
                f"servers installed in {city} since {month_first(day)}",
                lambda host: host[INSTALLED] >= day.isoformat(),
                location=city,
            )
            if since(matching(rows.hosts, location=city), INSTALLED, day)
            else []
        ),
    )


def _installed_in(rows: Rows, city: str, year: int) -> list[Graded]:
    return servers(
        rows,
        f"Servers in {city} installed in {year}",
        lambda host: host[INSTALLED].startswith(str(year)),
        location=city,
    )


def _between(rows: Rows, draw: Draw) -> Iterator[Graded]:
    tests = matching(rows.hosts, environment="test")
    yield from draw.first_of(
        [(date(DAY.year, a, 10), date(DAY.year, b, 20)) for a, b in product((1, 2), (3, 4))],
        lambda first, last: listed(
            f"test hosts last patched between {day_first(first)} and {day_first(last)}",
            within(tests, PATCHED, first, last) or [],
            SHORT,
        ),
    )
    yield from listed(
        "vms that were installed this year", starting(rows.vms, INSTALLED, str(DAY.year))
    )
