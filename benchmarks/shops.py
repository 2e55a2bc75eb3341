"""Made-up shops: components that call each other, and what monitoring would record of them.

Requests are simulated, not excesses: a caller waits for the sum of its calls or for the slowest,
a call may be tried again, a queue lets nobody wait.  So the diagnosis is not handed its own
assumptions back.  The same seed gives the same shop.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from steersman.signals.diagnosis import Column, Graph, Recording
from steersman.signals.diagnosis.recording import Floats

FRONT = "front"
STEP = 300.0  # seconds of a row
PERCENTILES: Mapping[str, float] = {"p50": 0.85, "p90": 1.6, "p95": 2.1, "p99": 3.4}  # of the mean


@dataclass
class Call:
    """How one component calls another: how often a request, and what it does about failures."""

    often: float
    waits: bool = True
    retries: int = 0
    passes: float = 1.0  # the share of failures that fail the caller's request too


@dataclass
class Part:
    """One component: its own seconds a request, its noise, and whom it calls."""

    own: float
    noise: float
    spikes: float  # share of rows that are several times as slow for no reason
    failing: float = 0.0  # share of requests that always fail
    drift: float = 0.0  # how much its seconds swing over a day, as a share
    hour: float = 0.0  # when, 0 to 1 of the day
    parallel: bool = False
    calls: dict[str, Call] = field(default_factory=dict)


@dataclass
class Fault:
    """What goes wrong in a component, row by row."""

    delay: Floats  # seconds, for ``share`` of the requests
    failing: Floats  # share of the requests
    share: float = 1.0
    down: Floats | None = None  # share of the calls that never arrive, and fail for their callers
    flood: Floats | None = None  # requests that come on top

    @classmethod
    def none(cls, rows: int) -> Fault:
        return cls(np.zeros(rows), np.zeros(rows))


@dataclass
class Shop:
    """Parts from the front to the back: each calls only later ones; clients call from outside."""

    parts: dict[str, Part]
    traffic: float  # requests of the front in a row
    daily: float  # how much they swing over a day, 0 to 1
    clients: dict[str, tuple[str, float]]  # who calls whom from outside, how often in a row

    @property
    def graph(self) -> Graph:
        calls = [(name, to) for name, part in self.parts.items() for to in part.calls]
        calls += [(client, to) for client, (to, _) in self.clients.items()]
        return Graph.of(calls, [*self.parts, *self.clients])


def make_shop(chance: np.random.Generator) -> Shop:
    """Eight to thirty components in layers under one front."""
    count = int(chance.integers(8, 31))
    names = [FRONT, *(f"part{number}" for number in range(1, count))]
    parts = {name: _part(chance) for name in names}
    for place in range(1, count):
        near = range(max(0, place - 1 - int(count / 2)), place)
        callers = chance.choice(np.array(near), size=min(len(near), 1 + (chance.random() < 0.3)))
        for caller in set(callers.tolist()):
            parts[names[caller]].calls[names[place]] = Call(often=float(chance.uniform(0.3, 1.5)))
    traffic = float(np.exp(chance.uniform(np.log(150), np.log(3000))))
    clients = {
        f"client{number}": (str(chance.choice(names[1:])), traffic * float(chance.uniform(0, 0.3)))
        for number in range(int(chance.integers(0, 4)))
    }
    return Shop(parts, traffic, float(chance.choice([0.0, 0.1, 0.5])), clients)


def _part(chance: np.random.Generator) -> Part:
    own = float(np.exp(chance.uniform(np.log(0.002), np.log(0.08))))
    spikes = 0.01 if chance.random() < 0.15 else 0.0
    failing = (
        float(np.exp(chance.uniform(np.log(1e-4), np.log(1e-2)))) if chance.random() < 0.15 else 0.0
    )
    drift = float(chance.uniform(0.02, 0.15)) if chance.random() < 0.3 else 0.0
    noise = float(chance.uniform(0.01, 0.06))
    return Part(own, noise, spikes, failing, drift, float(chance.random()))


@dataclass
class _State:
    """What a component does in each row: arriving requests, seconds each, share that fails."""

    arriving: Floats
    served: Floats
    each: Floats
    failing: Floats


def record(
    shop: Shop, rows: int, chance: np.random.Generator, faults: Mapping[str, Fault], start: float
) -> Recording:
    """What monitoring writes down in ``rows`` rows."""
    states = _answers(shop, rows, chance, faults, start)
    served = _requests(shop, rows, chance, faults, states, start)
    columns: dict[Column, Floats] = {}
    for name, state in states.items():
        _write(columns, name, served[name], state, faults.get(name), chance)
    for client, (to, often) in shop.clients.items():
        fault = faults.get(client)
        extra = fault.flood if fault and fault.flood is not None else np.zeros(rows)
        asked = chance.poisson(often + extra).astype(np.float64)
        _write(columns, client, asked, states[to], None, chance)
    times: Floats = start + STEP * np.arange(rows, dtype=np.float64)
    return Recording(times, columns)


def _answers(
    shop: Shop,
    rows: int,
    chance: np.random.Generator,
    faults: Mapping[str, Fault],
    start: float,
) -> dict[str, _State]:
    """Seconds and failures of a request of each component, from the back to the front."""
    states: dict[str, _State] = {}
    for name in reversed(shop.parts):
        part, fault = shop.parts[name], faults.get(name) or Fault.none(rows)
        day = np.sin(2 * np.pi * ((start / STEP + np.arange(rows)) / 288 + part.hour))
        own = part.own * (1 + part.drift * day) * np.exp(part.noise * chance.normal(size=rows))
        own = np.where(chance.random(rows) < part.spikes, own * chance.uniform(2, 5, rows), own)
        each = own + fault.delay * fault.share
        going = (1 - part.failing) * (1 - fault.failing)
        waiting: list[Floats] = []
        for to, call in part.calls.items():
            seen, down = states[to], _down(faults.get(to), rows)
            once = 1 - (1 - seen.failing) * (1 - down)
            tries = sum((once**number for number in range(call.retries + 1)), np.zeros(rows))
            if call.waits:
                waiting.append(call.often * tries * seen.each * (1 - down))
                left = once ** (call.retries + 1) * call.passes
                going = going * (1 - left) ** call.often
        if waiting:
            each = each + (np.max(waiting, axis=0) if part.parallel else np.sum(waiting, axis=0))
        states[name] = _State(np.zeros(rows), np.zeros(rows), each, 1 - going)
    return states


def _down(fault: Fault | None, rows: int) -> Floats:
    return fault.down if fault and fault.down is not None else np.zeros(rows)


def _requests(
    shop: Shop,
    rows: int,
    chance: np.random.Generator,
    faults: Mapping[str, Fault],
    states: Mapping[str, _State],
    start: float,
) -> dict[str, Floats]:
    """How many requests each component serves, from the front to the back."""
    day = np.sin(2 * np.pi * (start / STEP + np.arange(rows)) / 288)
    served: dict[str, Floats] = {FRONT: shop.traffic * (1 + shop.daily * day)}
    for client, (to, often) in shop.clients.items():
        fault = faults.get(client)
        extra = fault.flood if fault and fault.flood is not None else 0.0
        served[to] = served.get(to, np.zeros(rows)) + often + extra
    for name, part in shop.parts.items():
        mine = served.get(name, np.zeros(rows)) * (1 - _down(faults.get(name), rows))
        fault = faults.get(name)
        mine = mine + (fault.flood if fault and fault.flood is not None else 0.0)
        served[name] = chance.poisson(np.maximum(mine, 0)).astype(np.float64)
        for to, call in part.calls.items():
            once = 1 - (1 - states[to].failing) * (1 - _down(faults.get(to), rows))
            tries = sum((once**number for number in range(call.retries + 1)), np.zeros(rows))
            served[to] = served.get(to, np.zeros(rows)) + served[name] * call.often * tries
    return served


def _write(
    columns: dict[Column, Floats],
    name: str,
    served: Floats,
    state: _State,
    fault: Fault | None,
    chance: np.random.Generator,
) -> None:
    """The columns of one component; nothing is known of a row without requests."""
    rows = len(served)
    some = served > 0
    scatter = 1 + 0.5 * chance.normal(size=rows) / np.sqrt(np.maximum(served, 1))
    mean = state.each * np.maximum(scatter, 0.2)
    failed = chance.binomial(served.astype(np.int64), np.clip(state.failing, 0, 1))
    columns[Column(name, "requests", "Sum")] = served
    columns[Column(name, "latency", "Average")] = np.where(some, mean, np.nan)
    share = failed / np.maximum(served, 1)
    columns[Column(name, "availability", "Average")] = np.where(some, 100 * (1 - share), np.nan)
    delay = fault.delay if fault else np.zeros(rows)
    for percentile, times in PERCENTILES.items():
        beyond = 1 - float(percentile[1:]) / 100
        slow = delay if fault and fault.share >= beyond else 0.0
        told = (mean - delay * (fault.share if fault else 0)) * times * np.exp(
            0.05 * chance.normal(size=rows)
        ) + slow
        columns[Column(name, "latency", percentile)] = np.where(some, told, np.nan)
