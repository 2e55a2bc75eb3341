"""The first, the last and the most; asked only where there is exactly one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date

from company.estate.blind.asking import Asked, fact
from company.estate.blind.days import DAY
from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, Rows, matching
from company.estate.facts import TEAMS, Row, name_of
from company.estate.questions import Graded

Measure = Callable[[Row], int]


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_hosts, _patched, _laptops, _people):
        yield from part(rows, draw)
    yield from _most("most expensive contract", rows.contracts, lambda row: int(row["cost"]))


def _hosts(rows: Rows, draw: Draw) -> Iterator[Graded]:
    patched = [host for host in rows.hosts if host["last_patched_on"]]
    yield from _most("which host was patched most recently?", patched, _day("last_patched_on"))
    yield from draw.first(
        HOST_CITIES,
        lambda city: _least(
            f"oldest vm in {city} by install date",
            matching(rows.vms, location=city),
            _day("installed_on"),
        ),
    )
    yield from draw.first(
        HOST_CITIES, lambda city: _oldest_server(city, matching(rows.hosts, location=city))
    )
    yield from draw.first(
        HOST_CITIES,
        lambda city: _most(
            f"most recently installed host in {city}",
            matching(rows.hosts, location=city),
            _day("installed_on"),
        ),
    )


def _oldest_server(city: str, hosts: list[Row]) -> Asked:
    """Only where it is a physical server, among several: then nobody finds another one."""
    asked = _least(f"what is the oldest server in {city}?", hosts, _day("installed_on"))
    oldest = min(hosts, key=_day("installed_on"), default=None)
    physical = oldest is not None and oldest["class"] == "server"
    return asked if physical and len(hosts) > 2 else []


def _patched(rows: Rows, draw: Draw) -> Iterator[Graded]:
    patched = [host for host in rows.hosts if host["last_patched_on"]]
    yield from draw.first(
        TEAMS,
        lambda team: _least(
            f"which of the hosts managed by {team} has gone the longest since its last patch"
            " (ignore those with no patch date)",
            matching(patched, managed_by=team),
            _day("last_patched_on"),
        ),
    )


def _laptops(rows: Rows, draw: Draw) -> Iterator[Graded]:
    ends = _day("warranty_ends_on")
    yield from _most("laptop with the latest warranty end date", rows.laptops, ends)
    today = DAY.toordinal()
    ahead = [laptop for laptop in rows.laptops if ends(laptop) >= today]
    if all(ends(laptop) != today for laptop in ahead):
        yield from _least("Which laptop's warranty expires next?", ahead, ends)


def _people(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from _most("who left most recently?", rows.gone, _day("end_date"))
    yield from _least(
        "Which active employee has been here the longest?", rows.active, _day("start_date")
    )


def _least(question: str, rows: Sequence[Row], measure: Measure) -> Asked:
    least = min(map(measure, rows), default=0)
    found = [row for row in rows if measure(row) == least]
    right = frozenset(row.get("name") or name_of(row) for row in found)
    return fact(question, right) if len(found) == 1 else []


def _most(question: str, rows: Sequence[Row], measure: Measure) -> Asked:
    return _least(question, rows, lambda row: -measure(row))


def _day(column: str) -> Measure:
    return lambda row: date.fromisoformat(row[column]).toordinal()
