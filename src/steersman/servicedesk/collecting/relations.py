"""The relations of a listing whose two ends are on record, and those that wait for their ends."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

from steersman.capabilities.inventory import InventoryRelation
from steersman.records.cmdb.collection import LeftOut


@dataclass
class Ready:
    """``rows`` can be stated now, ``names`` are theirs; ``waiting`` ones wait for new items."""

    rows: list[dict[str, str]] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    waiting: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


def ready(relations: Sequence[InventoryRelation], on_record: Set[str], coming: Set[str]) -> Ready:
    """``on_record`` and ``coming`` are keys of items of the same listing.

    A relation to anything else is left out: a word that is no key could mean a stranger.
    """
    found = Ready()
    for each in relations:
        ends = (each.source.strip(), each.target.strip())
        told = f"{ends[0]} {each.kind} {ends[1]}"
        lost = [end for end in ends if end not in on_record and end not in coming]
        if lost:
            why = f"{lost[0]!r} is not among the items that are taken in"
            found.left_out.append(LeftOut(told, why))
        elif coming.isdisjoint(ends):
            found.rows.append({"parent": ends[0], "type": each.kind, "child": ends[1]})
            found.names.append(told)
        else:
            found.waiting += 1
    return found
