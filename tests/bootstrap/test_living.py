"""A process that starts where nothing can be written looks, waits, and takes work on by itself."""

from __future__ import annotations

import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from company.process import free_port, wait_for
from steersman.domain.work import Status
from steersman.runtime.clock import ManualClock
from tests.bootstrap.test_degraded import read_only
from tests.cli.office import ROOT
from tests.governor.company import Company, leaver

CLI = [sys.executable, "-m", "steersman.cli"]


@pytest.fixture
def folder() -> Iterator[Path]:
    """Outside pytest's own, with rights that the test may take away; it belongs to nobody."""
    with tempfile.TemporaryDirectory(prefix="steersman-living-") as name:
        path = Path(name) / "data"
        path.mkdir()
        Path(name).chmod(0o755)
        if os.geteuid() == 0:
            shutil.chown(path, "nobody")
        yield path
        path.chmod(0o755)


@contextmanager
def product(
    folder: Path, *, as_nobody: bool = True
) -> Iterator[tuple[Callable[[], Any], subprocess.Popen[bytes]]]:
    """``steersman run``, by somebody whom rights of files bind, and what its /healthz says."""
    drop = ["setpriv", "--reuid=nobody", "--clear-groups"] if as_nobody else []
    drop = drop if os.geteuid() == 0 else []
    port = free_port()
    words = [*drop, *CLI, "run", "--data", str(folder), "--port", str(port)]
    env = {**os.environ, "PYTHONPATH": str(ROOT / "src"), "HOME": "/nonexistent"}
    env |= {"STEERSMAN_BEAT_EVERY": "0.2", "STEERSMAN_DEAD_AFTER": "1"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(words, env=env, stdout=quiet, stderr=quiet, cwd="/")

    def health() -> Any:
        try:
            return httpx.get(f"http://127.0.0.1:{port}/healthz", timeout=20).json()
        except httpx.TransportError:
            return {"status": f"silent, exit code {process.poll()}"}

    try:
        yield health, process
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_(health: Callable[[], Any], status: str) -> None:
    wait_for(lambda: health()["status"] == status, f"{status}, but it is {health()}", 90)


def test_in_a_folder_without_rights_it_answers_and_goes_on_by_itself(folder: Path) -> None:
    with product(folder) as (health, _):
        is_(health, "ok")
    folder.chmod(0o555)
    for path in folder.glob("*.db*"):
        path.chmod(0o444)
    with product(folder) as (health, _):
        is_(health, "degraded")
        told = health()
        assert told["acts"] is False
        assert "takes no writes" in told["reasons"][0]
        for path in folder.glob("*.db*"):
            path.chmod(0o644)
        folder.chmod(0o755)
        is_(health, "ok")


def test_on_a_full_disk_it_stays_up_and_goes_on_by_itself(folder: Path) -> None:
    with product(folder, as_nobody=False) as (health, process):  # limits bind root as well
        is_(health, "ok")
        _, most = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (0, most))  # no file may grow
        is_(health, "degraded")
        wait_for(lambda: process.poll() is None and health()["acts"] is False, "it stays", 5)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (most, most))
        is_(health, "ok")


def test_on_postgresql_work_is_taken_on_once_it_can_be_written(shared_company: Company) -> None:
    company, clock = shared_company, ManualClock(1_800_000_000.0)
    with company.open(clock=clock) as steersman:
        people = company.settle_in(steersman)
        number = steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
    with read_only(company.database_url):
        looking = company.open(clock=clock)
        steersman = looking.__enter__()
        assert not steersman.condition().acts
        assert steersman.people.get(people["jane"]).given_name == "Jane"
        clock.advance(2.0)
        steersman.ticker.tick()
        assert not steersman.condition().acts
    try:
        for _ in range(3):  # the first may find its connection cut off
            clock.advance(2.0)
            steersman.ticker.tick()
        assert steersman.condition().acts
        standing = steersman.desk.work_items.standing
        wait_for(lambda: standing(number).status is not Status.NEW, "a run")
    finally:
        looking.__exit__(None, None, None)
