"""Where somebody moved the things of a drawing: kept per person and root."""

from __future__ import annotations

import json
from collections.abc import Mapping

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.records.objects import text_column
from steersman.records.store import metadata, reading, writing

Positions = Mapping[str, tuple[float, float]]
graph_layouts = sa.Table(
    "graph_layouts",
    metadata,
    text_column("person", key=True),
    text_column("root", key=True),  # the configuration item that the drawing starts at
    text_column("positions"),  # JSON: {id: [x, y]}
    sa.Column("saved_at", sa.Double, nullable=False),
)
_c = graph_layouts.c


class Layouts:
    """The layouts that people saved.  Nobody reads or changes another one's."""

    def __init__(self, engine: sa.Engine, clock: Clock) -> None:
        self._engine = engine
        self._clock = clock

    def of(self, person: str, root: str) -> Positions:
        wanted = sa.select(_c.positions).where(_c.person == person, _c.root == root)
        with reading(self._engine) as connection:
            kept = connection.scalar(wanted)
        return {one: (x, y) for one, (x, y) in json.loads(kept or "{}").items()}

    def save(self, person: str, root: str, positions: Positions) -> None:
        """In place of what was saved before."""
        kept = json.dumps({one: [round(x, 1), round(y, 1)] for one, (x, y) in positions.items()})
        with writing(self._engine, "graph_layouts") as connection:
            connection.execute(_gone(person, root))
            row = {"person": person, "root": root, "positions": kept}
            connection.execute(sa.insert(graph_layouts), [row | {"saved_at": self._clock.now()}])

    def forget(self, person: str, root: str) -> None:
        """Back to the layout that is computed."""
        with writing(self._engine, "graph_layouts") as connection:
            connection.execute(_gone(person, root))


def _gone(person: str, root: str) -> sa.Delete:
    return sa.delete(graph_layouts).where(_c.person == person, _c.root == root)
