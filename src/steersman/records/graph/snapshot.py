"""The whole graph in memory, for questions that find tens of thousands of things.

Things are numbered in the order of their ids.  The dependencies of each stand side by side in one
array (compressed sparse rows), so that a hop of a hundred thousand things is a few steps of numpy.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from steersman.domain.graph import Dependency, Way
from steersman.records.graph.reader import Fact

Numbers = NDArray[np.int64]
Small = NDArray[np.int32]
UNRATED = 9  # a criticality that nobody gave sorts last


@dataclass(frozen=True, slots=True)
class Rows:
    """For each thing ``n``, its far ends and types are at ``start[n]:start[n + 1]``."""

    start: Numbers
    near: Small
    far: Small
    kind: Small

    @classmethod
    def of(cls, near: Small, far: Small, kind: Small, count: int) -> Rows:
        order = np.lexsort((kind, far, near))
        start = np.zeros(count + 1, np.int64)
        np.cumsum(np.bincount(near, minlength=count), out=start[1:])
        return cls(start, near[order], far[order], kind[order])

    def at(self, things: Numbers) -> Numbers:
        """Where the dependencies of ``things`` stand, those of one behind those of another."""
        counts = self.start[things + 1] - self.start[things]
        ends = np.cumsum(counts)
        within = np.arange(ends[-1] if len(ends) else 0) - np.repeat(ends - counts, counts)
        places: Numbers = np.repeat(self.start[things], counts) + within
        return places


@dataclass(frozen=True, slots=True)
class Flood:
    """What was reached: the depth of each thing (-1: not), and by which dependency."""

    depth: Small
    by: Numbers  # its place in the rows
    exhausted: bool  # nothing lies beyond


@dataclass(frozen=True, slots=True)
class Snapshot:
    """As the record was after its change number ``mark``."""

    mark: int
    ids: Sequence[str]
    number: Mapping[str, int]
    names: Sequence[str]
    rank: Small  # in the order of the names
    criticality: Small
    ci_class: Small  # its place in ``classes``
    classes: Sequence[str]
    stage: Small
    stages: Sequence[str]
    kinds: Sequence[str]
    rows: Mapping[Way, Rows]

    def flood(self, roots: Collection[int], way: Way, hops: int) -> Flood:
        """Breadth first; of several reasons the first in the alphabet, as ``domain.graph.walk``."""
        rows, count = self.rows[way], len(self.ids)
        depth, by = np.full(count, -1, np.int32), np.full(count, -1, np.int64)
        frontier = np.array(sorted(roots), np.int64)
        depth[frontier] = 0
        for hop in range(1, hops + 1):
            places = rows.at(frontier)
            far = rows.far[places]
            new = depth[far] < 0
            places, far = places[new], far[new]
            if not len(far):
                return Flood(depth, by, exhausted=True)
            by[far[::-1]] = places[::-1]  # the last that is written stays: the first in order
            depth[far] = hop
            frontier = np.flatnonzero(depth == hop)
        return Flood(depth, by, exhausted=False)

    def edges(self, places: Numbers, way: Way) -> list[Dependency]:
        """The dependencies at these places of the rows."""
        rows, ids, kinds = self.rows[way], self.ids, self.kinds
        near, far = rows.near[places].tolist(), rows.far[places].tolist()
        dependent, needed = (far, near) if way is Way.DEPENDENTS else (near, far)
        types = rows.kind[places].tolist()
        ends = zip(dependent, needed, types, strict=True)
        return [Dependency(ids[one], ids[other], kinds[kind]) for one, other, kind in ends]

    def fact(self, one: int) -> Fact:
        rated = int(self.criticality[one])
        return Fact(
            self.ids[one],
            self.names[one],
            self.classes[int(self.ci_class[one])],
            "" if rated == UNRATED else str(rated),
            self.stages[int(self.stage[one])],
        )
