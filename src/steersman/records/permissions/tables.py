"""Where rules and the roles of principals are kept."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.objects import text_column
from steersman.records.store import metadata

permissions = sa.Table(
    "permissions",
    metadata,
    text_column("name", key=True),
    sa.Column("object_types", sa.JSON, nullable=False),
    sa.Column("actions", sa.JSON, nullable=False),
    sa.Column("roles", sa.JSON, nullable=False),
    sa.Column("principals", sa.JSON, nullable=False),
    sa.Column("constraints", sa.JSON, nullable=False),
    sa.Column("fields", sa.JSON, nullable=False),
)
role_assignments = sa.Table(
    "role_assignments",
    metadata,
    text_column("principal", key=True),
    text_column("role", key=True),
    sa.Index("role_assignments_by_role", "role"),
)
