"""Where versions of runbooks are kept.  What was written once is never changed."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

runbook_versions = sa.Table(
    "runbook_versions",
    metadata,
    text_column("id", key=True),  # "restart-service@3"
    text_column("name"),
    sa.Column("version", sa.Integer, nullable=False),  # from 1, of this name
    text_column("text"),
    text_column("digest"),  # SHA-256 of the text: part of every work that asks for it
    text_column("by", refers_to="people"),
    text_column("eyes"),  # whose eyes those are: who vouched for the session or token
    text_column("reason"),
    sa.Column("at", sa.Double, nullable=False),
    text_column("state"),  # proposed, accepted, refused, withdrawn
    text_column("decided_by"),
    sa.Column("decided_at", sa.Double),
    sa.UniqueConstraint("name", "version", name="runbook_versions_once"),
    info={"object_type": "runbook"},
)
runbooks_retired = sa.Table(
    "runbooks_retired",  # names that nobody starts any more, shipped ones among them
    metadata,
    text_column("name", key=True),
    text_column("by"),
    text_column("reason"),
    sa.Column("at", sa.Double, nullable=False),
)
