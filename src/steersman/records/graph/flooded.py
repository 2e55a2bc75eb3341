"""An answer from the graph in memory: every count is exact, the list holds the first of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from steersman.domain.graph import Dependency, Reached, Walk, Way
from steersman.records.graph.counted import UNKNOWN, Counted, Only
from steersman.records.graph.reader import Fact
from steersman.records.graph.snapshot import UNRATED, Flood, Numbers, Snapshot


def found_in(
    snapshot: Snapshot, roots: Sequence[str], way: Way, hops: int, only: Only, first: int
) -> tuple[Walk, dict[str, Fact], Counted, list[str]]:
    """The walk, and what is listed of it.  Every count is of all that was found.

    Up to ``first`` things the walk has all; else the ``first`` that fit ``only``, and what leads
    to them.
    """
    numbers = [snapshot.number[one] for one in roots if one in snapshot.number]
    flood = snapshot.flood(numbers, way, hops)
    everything = np.flatnonzero(flood.depth > 0)
    fitting = everything[_fits(snapshot, everything, only)]
    listed = _first(snapshot, flood, fitting, first)
    kept = everything.tolist() if len(everything) <= first else listed
    shown = _with_ways(snapshot, flood, way, kept, set(numbers))
    at = np.array(shown, np.int64)
    reasons = zip(flood.depth[at].tolist(), snapshot.edges(flood.by[at], way), strict=True)
    found = {
        snapshot.ids[one]: Reached(snapshot.ids[one], depth, by)
        for one, (depth, by) in zip(shown, reasons, strict=True)
    }
    facts = {snapshot.ids[one]: snapshot.fact(one) for one in [*numbers, *shown]}
    among = _among(snapshot, way, [*numbers, *shown])
    start = frozenset(snapshot.ids[one] for one in numbers)
    walk = Walk(start, way, found, among, hops, complete=True, exhausted=flood.exhausted)
    counts = _counts(snapshot, flood, everything, fitting)
    return walk, facts, counts, [snapshot.ids[one] for one in listed]


def _fits(
    snapshot: Snapshot, things: Numbers, only: Only
) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    fits = np.ones(len(things), np.bool_)
    if only.criticality:
        fits &= snapshot.criticality[things] <= int(only.criticality)
    if only.classes:
        wanted = np.array([name in only.classes for name in snapshot.classes], np.bool_)
        fits &= wanted[snapshot.ci_class[things]]
    return fits


def _first(snapshot: Snapshot, flood: Flood, things: Numbers, first: int) -> list[int]:
    """Nearest first, then the most critical, then by name."""
    near = flood.depth[things].astype(np.int64) << 40
    key = near | (snapshot.criticality[things].astype(np.int64) << 34) | snapshot.rank[things]
    if len(things) > first:
        best = np.argpartition(key, first)[:first]
        things, key = things[best], key[best]
    return [int(one) for one in things[np.argsort(key)]]


def _with_ways(
    snapshot: Snapshot, flood: Flood, way: Way, listed: Sequence[int], roots: set[int]
) -> list[int]:
    """What is listed, and all that stands between it and the roots."""
    shown: dict[int, None] = {}
    for one in listed:
        here = one
        while here not in roots and here not in shown:
            shown[here] = None
            here = int(snapshot.rows[way].near[flood.by[here]])
    return list(shown)


def _among(snapshot: Snapshot, way: Way, things: Sequence[int]) -> list[Dependency]:
    """The dependencies among these."""
    rows = snapshot.rows[way]
    known = np.zeros(len(snapshot.ids), np.bool_)
    chosen = np.array(sorted(things), np.int64)
    known[chosen] = True
    places = rows.at(chosen)
    return snapshot.edges(places[known[rows.far[places]]], way)


def _counts(snapshot: Snapshot, flood: Flood, everything: Numbers, fitting: Numbers) -> Counted:
    depth, rated = flood.depth[everything], snapshot.criticality[everything]
    by_depth: dict[int, dict[str, int]] = {}
    pairs, counts = np.unique(depth * 10 + rated, return_counts=True)
    for pair, count in zip(pairs.tolist(), counts.tolist(), strict=True):
        at, rank = divmod(pair, 10)
        by_depth.setdefault(at, {})[UNKNOWN if rank == UNRATED else str(rank)] = count
    kinds = np.bincount(snapshot.ci_class[everything], minlength=len(snapshot.classes))
    by_class = {snapshot.classes[at]: int(n) for at, n in enumerate(kinds) if n}
    fits = np.bincount(flood.depth[fitting]).tolist()
    return Counted(by_depth, by_class, {at: n for at, n in enumerate(fits) if n})
