"""The append that is always right: alone under the lock, it reads before it writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import sqlalchemy as sa

from steersman.records.ledger.entry import START, Head, Link, Spelled, chain
from steersman.records.ledger.tables import entries as table
from steersman.records.prepared import Prepared

MANY = 1000
LOCK = "ledger"  # the name for ``store.writing``: everybody who appends takes the same one


def hold(connection: sa.Connection) -> None:
    """Take the lock inside a transaction that was begun by somebody else, until it ends."""
    if connection.dialect.name == "sqlite":
        _TOUCH.run(connection, {})  # changes nothing, but from here nobody else writes
    else:
        _HOLD.all(connection, {"lock": LOCK})


def append(connection: sa.Connection, new: Sequence[Spelled]) -> tuple[dict[str, str], Head]:
    """Append what is not kept yet.  The lock must be held.

    Returns, under each key, the body that the ledger keeps (the first), and the head afterwards.
    """
    kept = texts(connection, [entry.key for entry in new])
    fresh: list[Spelled] = []
    for entry in new:
        if entry.key not in kept:
            kept[entry.key] = entry.text
            fresh.append(entry)
    head = last(connection)
    links = chain(head, fresh)
    if not links:
        return kept, head
    _INSERT.run(connection, *map(_row, links))
    return kept, Head(links[-1].seq, links[-1].hash)


def texts(connection: sa.Connection, keys: Iterable[str]) -> dict[str, str]:
    """The stored bodies under those of ``keys`` that are kept."""
    found: dict[str, str] = {}
    left = list(keys)
    while left:  # a statement takes only so many parameters
        found |= dict(_TEXTS.all(connection, {"keys": left[:MANY]}))
        left = left[MANY:]
    return found


def last(connection: sa.Connection) -> Head:
    row = _LAST.first(connection)
    return START if row is None else Head(*row)


def _row(link: Link) -> dict[str, object]:
    row = {"seq": link.seq, "key": link.key, "kind": link.kind, "at": link.at}
    return {**row, "body": link.text, "hash": link.hash}


_HOLD = Prepared(sa.text("SELECT pg_advisory_xact_lock(hashtext(:lock))"))
_TOUCH = Prepared(sa.text("UPDATE ledger_entries SET seq = seq WHERE 0"))
_INSERT = Prepared(sa.insert(table))
_LAST = Prepared(sa.select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1))
_TEXTS = Prepared(
    sa.select(table.c.key, table.c.body).where(
        table.c.key.in_(sa.bindparam("keys", expanding=True))
    )
)
