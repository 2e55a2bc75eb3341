"""Numbers that are given once: deleting the newest document must not free its number."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.knowledge.tables import counters

DOCUMENT, CHUNK, SEGMENT, REMOVED = "document", "chunk", "segment", "removed"
_c = counters.c
_VALUE = sa.select(_c.value).where(_c.name == sa.bindparam("name"))


def value(connection: sa.Connection, name: str) -> int:
    return connection.scalar(_VALUE, {"name": name}) or 0


def take(connection: sa.Connection, name: str, count: int) -> int:
    """The first of ``count`` new numbers.  Only inside a transaction that is alone."""
    last = connection.scalar(_VALUE, {"name": name})
    if last is None:
        connection.execute(sa.insert(counters).values(name=name, value=count))
        return 1
    changed = sa.update(counters).where(_c.name == name).values(value=last + count)
    connection.execute(changed)
    return int(last) + 1
