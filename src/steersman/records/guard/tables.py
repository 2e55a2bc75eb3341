"""The tables behind the check that stands right before each outside write."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.store import metadata

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("target", sa.Text, primary_key=True),
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("expires_at", sa.Double, nullable=False),
    sa.Index("ix_leases_run", "run"),
)
switches = sa.Table(
    "switches",
    metadata,
    sa.Column("scope", sa.Text, primary_key=True),  # "everything", "capability:…", "system:…"
    sa.Column("thrown_by", sa.Text, nullable=False),
    sa.Column("thrown_at", sa.Double, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    info={"object_type": "switch"},
)
workers = sa.Table(
    "workers",
    metadata,
    sa.Column("worker", sa.Text, primary_key=True),
    sa.Column("epoch", sa.Text, nullable=False),  # one process's claim to this name
    sa.Column("beat_at", sa.Double, nullable=False),
    sa.Column("claimed_at", sa.Double),  # since when somebody is taking its runs over
    sa.Column("swept", sa.Boolean, nullable=False),
)
writes = sa.Table(
    "writes",  # one row per step that was let through: rate limits and budgets count these
    metadata,
    sa.Column("id", sa.Text, primary_key=True),  # "REQ0000012#1/access of mail/1"
    sa.Column("run", sa.Text, nullable=False),
    sa.Column("work", sa.Text, nullable=False),
    sa.Column("capability", sa.Text, nullable=False),  # registry key
    sa.Column("procedure", sa.Text, nullable=False),
    sa.Column("subject", sa.Text, nullable=False),
    sa.Column("department", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Index("ix_writes_capability", "capability", "at"),
    sa.Index("ix_writes_procedure", "procedure", "at"),
    sa.Index("ix_writes_subject", "subject", "at"),
    sa.Index("ix_writes_work", "work"),
)
levels = sa.Table(
    "levels",  # where a capability stands in a scope, since when, by whose signature
    metadata,
    sa.Column("capability", sa.Text, primary_key=True),
    sa.Column("scope", sa.Text, primary_key=True),
    sa.Column("level", sa.Integer, nullable=False),
    sa.Column("since", sa.Double, nullable=False),
    sa.Column("signed_by", sa.Text, nullable=False),
    sa.Column("reason", sa.Text, nullable=False),
    info={"object_type": "level"},
)
signers = sa.Table(
    "signers",  # the public keys that people sign changes of level with
    metadata,
    sa.Column("person", sa.Text, primary_key=True),
    sa.Column("public_key", sa.Text, nullable=False),
    sa.Column("enrolled_at", sa.Double, nullable=False),
)
