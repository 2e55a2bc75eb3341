"""Faults by kind, each on a shop of its own: what diagnosis is measured on.

A kind changes the shop, the fault or the recording in the one way that its name says.  ``truth``
holds every component that would be a right first answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from benchmarks.shops import FRONT, STEP, Call, Fault, Shop, make_shop, record
from steersman.signals.diagnosis import Case, Column, Graph, Metric, Recording, Target
from steersman.signals.diagnosis.recording import Floats

USUAL_ROWS, START = 300, 1_700_000_000.0


@dataclass
class Draft:
    """A case in the making."""

    shop: Shop
    chance: np.random.Generator
    metric: Metric
    truth: set[str]
    size: float  # how much slower the front gets, or the share of its requests that fail
    rows: int = 5
    hit: tuple[int, int] = (2, 4)  # rows in trouble
    ramp: bool = False
    share: float = 0.3  # of the requests that are delayed
    statistic: str = "Average"
    faults: dict[str, Fault] = field(default_factory=dict)
    after: list[Callable[[Draft, Case], Case]] = field(default_factory=list)


@dataclass(frozen=True)
class Trial:
    case: Case
    truth: frozenset[str]


def make(kind: str, seed: int) -> Trial:
    """The trial of ``kind`` that ``seed`` gives; kind ``quiet`` has no truth."""
    chance = np.random.default_rng([seed, *kind.encode()])
    draft = _draft(chance)
    KINDS[kind](draft)
    return _trial(draft)


def _draft(chance: np.random.Generator) -> Draft:
    shop = make_shop(chance)
    metric = Metric.LATENCY if chance.random() < 0.5 else Metric.AVAILABILITY
    reached = [name for name in shop.parts if name != FRONT and _weight(shop, name) > 0.05]
    root = str(chance.choice(reached)) if reached else FRONT
    size = float(np.exp(chance.uniform(np.log(0.15), np.log(1.0))))
    first = int(chance.integers(1, 3))
    return Draft(shop, chance, metric, {root}, size, hit=(first, first + 2))


def _weight(shop: Shop, name: str) -> float:
    """How many of a component's answers one request of the front waits for."""
    weights = {FRONT: 1.0}
    for caller, part in shop.parts.items():
        for callee, call in part.calls.items():
            felt = weights.get(caller, 0.0) * call.often * call.waits
            weights[callee] = weights.get(callee, 0.0) + felt
    return weights.get(name, 0.0)


def _trial(draft: Draft) -> Trial:
    shop, chance = draft.shop, draft.chance
    normal = record(shop, USUAL_ROWS, chance, {}, START)
    start = START + STEP * (USUAL_ROWS + int(chance.integers(0, 288)))
    for root in sorted(draft.truth & set(shop.parts)):
        if root not in draft.faults:
            draft.faults[root] = _fault(draft, root, normal)
    incident = record(shop, draft.rows, chance, draft.faults, start)
    at = start + STEP * (draft.hit[1] - 1) if draft.truth else None
    target = Target(FRONT, draft.metric, draft.statistic, at)
    case = Case(shop.graph, normal, incident, target)
    for change in draft.after:
        case = change(draft, case)
    return Trial(case, frozenset(draft.truth))


def _fault(draft: Draft, root: str, normal: Recording) -> Fault:
    """So large that the front gets slower by ``size`` of itself, or fails a tenth of it."""
    weight = max(_weight(draft.shop, root), 0.05)
    rows = _rows(draft)
    if draft.metric is Metric.LATENCY:
        front = float(np.nanmedian(normal.series(FRONT, "latency", "Average")))
        delay = draft.size * front / weight / draft.share
        return Fault(delay * rows, np.zeros(draft.rows), draft.share)
    failing = min(0.6, 0.1 * draft.size / weight)
    return Fault(np.zeros(draft.rows), failing * rows)


def _rows(draft: Draft) -> Floats:
    rows = np.zeros(draft.rows)
    first, last = draft.hit
    rows[first:last] = np.linspace(0, 1, last - first) if draft.ramp else 1.0
    return rows


def plain(draft: Draft) -> None:
    """One component gets slow, or fails."""


def front_itself(draft: Draft) -> None:
    draft.truth = {FRONT}


def quiet(draft: Draft) -> None:
    draft.truth = set()


