"""Services by the hosts under them, their criticality and who looks after them."""

from __future__ import annotations

from collections.abc import Iterator

from company.estate.blind.asking import Asked, listed, named
from company.estate.blind.draw import Draw
from company.estate.blind.rows import HOST_CITIES, Rows, matching
from company.estate.facts import SYSTEMS, TEAMS
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_by_host, _described, _business):
        yield from part(rows, draw)


def _by_host(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        HOST_CITIES[1:],
        lambda city: named(
            f"which services run on hosts in {city}?", _on_hosts(rows, "location", city)
        ),
    )
    yield from draw.first(
        SYSTEMS,
        lambda os: named(f"services that run on a {os} host", _on_hosts(rows, "os", os)),
    )


def _on_hosts(rows: Rows, column: str, value: str) -> list[str]:
    return [
        name
        for name in rows.service_names
        if any(rows.made.named(host)[column] == value for host in rows.hosts_of(name))
    ]


def _described(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from listed(
        "which business services have criticality 1 or 2",
        [service for service in rows.business if service["criticality"] in ("1", "2")],
    )
    yield from listed("application services nobody owns", matching(rows.applications, owner=""))
    yield from draw.first(
        TEAMS,
        lambda team: listed(
            f"What services is {team} in charge of?", matching(rows.services, managed_by=team)
        ),
    )


def _business(rows: Rows, draw: Draw) -> Iterator[Graded]:
    applications = sorted(service["name"] for service in rows.applications)
    yield from draw.first(applications, lambda name: _business_on(rows, name))


def _business_on(rows: Rows, name: str) -> Asked:
    """Only where the indirect ones are also direct ones."""
    business = {service["name"] for service in rows.business}
    direct = rows.used_by(name) & business
    same = rows.all_affected(name) & business == direct
    return named(f"which business services rely on {name}?", direct) if same else []
