"""Ids of new items, the same at each look at a file."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import sqlalchemy as sa

from steersman.records.cmdb.bulk import parts
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import ci_merges, configuration_items

_i, _m = configuration_items.c, ci_merges.c


def new_ids(connection: sa.Connection, source: str, keys: Sequence[str]) -> dict[str, str]:
    """An id for each new item, the same at each look at the file, that no item has or had."""
    found: dict[str, str] = {}
    salt = 0
    while missing := [key for key in keys if key not in found]:
        made = {_derived(source, key, salt): key for key in missing}
        taken: set[str] = set()
        for batch in parts(list(made)):
            taken.update(connection.scalars(sa.select(_i.id).where(_i.id.in_(batch))))
            taken.update(connection.scalars(sa.select(_m.merged).where(_m.merged.in_(batch))))
        found.update({key: item for item, key in made.items() if item not in taken})
        salt += 1
    return found


def _derived(source: str, key: str, salt: int) -> str:
    told = hashlib.blake2b(f"{salt}|{source}|{key}".encode(), digest_size=16)
    return f"{CI.prefix}_{told.hexdigest()}"
