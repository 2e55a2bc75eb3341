"""The append that is always right: alone under the lock, it reads before it writes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict

import sqlalchemy as sa

from steersman.records.ledger.entry import START, Head, Spelled, chain
from steersman.records.ledger.tables import entries as table

MANY = 1000
LOCK = "ledger"  # the name for ``store.writing``: everybody who appends takes the same one


def hold(connection: sa.Connection) -> None:
    """Take the lock inside a transaction that was begun by somebody else, until it ends."""
    if connection.dialect.name == "sqlite":
        connection.execute(_TOUCH)  # changes nothing, but from here nobody else writes
    else:
        connection.execute(_HOLD, {"lock": LOCK})


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
    connection.execute(_INSERT, [_row(asdict(link)) for link in links])
    return kept, Head(links[-1].seq, links[-1].hash)


def texts(connection: sa.Connection, keys: Iterable[str]) -> dict[str, str]:
    """The stored bodies under those of ``keys`` that are kept."""
    found: dict[str, str] = {}
    left = list(keys)
    while left:  # a statement takes only so many parameters
        rows = connection.execute(_TEXTS, {"keys": left[:MANY]})
        found |= {row.key: row.body for row in rows}
        left = left[MANY:]
    return found


def last(connection: sa.Connection) -> Head:
    row = connection.execute(_LAST).first()
    return START if row is None else Head(row.seq, row.hash)


def _row(link: dict[str, object]) -> dict[str, object]:
    link["body"] = link.pop("text")
    return link


_HOLD = sa.text("SELECT pg_advisory_xact_lock(hashtext(:lock))")
_TOUCH = sa.text("UPDATE ledger_entries SET seq = seq WHERE 0")
_INSERT = sa.insert(table)
_LAST = sa.select(table.c.seq, table.c.hash).order_by(table.c.seq.desc()).limit(1)
_TEXTS = sa.select(table.c.key, table.c.body).where(
    table.c.key.in_(sa.bindparam("keys", expanding=True))
)
