"""A dependency in words, read from what depends to what it needs."""

from __future__ import annotations

from steersman.domain.cmdb.relations import RELATION_TYPES, Impact
from steersman.domain.graph.edges import Dependency

_BETTER = {"member_of": "has the member", "contains": "is contained by"}


def words_of(edge: Dependency) -> str:
    """``"runs on"``; for relations whose child depends, the words of that direction."""
    kind = RELATION_TYPES.get(edge.relation)
    if kind is None:
        return edge.relation.replace("_", " ")
    if kind.impact is Impact.CHILD:
        return _BETTER.get(edge.relation, kind.backward.lower())
    return kind.forward.lower()
