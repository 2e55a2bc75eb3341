"""Which open situation an alert belongs to, and why.

In this order: it was in it before, the same host, the dependency graph within a quarter of an hour,
and, when many begin at once, the crowd.  A reason is told with each alert that joins.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

SAME_HOST = 1_800.0  # seconds since its last alert, in which an alert of its host joins
NEAR = 900.0  # seconds since its last alert, in which one on a neighbour in the graph joins
CROWD, AT_ONCE = 5, 300.0  # so many opened within so many seconds: what comes then joins them
BEFORE = "it was part of it before"


@dataclass(slots=True, kw_only=True)
class Open:
    """A situation that alerts may join.  ``items``: configuration items, by id."""

    number: str
    opened_at: float
    last_at: float
    firing: int
    crowd: bool = False  # it stands for several that began at once
    hosts: set[str] = field(default_factory=set)
    items: set[str] = field(default_factory=set)
    names: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True, kw_only=True)
class Came:
    """An alert that fires.  ``near``: items that it depends on or that depend on it → hops."""

    alert: str
    name: str
    host: str
    at: float
    items: Collection[str] = ()
    near: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Joined:
    """``others``: situations that the alert shows to be the same one."""

    number: str
    why: str
    others: tuple[str, ...] = ()


def joined(came: Came, members: Collection[str], open_: Mapping[str, Open]) -> Joined | None:
    """``members``: situations that have the alert already.  None: it belongs to none of them."""
    for number in sorted(members):
        if number in open_:
            return Joined(number, BEFORE)
    here = _of_host(came, open_.values())
    if here is not None:
        return Joined(here.number, f"also on {came.host}")
    near = _near(came, open_.values())
    if near:
        first = min(near, key=lambda one: (one.opened_at, one.number))
        others = tuple(sorted(one.number for one in near if one is not first))
        return Joined(first.number, "one depends on the other", others)
    return None


def crowded(came: Came, open_: Mapping[str, Open]) -> Joined | None:
    """The situation that stands for all, when so many begin that no one could read each."""
    late = [one for one in open_.values() if one.opened_at > came.at - AT_ONCE]
    if len(late) < CROWD:
        return None
    same = [one for one in late if came.name in one.names]
    last = max(same or late, key=lambda one: (one.crowd, one.opened_at, one.number))
    return Joined(last.number, f"{CROWD} situations began within {AT_ONCE / 60:.0f} minutes")


def _of_host(came: Came, open_: Collection[Open]) -> Open | None:
    if not came.host:
        return None
    fitting = [
        one
        for one in open_
        if came.host in one.hosts and (one.firing or one.last_at > came.at - SAME_HOST)
    ]
    return min(fitting, key=lambda one: (one.opened_at, one.number), default=None)


def _near(came: Came, open_: Collection[Open]) -> Sequence[Open]:
    wanted = {*came.items, *came.near}
    if not wanted:
        return ()
    return [one for one in open_ if one.last_at > came.at - NEAR and wanted & one.items]
