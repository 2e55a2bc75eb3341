"""The columns of a file that is to be imported: what each is for, and what stands in it."""

from __future__ import annotations

from itertools import islice

import sqlalchemy as sa

from steersman.records.cmdb.item_rows import ItemReader
from steersman.records.cmdb.relation_changes import RELATION
from steersman.records.cmdb.relation_rows import RelationReader
from steersman.records.cmdb.request import CmdbRequest
from steersman.records.cmdb.schema import load
from steersman.records.files.columns import LONGEST, LOOKED_AT, Column
from steersman.records.files.reading import Unreadable
from steersman.records.files.streams import rows_of

__all__ = ["LONGEST", "Column", "columns_of"]


def columns_of(connection: sa.Connection, subject: str, request: CmdbRequest) -> list[Column]:
    """In the order of the file; none where it cannot be read."""
    reader: ItemReader | RelationReader
    if subject == RELATION:
        reader = RelationReader(request.mapping)
    else:
        reader = ItemReader(load(connection), request.mapping, request.default_class)
    found: dict[str, Column] = {}
    try:
        for row in islice(rows_of(request.file), LOOKED_AT):
            for name, known in reader.fields_of(row).items() if row.fault is None else ():
                found.setdefault(name, Column(name, known)).see(row.cells[name].strip())
    except Unreadable:
        return list(found.values())  # the plan says what is wrong with it
    return list(found.values())
