"""How two things hang together: along the dependencies where that goes, else in any direction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from steersman.domain.graph.edges import Dependency, Edges, Reader, Way
from steersman.domain.graph.paths import Path, Steps, along, alternatives, chokepoints, either
from steersman.domain.graph.walk import walk


class Direction(StrEnum):
    """How the first thing stands to the second."""

    DEPENDS_ON = "depends on"
    IS_NEEDED_BY = "is needed by"
    CONNECTED = "connected"  # by things between them; neither depends on the other
    UNCONNECTED = "not connected"


@dataclass(frozen=True, slots=True)
class Between:
    """Ways from one thing to another, the shortest first.

    ``through``: what every one of all ways goes through.  ``complete`` is false when the search
    stopped because there was too much: then other ways may be shorter, or be there at all.
    """

    direction: Direction
    ways: Sequence[tuple[list[str], Path]]
    through: Sequence[str]
    complete: bool


def between(reader: Reader, start: str, end: str, *, hops: int, count: int, most: int) -> Between:
    """Up to ``count`` ways of at most ``hops`` hops, reading at most ``most`` dependencies."""
    down = walk(reader, [start], Way.DEPENDENCIES, hops, most)
    if end in down.found:
        steps = along(_leading_to(down.edges, end))
        return _answer(Direction.DEPENDS_ON, steps, start, end, count, down.complete)
    up = walk(reader, [end], Way.DEPENDENCIES, hops, most)
    if start in up.found:
        steps = along(_leading_to(up.edges, start), Way.DEPENDENTS)
        return _answer(Direction.IS_NEEDED_BY, steps, start, end, count, up.complete)
    edges, complete = _around_both(reader, start, end, hops, most)
    told = _answer(Direction.CONNECTED, either(Edges.of(edges)), start, end, count, complete)
    return told if told.ways else Between(Direction.UNCONNECTED, (), (), complete)


def _answer(
    direction: Direction, steps: Steps, start: str, end: str, count: int, complete: bool
) -> Between:
    ways = alternatives(steps, start, end, count)
    through = chokepoints(steps, start, end) if complete else []
    return Between(direction, ways, through, complete)


def _leading_to(edges: Sequence[Dependency], end: str) -> Edges:
    """Those among ``edges`` that lie on some way to ``end``; the others only cost time."""
    known = Edges.of(edges)
    near = {end, *walk(known, [end], Way.DEPENDENTS, len(edges)).found}
    return Edges.of([edge for edge in edges if edge.needed in near])


def _around_both(
    reader: Reader, start: str, end: str, hops: int, most: int
) -> tuple[list[Dependency], bool]:
    """All that was read around both ends, grown by turns until they meet."""
    edges: list[Dependency] = []
    known = {start: {start}, end: {end}}
    frontier = {start: {start}, end: {end}}
    for turn in range(hops):
        one = (start, end)[turn % 2]
        for way in Way:
            read = reader.around(frontier[one], way, most - len(edges) + 1)
            if len(edges) + len(read) > most:
                return [*edges, *read], False
            edges += read
        frontier[one] = _beside(edges, frontier[one]) - known[one]
        known[one] |= frontier[one]
        if known[start] & known[end] or not frontier[one]:
            break
    return edges, True


def _beside(edges: Sequence[Dependency], things: set[str]) -> set[str]:
    down = {edge.needed for edge in edges if edge.dependent in things}
    return down | {edge.dependent for edge in edges if edge.needed in things}