def quiet_hours(draft: Draft) -> None:
    draft.truth, draft.rows = set(), int(draft.chance.choice([12, 24, 60, 120]))


def quiet_later(draft: Draft) -> None:
    """Normal running was recorded for half a day, the window is another half."""
    draft.truth = set()
    draft.after.append(lambda _, case: replace(case, normal=case.normal.rows(0, 150)))


def asynchronous(draft: Draft) -> None:
    """Another component is slow at the same time, but nobody waits for it."""
    (root,) = draft.truth
    caller = str(draft.chance.choice([each for each in draft.shop.parts if each != root]))
    queue = replace(draft.shop.parts[root], calls={})
    draft.shop.parts["queue"] = queue
    draft.shop.parts[caller].calls["queue"] = Call(1.0, waits=False)
    rows = np.zeros(draft.rows)
    rows[draft.hit[0] : draft.hit[1] + 1] = draft.chance.uniform(0.5, 1.5)
    failing = np.minimum(rows * 0.3, 0.9) * (draft.metric is Metric.AVAILABILITY)
    draft.faults["queue"] = Fault(rows * draft.chance.uniform(0.2, 3), failing)


def retries(draft: Draft) -> None:
    """Failed calls are tried again: below, one failure of a visitor shows as several."""
    draft.metric = Metric.AVAILABILITY
    for part in draft.shop.parts.values():
        for call in part.calls.values():
            call.retries = int(draft.chance.integers(0, 3))
    draft.size = 6.0


def parallel(draft: Draft) -> None:
    """Callers ask everybody at once and wait for the slowest."""
    draft.metric, draft.size = Metric.LATENCY, draft.size + 0.5
    for part in draft.shop.parts.values():
        part.parallel = True


def swallowed(draft: Draft) -> None:
    """Half of the failures are caught by a caller on the way."""
    draft.metric, draft.size = Metric.AVAILABILITY, draft.size + 1
    for part in draft.shop.parts.values():
        for call in part.calls.values():
            call.passes = float(draft.chance.choice([1.0, 0.5]))


def not_in_graph(draft: Draft) -> None:
    """Another component is missing from graph and recording."""
    draft.after.append(lambda made, case: _hidden(made, case, graph=True))


def without_metrics(draft: Draft) -> None:
    """Another component is in the graph, but nothing of it is recorded."""
    draft.after.append(lambda made, case: _hidden(made, case, graph=False))


def _hidden(draft: Draft, case: Case, *, graph: bool) -> Case:
    between = [name for name in draft.shop.parts if name not in {FRONT, *draft.truth}]
    gone = str(draft.chance.choice(between))
    kept = case.graph
    if graph:
        calls = {call for call in kept.calls if gone not in call}
        kept = Graph.of(calls, kept.nodes - {gone})
    return replace(
        case, graph=kept, normal=_less(case.normal, gone), incident=_less(case.incident, gone)
    )


def _less(recording: Recording, node: str) -> Recording:
    columns = {key: values for key, values in recording.columns.items() if key.node != node}
    return replace(recording, columns=columns)


def vanished(draft: Draft) -> None:
    """A component is gone: its callers fail, and it gets no requests that it could fail."""
    draft.metric = Metric.AVAILABILITY
    (root,) = draft.truth
    fault = Fault.none(draft.rows)
    fault.down = _rows(draft) * float(draft.chance.choice([0.6, 0.9, 1.0]))
    draft.faults[root] = fault


def timeouts(draft: Draft) -> None:
    """A component is slow, and only its callers count that as failures."""
    draft.metric = Metric.AVAILABILITY
    (root,) = draft.truth
    share = 0.1 * draft.size
    slow = _rows(draft)
    draft.faults[root] = Fault(slow * 5.0, np.zeros(draft.rows), share)
    for name, part in draft.shop.parts.items():
        if root in part.calls:
            draft.faults[name] = Fault(np.zeros(draft.rows), slow * min(share, 0.9))


def only_p99(draft: Draft) -> None:
    draft.metric, draft.share, draft.statistic = Metric.LATENCY, 0.015, "p99"
    draft.size = 0.15


def gaps(draft: Draft) -> None:
    """A tenth of the cells is empty."""
    draft.after.append(_with_gaps)


