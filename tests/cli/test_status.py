"""How it stands: from the server, and from the database when there is none."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.records.guard.tables import workers
from tests.cli.office import ROOT, Office, steersman
from tests.governor.company import Company


@pytest.fixture
def nobodys() -> Iterator[Path]:
    """A folder of its own outside pytest's, whose rights the test may take away."""
    with tempfile.TemporaryDirectory(prefix="steersman-status-") as name:
        path = Path(name)
        path.chmod(0o755)
        yield path
        path.chmod(0o755)


def test_status_says_that_it_runs(office: Office) -> None:
    told = office.run("", "status")
    assert told.exit_code == 0
    assert "ok" in told.stdout
    assert office.url in told.stdout
    assert "more is shown with a token" in told.stderr


def test_with_a_token_it_says_what_waits_for_whom(office: Office) -> None:
    number = office.leaver("omar")
    body = office.read("adam", "status")
    (waiting,) = [row for row in body["waiting"] if row["number"] == number]
    assert (waiting["status"], waiting["needs"]) == ("held", ["1 × approver"])
    assert body["last_entry"]["seq"] == body["ledger_entries"]
    shown = office.run("adam", "status").stdout
    assert "Waits for people" in shown
    assert number in shown


def test_offline_it_tells_the_same_without_the_server(office: Office) -> None:
    number = office.leaver("rosa")
    told = steersman("status", "--offline", "--data", office.data, "--json")
    body = json.loads(told.stdout)
    assert told.exit_code == 0
    assert number in [row["number"] for row in body["waiting"]]
    assert body["workers"] == ["local"]
    assert body["silent_for"] < 60


def test_what_is_stopped_is_told(office: Office) -> None:
    assert office.run("adam", "stop", "system:mail", "--reason", "test").exit_code == 0
    shown = steersman("status", "--offline", "--data", office.data).stdout
    assert office.run("adam", "start", "system:mail").exit_code == 0
    assert "system:mail" in shown
    assert "Kill switches" in shown


def test_it_says_since_when_no_heartbeat_was_written(tmp_path: Path) -> None:
    company = Company(tmp_path, "")
    with company.open() as opened:
        before = opened.clock.now() - 3600.0
        epoch = opened.workers.enlist("gone")
        assert epoch
        silent = sa.update(workers).where(workers.c.worker == "gone").values(beat_at=before)
        with opened.store.begin() as connection:
            connection.execute(silent)
    told = steersman("status", "--offline", "--data", tmp_path / "data", "--json")
    body = json.loads(told.stdout)
    assert body["workers"] == ["gone"]  # the other one left in good order
    assert 3600.0 <= body["silent_for"] < 4000.0


def test_on_postgresql_too(shared_company: Company) -> None:
    with shared_company.open():
        told = steersman(
            "status", "--offline", "--database-url", shared_company.database_url, "--json"
        )
    assert told.exit_code == 0
    assert json.loads(told.stdout)["workers"] == ["local"]


def test_a_database_that_does_not_answer_is_said_without_its_password(tmp_path: Path) -> None:
    url = "postgresql+psycopg://steersman:verysecret@127.0.0.1:9/none"
    told = steersman("status", "--offline", "--database-url", url)
    assert told.exit_code == 4
    assert "does not answer" in told.output
    assert "verysecret" not in told.output


def test_a_folder_that_nobody_may_write_in_is_read_all_the_same(nobodys: Path) -> None:
    company = Company(nobodys, "")
    with company.open() as opened:
        company.settle_in(opened)
    data = nobodys / "data"
    for path in data.glob("records.db*"):
        path.chmod(0o444)
    data.chmod(0o555)
    try:
        told = _as_nobody("status", "--offline", "--data", str(data), "--json")
    finally:
        data.chmod(0o755)
    assert told.returncode == 0, told.stderr
    assert json.loads(told.stdout)["version"]


def test_status_offline_makes_no_database(tmp_path: Path) -> None:
    told = steersman("status", "--offline", "--data", tmp_path)
    assert told.exit_code == 1
    assert "there is no database" in told.output
    assert not list(tmp_path.iterdir())


def _as_nobody(*words: str) -> subprocess.CompletedProcess[str]:
    """Root may write everywhere, so root becomes somebody who may not."""
    drop = [shutil.which("setpriv") or "setpriv", "--reuid=nobody", "--clear-groups"]
    command = [*(drop if os.geteuid() == 0 else []), sys.executable, "-m", "steersman.cli"]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": "/nonexistent"}
    return subprocess.run([*command, *words], env=env, capture_output=True, text=True, cwd="/")
