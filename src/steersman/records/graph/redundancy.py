"""What the record knows of clusters: how many members each needs, and which it has."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import sqlalchemy as sa

from steersman.domain.cmdb.classes import descendants
from steersman.domain.graph import Dependency, Way
from steersman.domain.graph.failure import Redundancy
from steersman.records.cmdb.tables import configuration_items
from steersman.records.graph.reader import GraphReader

MINIMUM = "minimum_members"  # the attribute of the class
CLUSTERS = frozenset(descendants("cluster"))
_c = configuration_items.c


def redundancy_of(
    connection: sa.Connection, reader: GraphReader, ids: Collection[str]
) -> tuple[Redundancy, Sequence[Dependency]]:
    """The minimum of each cluster among ``ids``, and all its dependencies, members included.

    A cluster without a recorded minimum is left out: it is taken to need every member.
    """
    clusters = [one for one in ids if reader.facts[one].ci_class in CLUSTERS]
    minimum: dict[str, int] = {}
    for at in range(0, len(clusters), 500):
        wanted = sa.select(_c.id, _c.attributes).where(_c.id.in_(clusters[at : at + 500]))
        for cluster, attributes in connection.execute(wanted):
            needed = attributes.get(MINIMUM)
            if isinstance(needed, int | float) and not isinstance(needed, bool) and needed >= 0:
                minimum[cluster] = int(needed)
    edges = reader.around(minimum, Way.DEPENDENCIES) if minimum else ()
    return Redundancy(minimum), edges