def _with_gaps(draft: Draft, case: Case) -> Case:
    def holed(recording: Recording) -> Recording:
        columns = {
            key: np.where(draft.chance.random(len(recording)) < 0.1, np.nan, values)
            for key, values in recording.columns.items()
        }
        return replace(recording, columns=columns)

    return replace(case, normal=holed(case.normal), incident=holed(case.incident))


def circles(draft: Draft) -> None:
    """Some components call back, now and then."""
    draft.after.append(_with_circles)


def _with_circles(draft: Draft, case: Case) -> Case:
    back = {
        (callee, caller)
        for caller, callee in sorted(case.graph.calls)
        if draft.chance.random() < 0.2
    }
    return replace(case, graph=Graph.of(case.graph.calls | back, case.graph.nodes))


def one_row(draft: Draft) -> None:
    draft.rows, draft.hit = 1, (0, 1)


def all_rows(draft: Draft) -> None:
    """The recording of the incident begins after the fault."""
    draft.hit = (0, 5)


def hours(draft: Draft) -> None:
    first = int(draft.chance.integers(0, 80))
    draft.rows, draft.hit = 96, (first, first + int(draft.chance.integers(3, 12)))


def leak(draft: Draft) -> None:
    """It gets worse and worse over hours."""
    draft.rows, draft.hit, draft.ramp = 60, (5, 60), True


def two_causes(draft: Draft) -> None:
    parts = [
        each for each in draft.shop.parts if each != FRONT and _weight(draft.shop, each) > 0.05
    ]
    draft.truth = set(draft.chance.choice(parts, size=min(2, len(parts)), replace=False).tolist())


def flood(draft: Draft) -> None:
    """An outside client asks one component so much that it gets slow for everybody."""
    draft.metric = Metric.LATENCY
    (root,) = draft.truth
    draft.shop.clients["batch"] = (root, draft.shop.traffic * 0.05)
    asked = _rows(draft) * draft.shop.traffic * float(draft.chance.uniform(2, 8))
    draft.faults["batch"] = Fault(np.zeros(draft.rows), np.zeros(draft.rows), flood=asked)
    draft.truth.add("batch")


def seen_twice(draft: Draft) -> None:
    """Callers record their calls as a component of its own, which calls nothing."""
    draft.after.append(_with_views)


def _with_views(draft: Draft, case: Case) -> Case:
    calls, columns = set(case.graph.calls), dict(case.incident.columns)
    usual = dict(case.normal.columns)
    for caller, callee in sorted(case.graph.calls):
        if draft.chance.random() < 0.5 or caller.startswith("client"):
            continue
        view, share = f"{callee} seen by {caller}", float(draft.chance.uniform(0.1, 1.0))
        calls.add((caller, view))
        for kept in (columns, usual):
            _copy(kept, callee, view, share)
    nodes = {node for call in calls for node in call} | case.graph.nodes
    return replace(
        case,
        graph=Graph.of(calls, nodes),
        normal=replace(case.normal, columns=usual),
        incident=replace(case.incident, columns=columns),
    )


def _copy(columns: dict[Column, Floats], node: str, view: str, share: float) -> None:
    for key in [key for key in columns if key.node == node]:
        values = columns[key]
        shown = np.round(values * share) if key.metric == "requests" else values
        columns[key._replace(node=view)] = shown + 0.004 * (key.metric == "latency")


def no_normal(draft: Draft) -> None:
    """Nobody recorded normal running."""
    draft.size += 1.0
    draft.after.append(lambda _, case: replace(case, normal=Recording(np.empty(0), {})))


KINDS: Mapping[str, Callable[[Draft], None]] = {
    "plain": plain,
    "front itself": front_itself,
    "asynchronous": asynchronous,
    "retries": retries,
    "parallel": parallel,
    "swallowed": swallowed,
    "not in graph": not_in_graph,
    "without metrics": without_metrics,
    "vanished": vanished,
    "timeouts": timeouts,
    "only p99": only_p99,
    "gaps": gaps,
    "circles": circles,
    "one row": one_row,
    "all rows": all_rows,
    "hours": hours,
    "leak": leak,
    "two causes": two_causes,
    "flood": flood,
    "seen twice": seen_twice,
    "no normal": no_normal,
    "quiet": quiet,
    "quiet hours": quiet_hours,
    "quiet later": quiet_later,
}
