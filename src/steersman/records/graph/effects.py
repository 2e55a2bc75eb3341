"""What becomes of each thing that was found, as far as that is sure."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from steersman.domain.graph import Walk, walk
from steersman.domain.graph.failure import Effect, Model, Redundancy
from steersman.records.graph.reader import GraphReader
from steersman.records.graph.redundancy import redundancy_of
from steersman.records.graph.sight import Sight

ENDLESS = 100_000  # hops


def effects_of(
    connection: sa.Connection, reader: GraphReader, found: Walk, sight: Sight, most: int | None
) -> Mapping[str, Effect]:
    """For everything in ``found``, which is complete; what is not sure is left out.

    That something does not fail is said only when nothing was left out: the failure may come by
    a way longer than was asked for, so all is read, or over something that may not be seen.
    """
    redundancy, members = redundancy_of(connection, reader, found.found)
    if not redundancy.minimum:
        return dict.fromkeys(found.found, Effect.FAILS)
    if not sight.everything:
        alone = [edge for edge in found.inner() if not redundancy.is_membership(edge)]
        return _failing(found, Model(alone, Redundancy()).effects(found.roots))
    whole = found
    if not found.exhausted:
        whole = walk(reader, found.roots, found.way, ENDLESS, most)
        redundancy, members = redundancy_of(connection, reader, whole.found)
    effects = Model([*whole.inner(), *members], redundancy).effects(found.roots)
    if whole.exhausted:
        return {one: effects.get(one, Effect.STAYS_UP) for one in found.found}
    return _failing(found, effects)


def _failing(found: Walk, effects: Mapping[str, Effect]) -> dict[str, Effect]:
    return {one: Effect.FAILS for one in found.found if effects.get(one) is Effect.FAILS}
