"""The configuration item that somebody means: by its id, or by a name that only one has."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from steersman.records.cmdb.tables import configuration_items
from steersman.records.graph.reader import Fact
from steersman.records.graph.sight import Sight
from steersman.records.graph.statements import FACTS

CANDIDATES = 6
_c = configuration_items.c


def meant(connection: sa.Connection, sight: Sight, word: str) -> Sequence[Fact]:
    """The item with this id; else those with this very name, at most six."""
    for same in (_c.id == word, _c.name == word):
        wanted = sa.select(*FACTS).where(same, sight.items).order_by(_c.name, _c.id)
        found = connection.execute(wanted.limit(CANDIDATES)).all()
        if found and word:
            return [Fact(*row) for row in found]
    return ()
