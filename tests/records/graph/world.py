"""A few configuration items and their relations, put into the record for a test."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.graph import Dependency
from steersman.records.cmdb.tables import ci_relations, configuration_items


def nothing_in(table: sa.Table) -> dict[str, object]:
    """A row that says nothing, whatever columns the table has."""
    return {c.name: {} if isinstance(c.type, sa.JSON) else c.type.python_type() for c in table.c}


@dataclass(frozen=True)
class World:
    """Items have their name as id, so that a test can be read."""

    record: sa.Engine

    def items(self, *names: str, **values: object) -> None:
        usual = {"ci_class": "server", "life_cycle_stage": "operational"}
        each = {**nothing_in(configuration_items), **usual, **values}
        rows = [{**each, "id": name, "name": name} for name in names]
        with self.record.begin() as connection:
            connection.execute(sa.insert(configuration_items), rows)

    def relate(self, *relations: str) -> None:
        """``"shop depends_on db"``: parent, type, child."""
        with self.record.begin() as connection:
            for relation in relations:
                parent, kind, child = relation.split()
                row: dict[str, object] = {
                    "id": relation,
                    "parent_id": parent,
                    "type": kind,
                    "child_id": child,
                }
                row = {**nothing_in(ci_relations), **row, "origin": "declared"}
                connection.execute(sa.insert(ci_relations), [row])

    def depend(self, edges: Collection[Dependency]) -> None:
        """Write edges of an algorithm's test down as relations that mean the same."""
        self.relate(*sorted({f"{e.dependent} {e.relation} {e.needed}" for e in edges}))
