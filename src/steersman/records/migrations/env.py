"""Run by Alembic: migrate over the connection that ``records.migrate`` hands in."""

from __future__ import annotations

from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from alembic.operations import MigrationScript, ops
from alembic.runtime.migration import MigrationContext

from steersman.records.all_tables import all_tables
from steersman.records.objects import JSON, TEXT


def render(kind: str, item: object, context: AutogenContext) -> str | Literal[False]:
    """Our text type by the short name that every migration declares for itself."""
    if kind == "type" and item is JSON:
        context.imports.add("from sqlalchemy.dialects import postgresql")
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return "TEXT" if kind == "type" and item is TEXT else False


def without_info(
    _context: MigrationContext, _revision: object, scripts: list[MigrationScript]
) -> None:
    """What the code notes about a table is no part of the database."""
    for script in scripts:
        for operation in script.upgrade_ops.ops if script.upgrade_ops else ():
            if isinstance(operation, ops.CreateTableOp):
                operation.info.clear()


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=all_tables(),
    render_as_batch=True,  # SQLite alters a table by copying it
    render_item=render,
    process_revision_directives=without_info,
)
with context.begin_transaction():
    context.run_migrations()
