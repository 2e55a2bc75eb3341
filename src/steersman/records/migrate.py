"""Bring a database to the shape this version needs, whoever starts first."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError

from steersman.domain.errors import Permanent
from steersman.records.read_only import takes_no_writes, why
from steersman.records.store import writing

MIGRATIONS = Path(__file__).parent / "migrations"
VERSIONS = MIGRATIONS / "versions"


def upgrade(engine: sa.Engine, versions: Path = VERSIONS) -> str:
    """Run every migration that is missing, in one transaction, and say the version reached.

    Several processes may start at once: one migrates, the others wait and find nothing to do.
    ``Permanent`` when the database was made by a newer version of Steersman.
    """
    with writing(engine, "migrate") as connection:
        config = configuration(connection, versions)
        _refuse_newer(connection, config)
        command.upgrade(config, "head")
        return current(connection)


def upgrade_or_read(engine: sa.Engine) -> str:
    """``upgrade``; a database that takes no writes is used as it is when it needs none of it."""
    try:
        return upgrade(engine)
    except sa.exc.DBAPIError as error:
        if not takes_no_writes(error):
            raise
        with engine.connect() as connection:
            version = current(connection)
            newest = ScriptDirectory.from_config(configuration(connection)).get_current_head()
        if version != newest:
            raise Permanent(f"it must be migrated first, but {why(error)}") from error
        return version


def current(connection: sa.Connection) -> str:
    """The version of the database; empty when it has no tables yet."""
    return MigrationContext.configure(connection).get_current_revision() or ""


def configuration(connection: sa.Connection, versions: Path = VERSIONS) -> Config:
    """Alembic's settings, without a file: the migrations ship inside the package."""
    config = Config()
    config.set_main_option("script_location", _escaped(MIGRATIONS))
    config.set_main_option("version_locations", _escaped(versions))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def _refuse_newer(connection: sa.Connection, config: Config) -> None:
    version = current(connection)
    if not version:
        return
    try:
        ScriptDirectory.from_config(config).get_revision(version)
    except CommandError as error:
        raise Permanent(
            f"the database is at version {version}, which this Steersman does not know: "
            "it was used by a newer one; install that one, or restore the backup made before"
        ) from error


def _escaped(path: Path) -> str:
    return str(path).replace("%", "%%")
