"""The path of the failure, drawn left to right: what stands right depends on what stands left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.servicedesk.situations.story import Around

WIDTH, HEIGHT, ACROSS, DOWN = 172, 40, 216, 56
LETTERS = 22  # of a name in a box; the whole is its title
COLUMNS = 4


@dataclass(frozen=True, slots=True)
class Box:
    """``kind``: cause, bad for what alerts, or nothing."""

    id: str
    x: int
    y: int
    title: str
    full: str
    kind: str


@dataclass(frozen=True, slots=True)
class Line:
    path: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """``told``: the same in one sentence."""

    boxes: Sequence[Box]
    lines: Sequence[Line]
    width: int
    height: int
    told: str


def drawing_of(around: Around, alerting: Sequence[str]) -> Drawing | None:
    """None where there are not two things that hang together."""
    joined = {end for edge in around.path for end in edge[:2]}
    shown = [one for one in around.drawn if one in joined]
    if len(shown) < 2:
        return None
    cause = around.causes[0]["item"] if around.causes else ""
    places = _placed(shown, around)
    kinds = {one: "cause" if one == cause else "bad" if one in alerting else "" for one in shown}
    boxes = [_box(one, places[one], around.names.get(one, one), kinds[one]) for one in shown]
    lines = [
        Line(
            _path(places[edge.needed], places[edge.dependent]),
            _line(edge.needed, edge.dependent, kinds),
        )
        for edge in around.path
        if edge.dependent in places and edge.needed in places
    ]
    right = max(x for x, _ in places.values())
    low = max(y for _, y in places.values())
    return Drawing(boxes, lines, right + WIDTH + 4, low + HEIGHT + 4, _told(around, places))


def _placed(shown: Sequence[str], around: Around) -> Mapping[str, tuple[int, int]]:
    depth = dict.fromkeys(shown, 0)
    for _ in shown:  # at most so many steps, so that a circle ends too
        for edge in around.path:
            if edge.dependent in depth and edge.needed in depth:
                reached = min(depth[edge.needed] + 1, COLUMNS - 1)
                depth[edge.dependent] = max(depth[edge.dependent], reached)
    rows: dict[int, int] = {}
    places = {}
    for one in shown:
        row = rows.get(depth[one], 0)
        rows[depth[one]] = row + 1
        places[one] = (2 + depth[one] * ACROSS, 2 + row * DOWN)
    return places


def _box(one: str, place: tuple[int, int], name: str, kind: str) -> Box:
    title = name if len(name) <= LETTERS else name[: LETTERS - 1] + "…"
    return Box(one, *place, title, name, kind)


def _path(start: tuple[int, int], end: tuple[int, int]) -> str:
    x, y = start[0] + WIDTH, start[1] + HEIGHT // 2
    to_x, to_y = end[0], end[1] + HEIGHT // 2
    bend = (x + to_x) // 2
    return f"M{x} {y}C{bend} {y} {bend} {to_y} {to_x} {to_y}"


def _line(needed: str, dependent: str, kinds: Mapping[str, str]) -> str:
    return "bad" if kinds.get(needed) and kinds.get(dependent) else ""


def _told(around: Around, places: Mapping[str, object]) -> str:
    edges = [each for each in around.path if each.dependent in places and each.needed in places]
    names = around.names
    said = [f"{names.get(e.dependent, '')} depends on {names.get(e.needed, '')}" for e in edges[:8]]
    return "; ".join(said)
