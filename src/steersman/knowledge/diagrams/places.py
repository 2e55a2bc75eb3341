"""Where the boxes of a draw.io page stand, for lines that touch one without being joined to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lxml import etree

from steersman.knowledge.xml import local

_NEAR = 6.0  # pixels between the end of a line and the edge of the box that it touches
_DEEPEST = 50

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Geometry:
    """Of a cell, relative to its parent; ``ends`` are those of a line, by source and target."""

    x: float = 0.0
    y: float = 0.0
    width: float = 0.0
    height: float = 0.0
    ends: Mapping[str, Point] = field(default_factory=dict)


def geometry_of(cell: etree._Element) -> Geometry:
    held = next((each for each in cell if local(each) == "mxGeometry"), None)
    if held is None:
        return Geometry()
    ends = {
        (point.get("as") or "").removesuffix("Point"): (
            _number(point.get("x")),
            _number(point.get("y")),
        )
        for point in held
        if local(point) == "mxPoint" and (point.get("as") or "").endswith("Point")
    }
    x, y, width, height = (_number(held.get(name)) for name in ("x", "y", "width", "height"))
    return Geometry(x, y, width, height, ends)


@dataclass(frozen=True, slots=True)
class Places:
    """The cells' geometries and parents by id; ``boxes`` are those that are nodes."""

    geometries: Mapping[str, Geometry]
    parents: Mapping[str, str]
    boxes: tuple[str, ...]

    def touched(self, line: str, end: str) -> str | None:
        """The smallest box that this end of the line lies in or touches."""
        point = self.geometries[line].ends.get(end)
        if point is None:
            return None
        left, top = self._origin(self.parents[line])
        x, y = point[0] + left, point[1] + top
        hit = [box for box in self.boxes if self._holds(box, x, y)]
        return min(hit, key=self._area, default=None)

    def _holds(self, box: str, x: float, y: float) -> bool:
        held = self.geometries[box]
        left, top = self._origin(box)
        inside = left - _NEAR <= x <= left + held.width + _NEAR
        return held.width > 0 and inside and top - _NEAR <= y <= top + held.height + _NEAR

    def _area(self, box: str) -> float:
        return self.geometries[box].width * self.geometries[box].height

    def _origin(self, id: str) -> Point:
        """The upper left corner of a cell on the page: its own place and those of its parents."""
        x = y = 0.0
        for _ in range(_DEEPEST):
            held = self.geometries.get(id)
            if held is None:
                break
            x, y = x + held.x, y + held.y
            id = self.parents.get(id, "")
        return x, y


def _number(text: str | None) -> float:
    try:
        value = float(text or 0)
    except ValueError:
        return 0.0
    return value if abs(value) < 1e9 else 0.0
