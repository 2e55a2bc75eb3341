"""The questions that people ask the graph, answered from the record as it stands now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.graph import Walk, Way, walk
from steersman.domain.graph.between import Between, between
from steersman.domain.graph.cycles import cycles
from steersman.domain.graph.failure import Effect, Model
from steersman.records.graph.counted import Counted, Only, counted
from steersman.records.graph.effects import ENDLESS, effects_of
from steersman.records.graph.flooded import found_in
from steersman.records.graph.keeper import keeper_of
from steersman.records.graph.reader import Fact, GraphReader
from steersman.records.graph.redundancy import redundancy_of
from steersman.records.graph.sight import Sight
from steersman.records.graph.snapshot import Snapshot
from steersman.records.store import reading

MOST = 2_000  # dependencies that are read for one answer, unless somebody exports all
FIRST = 1_000  # lines that an answer from memory holds; files hold all
EVERY = Only()
HOPS, LONGEST = 5, 12  # how far is looked for impact, and for a way between two things


@dataclass(frozen=True, slots=True)
class Impact:
    """What was found around ``roots``, with what is known of each.

    ``listed``: what the asker wants to see of it, nearest first, then the most critical, then by
    name.  ``effects``: what becomes of each when the roots fail, as far as that is sure.
    """

    walk: Walk
    facts: Mapping[str, Fact]
    counted: Counted
    listed: Sequence[str]
    effects: Mapping[str, Effect]
    cycles: Sequence[Sequence[str]]

    def effect(self, one: str) -> Effect | None:
        """None: that was not found out."""
        return self.effects.get(one)


@dataclass(frozen=True, slots=True)
class SinglePoints:
    """What takes a service down alone.  ``others``: what is needed too, and does not.

    ``sure``: redundancy covers each of the others.  Else there is more to know than was read or
    may be seen, and nothing is said about them.
    """

    walk: Walk
    facts: Mapping[str, Fact]
    points: Sequence[str]
    others: Sequence[str]
    sure: bool


@dataclass(frozen=True, slots=True)
class Ways:
    between: Between
    facts: Mapping[str, Fact]


class Graph:
    """Ask it for somebody: every question takes their ``Sight``."""

    def __init__(self, engine: sa.Engine) -> None:
        self._engine = engine

    def impact(
        self,
        sight: Sight,
        roots: Collection[str],
        way: Way = Way.DEPENDENTS,
        *,
        hops: int = HOPS,
        most: int | None = MOST,
        only: Only = EVERY,
        first: int = FIRST,
    ) -> Impact:
        """Everything that depends on ``roots``, or that they depend on, ``hops`` hops far.

        From memory where it is as the record is now and may be seen whole, with ``first`` lines
        at most; else from the record, as far as ``most`` dependencies lead.
        """
        with reading(self._engine) as connection:
            reader = GraphReader(connection, sight)
            reader.learn(roots)
            known = [one for one in roots if one in reader.facts]
            snapshot = self._in_memory(connection) if sight.everything and most else None
            if snapshot is None:
                found = walk(reader, known, way, hops, most)
                counts = counted(found, reader.facts, only)
                listed = _listed(found, reader, only)
            else:
                found, facts, counts, listed = found_in(snapshot, known, way, hops, only, first)
                reader.facts.update(facts)
            if sight.everything and not found.complete:
                keeper_of(self._engine).refresh()
            effects: Mapping[str, Effect] = {}
            all_here = found.complete and len(found.found) == counts.count
            if way is Way.DEPENDENTS and all_here:
                effects = effects_of(connection, reader, found, sight, most)
            circles = cycles(list(found.inner()))
        return Impact(found, reader.facts, counts, listed, effects, circles)

    def _in_memory(self, connection: sa.Connection) -> Snapshot | None:
        return keeper_of(self._engine).current(connection)

    def single_points(self, sight: Sight, service: str, *, most: int | None = MOST) -> SinglePoints:
        """Each configuration item whose failure alone takes ``service`` down."""
        with reading(self._engine) as connection:
            reader = GraphReader(connection, sight)
            reader.learn([service])
            found = walk(reader, [service], Way.DEPENDENCIES, ENDLESS, most)
            below = [one for one in (service, *found.found) if one in reader.facts]
            redundancy, _ = redundancy_of(connection, reader, below)
        edges = list(found.inner())
        sure = sight.everything and found.exhausted
        if not sight.everything:
            edges = [edge for edge in edges if not redundancy.is_membership(edge)]
        points = Model(edges, redundancy).single_points(service)
        order = _listed(found, reader, EVERY)
        return SinglePoints(
            walk=found,
            facts=reader.facts,
            points=[one for one in order if one in points],
            others=[one for one in order if one not in points],
            sure=sure,
        )

    def ways(
        self, sight: Sight, start: str, end: str, *, count: int = 3, hops: int = LONGEST
    ) -> Ways:
        """How two items hang together, by up to ``count`` ways."""
        with reading(self._engine) as connection:
            reader = GraphReader(connection, sight)
            reader.learn([start, end])
            found = between(reader, start, end, hops=hops, count=count, most=MOST)
        return Ways(found, reader.facts)


def _listed(found: Walk, reader: GraphReader, only: Only) -> list[str]:
    facts, depths = reader.facts, found.found
    fitting = (one for one in depths if only.fits(facts[one]))
    return sorted(fitting, key=lambda one: (depths[one].depth, *facts[one].order))
