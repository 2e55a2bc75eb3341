from __future__ import annotations

import multiprocessing
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from steersman.domain.errors import Permanent
from steersman.records.all_tables import all_tables
from steersman.records.migrate import VERSIONS, current, upgrade
from steersman.records.migrations.draft import draft, draft_first
from steersman.records.store import connect


def test_the_migrations_make_exactly_the_tables_that_the_code_declares(store_url: str) -> None:
    engine = connect(store_url)
    upgrade(engine)
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, all_tables()) == []
    engine.dispose()


def test_migrating_twice_changes_nothing(store_url: str) -> None:
    engine = connect(store_url)
    assert upgrade(engine) == upgrade(engine) != ""
    engine.dispose()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(store_url: str) -> None:
    engine = connect(store_url)
    upgrade(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Permanent, match="at version 9999, which this Steersman does not know"):
        upgrade(engine)
    with engine.connect() as connection:
        assert current(connection) == "9999"
    engine.dispose()


def start(url: str, reached: multiprocessing.Queue[str]) -> None:
    engine = connect(url)
    reached.put(upgrade(engine))
    engine.dispose()


def test_processes_that_start_at_once_migrate_once(store_url: str) -> None:
    """Without the lock, the second one fails on a table that is there already."""
    spawning = multiprocessing.get_context("spawn")
    reached = spawning.Queue()
    starting = [spawning.Process(target=start, args=(store_url, reached)) for _ in range(3)]
    for process in starting:
        process.start()
    versions = {reached.get(timeout=60) for _ in starting}
    for process in starting:
        process.join(60)
    assert len(versions) == 1
    assert [process.exitcode for process in starting] == [0, 0, 0]


def test_the_first_migration_can_be_drafted_anew(tmp_path: Path, store_url: str) -> None:
    (tmp_path / "0001_old.py").write_text("")
    path = draft_first(tmp_path)
    assert path.name == "0001_every_table_of_the_record.py"
    engine = connect(store_url)
    assert upgrade(engine, tmp_path) == "0001"
    assert "people" in sa.inspect(engine).get_table_names()
    engine.dispose()


def test_the_next_migration_holds_what_is_new(tmp_path: Path) -> None:
    draft_first(tmp_path)
    path = draft("nothing new", tmp_path)
    assert path.name == "0002_nothing_new.py"
    assert "create_table" not in path.read_text()


def test_drafting_takes_nothing_away_from_the_declared_tables(tmp_path: Path) -> None:
    draft_first(tmp_path)
    assert all_tables().tables["people"].info["object_type"] == "person"


def test_the_shipped_versions_stand_inside_the_package() -> None:
    assert VERSIONS.parent.name == "migrations"
    assert [path.name[:4] for path in sorted(VERSIONS.glob("[0-9]*.py"))] == ["0001"]
