"""Everything about one situation that somebody must know who was woken by it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.graph import Dependency, Way, walk
from steersman.records.graph.reader import Fact, GraphReader
from steersman.records.graph.sight import Sight
from steersman.records.situations.around import DEEP, MOST, Change, changes_before
from steersman.records.store import reading

HOPS = 4  # from what alerts to whom it hits
LISTED = 12  # of each
DRAWN = 14  # items in the picture of the failure


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """``affected``: items that alert; ``hit``: what depends on them, the most critical first.

    ``below``: what they stand on; ``path``: the dependencies to draw, with ``drawn``, their ends.
    """

    affected: Sequence[Fact]
    hit: Sequence[Fact]
    hit_count: int
    changes: Sequence[Change]
    causes: Sequence[Json]
    names: dict[str, str]
    drawn: Sequence[str]
    path: Sequence[Dependency]


def around(engine: sa.Engine, row: Json, sight: Sight) -> Around:
    """``row`` is the situation's; nothing is told of items that ``sight`` does not show."""
    with reading(engine) as connection:
        reader = GraphReader(connection, sight)
        causes = [each["item"] for each in row["causes"] if each["item"]]
        reader.learn({*row["items"], *causes})
        items = [item for item in row["items"] if item in reader.facts]
        below = walk(reader, items, Way.DEPENDENCIES, DEEP, MOST)
        roots = [*items, *(one for one in causes if one in reader.facts)]
        above = walk(reader, roots, Way.DEPENDENTS, HOPS, MOST)
        near = {*roots, *below.found}
        changes = changes_before(connection, near, row["first_at"], sight)
    facts = reader.facts
    hit = sorted((facts[one] for one in above.found if one in facts), key=lambda one: one.order)
    hit = [one for one in hit if one.id not in items]
    drawn = _drawn(row, items, below.found, hit, [*below.edges, *above.edges])
    edges = {edge for edge in (*below.edges, *above.edges) if {edge[0], edge[1]} <= set(drawn)}
    return Around(
        affected=sorted((facts[one] for one in items), key=lambda one: one.order),
        hit=hit[:LISTED],
        hit_count=len(hit),
        changes=changes[:LISTED],
        causes=[each for each in row["causes"] if not each["item"] or each["item"] in facts],
        names={one: fact.name for one, fact in facts.items()},
        drawn=drawn,
        path=sorted(edges),
    )


def _drawn(
    row: Json,
    items: Sequence[str],
    below: Collection[str],
    hit: Sequence[Fact],
    edges: Sequence[Dependency],
) -> list[str]:
    """The likeliest cause, what alerts, what lies between, and the most critical that it hits."""
    cause = row["causes"][0]["item"] if row["causes"] else ""
    chosen = dict.fromkeys([cause] if cause else [])
    chosen |= dict.fromkeys(items[: DRAWN // 2])
    between = {edge.needed for edge in edges if edge.dependent in chosen} & set(below)
    carries = {edge.dependent for edge in edges if edge.needed == cause}
    chosen |= dict.fromkeys(sorted(between & carries))
    chosen |= dict.fromkeys(one.id for one in hit)
    return list(chosen)[:DRAWN]
