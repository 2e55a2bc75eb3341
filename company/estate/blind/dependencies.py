"""What needs what: between services, and between services and hosts.

Some mean direct dependencies, some all of them: where a question does not say which, it is asked
only of an item for which both are the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from company.estate.blind.asking import named
from company.estate.blind.draw import Draw
from company.estate.blind.rows import Rows
from company.estate.facts import reach
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    for part in (_plain, _outages, _lost_hosts, _hosts, _everything, _alone):
        yield from part(rows, draw)


def _plain(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(f"which services depend on {name}?", rows.used_by(name))
            if rows.used_by(name) == rows.all_affected(name)
            else []
        ),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(f"what services does {name} rely on", rows.uses(name))
            if rows.uses(name) == rows.all_needed(name)
            else []
        ),
    )


def _outages(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(
                f"If {name} goes down, which services are affected, directly or indirectly?",
                rows.all_affected(name),
            )
            if rows.all_affected(name) != rows.used_by(name)
            else []
        ),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: named(
            f"impact of an outage of {name} on other services", rows.all_affected(name)
        ),
    )


def _lost_hosts(rows: Rows, draw: Draw) -> Iterator[Graded]:
    host_names = [host["name"] for host in rows.hosts]
    yield from draw.first(
        host_names,
        lambda host: (
            named(
                f"which services break when we lose {host}, including indirectly?",
                rows.all_affected(host),
            )
            if rows.all_affected(host) != rows.hosted_by(host)
            else []
        ),
    )
    yield from draw.first(
        host_names,
        lambda host: (
            named(
                f"i want to reboot {host} tonight, which services will be affected",
                rows.hosted_by(host),
            )
            if rows.all_affected(host) == rows.hosted_by(host)
            else []
        ),
    )
    yield from draw.first(
        host_names,
        lambda host: named(f"what services run directly on {host}?", rows.hosted_by(host)),
    )


def _hosts(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        rows.service_names,
        lambda name: named(f"Which hosts does {name} run on?", rows.hosts_of(name)),
    )
    physical = {host["name"] for host in rows.physical}
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(f"list the servers {name} runs on", rows.hosts_of(name))
            if rows.hosts_of(name) <= physical
            else []
        ),
    )


def _everything(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(f"all services {name} needs, direct and indirect", rows.all_needed(name))
            if len(rows.all_needed(name)) > 1
            else []
        ),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: named(
            f"everything {name} depends on directly or indirectly, services and hosts",
            reach(rows.made, name, "needs"),
        ),
    )
    yield from draw.first(
        rows.service_names,
        lambda name: (
            named(f"only the direct dependents of {name} please", rows.used_by(name))
            if rows.used_by(name) != rows.all_affected(name)
            else []
        ),
    )


def _alone(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from named(
        "which services does no other service depend on?",
        [name for name in rows.service_names if not rows.used_by(name)],
    )
    yield from named(
        "Services that do not depend on any other service",
        [name for name in rows.service_names if not rows.uses(name)],
    )
