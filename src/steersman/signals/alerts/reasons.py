"""Reasons in words that are understood at three in the morning, the weightiest first."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from steersman.signals.alerts.habits import SLOT, Kind
from steersman.signals.alerts.notification import Reason, Why
from steersman.signals.alerts.surprise import Surprise

SHOWN = 8  # kinds that are named one by one
HOSTS_SHOWN = 5


def reasons_of(host: str, surprises: Collection[Surprise], others: Collection[str]) -> list[Reason]:
    """``others``: hosts that are unusual at the same time."""
    ranked = sorted(surprises, key=lambda each: (-each.weight, each.kind))
    said = [_of_kind(each) for each in ranked[:SHOWN]]
    new = sum(each.is_new and each.kind[1] == host for each in ranked)
    if new > 1:
        words = f"{new} kinds of alert at once that were never seen on {_host(host)} before"
        said.insert(0, Reason(Why.SEVERAL, words, host))
    if others:
        said.insert(0, Reason(Why.HOSTS, f"at the same time unusual: {_listed(others)}", host))
    return said


def reasons_around(kinds: Collection[Kind], host: str, minutes: int) -> list[Reason]:
    """Of alerts that are nothing special, told because of what goes on beside them."""
    hosts = sorted({each for _, each in kinds})
    words = (
        f"what else came in the {minutes} minutes around the situation on {_host(host)}: "
        f"{len(kinds)} kinds on {_listed(hosts)}"
    )
    return [Reason(Why.AROUND, words, host)]


def _of_kind(found: Surprise) -> Reason:
    name, host = found.kind
    if found.is_new:
        where = f"{_host(host)} or anywhere else" if found.new_name else _host(host)
        words = f"{_times(found.count)}“{name}”: never seen on {where} before"
        return Reason(Why.NEW, words, host, name, found.weight)
    if found.is_burst:
        words = f"{found.count:,} × “{name}” on {_host(host)} within ten minutes: {_usual(found)}"
        return Reason(Why.BURST, words, host, name, found.weight)
    words = f"{_times(found.count)}“{name}” on {_host(host)}: rare there, {_often(found.chance)}"
    return Reason(Why.RARE, words, host, name, found.weight)


def _usual(found: Surprise) -> str:
    if found.count > found.record:
        return f"never more than {found.record:,} before"
    return f"the most ever was {found.record:,}, and lately far fewer"


def _often(chance: float) -> str:
    """``chance``: of a slot to have it."""
    minutes = SLOT / 60 / chance
    if minutes < 120:
        return f"about once in {round(minutes, -1):.0f} minutes lately"
    hours = minutes / 60
    spelled = f"{hours:.0f} hours" if hours < 48 else f"{hours / 24:.0f} days"
    return f"about once in {spelled} lately"


def _times(count: int) -> str:
    return f"{count:,} × " if count > 1 else ""


def _host(host: str) -> str:
    return host or "a host without a name"


def _listed(hosts: Iterable[str]) -> str:
    names: Sequence[str] = [_host(each) for each in sorted(hosts)]
    more = f" and {len(names) - HOSTS_SHOWN} more" if len(names) > HOSTS_SHOWN else ""
    return ", ".join(names[:HOSTS_SHOWN]) + more
