"""Log lines, counts of them, and the wordings that were seen.  Times in seconds since 1970."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

log_lines = sa.Table(
    "log_lines",
    metadata,
    sa.Column("seq", sa.Integer, primary_key=True),
    sa.Column("received_at", sa.Double, nullable=False),
    sa.Column("at", sa.Double, nullable=False),  # by the sender's clock
    text_column("sender"),  # the address that it came from
    text_column("host"),
    text_column("app"),
    text_column("severity"),
    text_column("text"),
    text_column("template"),
    text_column("faults"),  # what is wrong with it, with commas
    sa.Column("is_new", sa.Boolean, nullable=False),  # the first line of this wording
    sa.Index("log_lines_by_host", "host", "seq"),
    info={"object_type": "log_line"},
)
log_counts = sa.Table(
    "log_counts",
    metadata,
    text_column("what", key=True),  # "lines", a severity, a fault, "dropped"
    sa.Column("lines", sa.BigInteger, nullable=False),
    sa.Column("last_at", sa.Double, nullable=False),
)
log_templates = sa.Table(
    "log_templates",
    metadata,
    text_column("source", key=True),
    text_column("state"),  # JSON
)
