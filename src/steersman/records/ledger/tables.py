"""Where the ledger and its checkpoints are kept."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.store import metadata

# Code point order on both stores, so that "every key that begins with" is a range of the index.
_Key = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# SQLite numbers its rows by a column only when it is called INTEGER; it holds 64 bits too.
_Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

entries = sa.Table(
    "ledger_entries",
    metadata,
    sa.Column("seq", _Number, primary_key=True, autoincrement=False),
    sa.Column("key", _Key, nullable=False, unique=True),
    sa.Column("kind", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # canonical JSON, byte for byte what was hashed
    sa.Column("hash", sa.Text, nullable=False),  # SHA-256 over the previous hash and this row
    sa.Index("ledger_entries_by_kind", "kind", "seq"),
    info={"object_type": "ledger"},
)
checkpoints = sa.Table(
    "ledger_checkpoints",
    metadata,
    sa.Column("size", _Number, primary_key=True, autoincrement=False),  # entries it covers
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # the signed note, as an outside holder keeps it
    sa.Column("peaks", sa.Text, nullable=False),  # full subtrees, to go on from without rereading
)
