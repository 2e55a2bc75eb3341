"""Recordings and graphs by hand, small enough to count along."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from steersman.signals.diagnosis import Case, Column, Graph, Metric, Recording, Target
from steersman.signals.diagnosis.recording import Floats

STEP = 300.0
NAN = float("nan")


def recording(
    nodes: Mapping[str, Mapping[str, Sequence[float] | Floats]], start: float = 0.0
) -> Recording:
    """``{"shop": {"requests": …, "latency": …}}``; availability is 100 where not given."""
    columns: dict[Column, Floats] = {}
    for node, given in nodes.items():
        requests = np.asarray(given["requests"], dtype=np.float64)
        columns[Column(node, "requests", "Sum")] = requests
        full = np.full(len(requests), 100.0)
        for metric in Metric:
            values = given.get(metric.value, full if metric is Metric.AVAILABILITY else None)
            if values is not None:
                columns[Column(node, metric, "Average")] = np.asarray(values, dtype=np.float64)
    rows = len(next(iter(columns.values())))
    return Recording(start + STEP * np.arange(rows, dtype=np.float64), columns)


def noisy(level: float, rows: int, seed: int, share: float = 0.02) -> Floats:
    """``rows`` values about ``level``, as normal running has them."""
    chance = np.random.default_rng(seed)
    made: Floats = level * (1 + share * chance.normal(size=rows))
    return made


def shop(metric: Metric = Metric.LATENCY) -> Case:
    """``front`` calls ``cart`` and ``search``, which calls ``store``, which gets slow or fails.

    In rows 2 and 3 of five each of its 100 requests takes 0.5 s instead of 0.1, or a fifth fails.
    """
    usual = {"front": 0.4, "cart": 0.05, "search": 0.2, "store": 0.1}
    normal = recording(
        {
            node: {"requests": np.full(120, 100.0), "latency": noisy(level, 120, seed)}
            for seed, (node, level) in enumerate(usual.items())
        }
    )
    extra = np.array([0.0, 0.0, 0.4, 0.4, 0.0])
    hit = {"front", "search", "store"}
    slow, fails = metric is Metric.LATENCY, metric is Metric.AVAILABILITY
    incident = recording(
        {
            node: {
                "requests": np.full(5, 100.0),
                "latency": level + extra * (slow and node in hit),
                "availability": 100.0 - 50 * extra * (fails and node in hit),
            }
            for node, level in usual.items()
        },
        120 * STEP,
    )
    graph = Graph.of([("front", "cart"), ("front", "search"), ("search", "store")])
    return Case(graph, normal, incident, Target("front", metric))
