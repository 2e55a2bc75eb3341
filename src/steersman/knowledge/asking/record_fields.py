"""How the fields of the record are told: moments, and the items that a field leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from functools import cache

from steersman.domain.cmdb.attributes import PERSON, AttributeType
from steersman.domain.cmdb.classes import CLASS_NAMES, attributes_of

UNSEEN_ITEM = "(something you may not see)"


@cache
def references(kind: str) -> frozenset[str]:
    """The fields of a class that lead to another item."""
    attributes = attributes_of(kind).values() if kind in CLASS_NAMES else ()
    refer = (each for each in attributes if each.type is AttributeType.REFERENCE)
    return frozenset(each.name for each in refer if each.refers_to != PERSON)


def shown(reference: str, names: Mapping[str, str]) -> str:
    """The name of the item; a text that a source left, where it is no item's id."""
    return names.get(reference) or (UNSEEN_ITEM if reference.startswith("ci_") else reference)


def turned(links: Mapping[str, Sequence[str]]) -> dict[str, Sequence[str]]:
    found = defaultdict[str, list[str]](list)
    for each, others in links.items():
        for other in others:
            found[other].append(each)
    return dict(found)
