"""What lies around a target, for guards: how much would feel it if an action went wrong."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.graph import Way, walk
from steersman.records.graph.reader import Fact, GraphReader
from steersman.records.graph.sight import EVERYTHING

MOST = 5_000  # dependencies; what has more around it is a blast radius that no guard lets pass


@dataclass(frozen=True, slots=True)
class Neighbourhood:
    """What depends on the targets, with its depth, the targets themselves at depth 0.

    ``complete`` is false when there is more than was read, and ``unknown`` names targets that
    are no configuration items: a guard takes either as “too much”, never as “nothing”.
    """

    depths: Mapping[str, int]
    facts: Mapping[str, Fact]
    unknown: frozenset[str]
    complete: bool

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(self.depths)

    @property
    def criticality(self) -> str:
        """The highest of all, "1" most; empty: nobody rated any of them."""
        return min(
            (f.criticality for one in self.depths if (f := self.facts[one]).criticality), default=""
        )


def neighbourhood(
    connection: sa.Connection, ids: Collection[str], hops: int, most: int = MOST
) -> Neighbourhood:
    """Everything that depends on ``ids``, without any filter: a guard must not miss anything.

    Also inside a transaction, under whose lock it is then true until the commit.
    """
    reader = GraphReader(connection, EVERYTHING)
    reader.learn(ids)
    known = [one for one in ids if one in reader.facts]
    found = walk(reader, known, Way.DEPENDENTS, hops, most)
    depths = {one: 0 for one in known} | {one: each.depth for one, each in found.found.items()}
    return Neighbourhood(depths, reader.facts, frozenset(ids) - set(known), found.complete)
