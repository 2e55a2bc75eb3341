"""A site that sends alerts all day, made by seed: what is routine there, and what is put into it.

Each kind has a rhythm of its own: some every few minutes, some once in hours, some at a fixed time
of day, and two chronic ones that never stop.  Nothing here is taken from a real stream.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from steersman.signals.alerts.alert import Alert

DAY, HOUR = 86_400, 3_600
BEGAN = 1_750_000_000  # seconds since 1970
HOSTS = ("web1", "web2", "db1", "mail1", "dns1", "vpn1", "files1", "fw1")
_PROGRAMS = ("nginx", "postgres", "postfix", "bind", "sshd", "cron", "kernel", "backup")
_SAYS = ("slow answer", "retry", "login", "update done", "queue grows", "certificate checked")


@dataclass(frozen=True, slots=True)
class Rhythm:
    """``apart``: seconds between two, on average; ``at``: of the day, instead."""

    name: str
    host: str
    apart: float = 0.0
    at: float = 0.0


def rhythms(chance: random.Random, hosts: Sequence[str] = HOSTS) -> list[Rhythm]:
    """What is routine: a dozen kinds a host, two of them chronic."""
    found = []
    for host in hosts:
        names = chance.sample([f"{p}: {s}" for p in _PROGRAMS for s in _SAYS], 12)
        found += [Rhythm(names[n], host, apart=chance.uniform(240, 480)) for n in (0, 1)]
        found += [Rhythm(name, host, apart=chance.uniform(600, 7_200)) for name in names[2:10]]
        found += [Rhythm(name, host, at=chance.uniform(0, DAY)) for name in names[10:]]
    return found


def routine(
    seed: int, days: float, hosts: Sequence[str] = HOSTS, faster: float = 1.0
) -> list[Alert]:
    """Alerts of ``days``, in order.  ``faster``: as many times as much of each kind by chance."""
    chance = random.Random(seed)
    alerts = [
        Alert(moment, each.name, each.host, text=f"value {chance.randint(1, 99)}")
        for each in rhythms(chance, hosts)
        for moment in _moments(each, chance, days, faster)
    ]
    return sorted(alerts, key=lambda each: each.time)


def _moments(each: Rhythm, chance: random.Random, days: float, faster: float) -> Iterator[float]:
    end = BEGAN + days * DAY
    if not each.apart:
        moment = BEGAN + each.at
        while moment < end:
            yield float(int(moment + chance.uniform(0, 120)))
            moment += DAY
        return
    moment = BEGAN + chance.expovariate(faster / each.apart)
    while moment < end:
        yield float(int(moment))
        moment += chance.expovariate(faster / each.apart)


def burst(at: float, name: str, host: str, count: int, within: float) -> list[Alert]:
    """``count`` alerts of one kind, evenly over ``within`` seconds, each with a text of its own."""
    return [Alert(at + within * n / count, name, host, text=f"burst {n}") for n in range(count)]


def with_injected(alerts: Sequence[Alert], injected: Sequence[Alert]) -> list[Alert]:
    """Both in order, each with its row number as reference."""
    both = sorted([*alerts, *injected], key=lambda each: each.time)
    return [
        Alert(a.time, a.name, a.host, a.ip, a.text, a.status, a.labels, row)
        for row, a in enumerate(both)
    ]
