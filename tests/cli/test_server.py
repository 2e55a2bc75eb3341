"""``steersman run``: it starts, says where it is, answers, and ends when it is told to."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from company.process import free_port, wait_tcp
from tests.cli.office import ROOT, steersman

CLI = [sys.executable, "-m", "steersman.cli"]
ENV = {**os.environ, "PYTHONPATH": str(ROOT / "src")}


def start(data: Path, port: int, *more: str) -> subprocess.Popen[str]:
    words = [*CLI, "run", "--data", str(data), "--port", str(port), *more]
    pipe = subprocess.PIPE
    return subprocess.Popen(words, env=ENV, stdout=pipe, stderr=pipe, text=True)


@pytest.fixture
def running(tmp_path: Path) -> Iterator[tuple[subprocess.Popen[str], int]]:
    port = free_port()
    process = start(tmp_path / "data", port)
    wait_tcp(port, "Steersman")
    yield process, port
    process.kill()
    process.communicate()


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
def test_it_answers_until_it_is_told_to_stop(
    running: tuple[subprocess.Popen[str], int], signal_: signal.Signals
) -> None:
    process, port = running
    assert process.stdout is not None
    shown = [process.stdout.readline() for _ in range(4)]
    assert f"ready on http://127.0.0.1:{port}" in shown[0]
    assert shown[1].startswith("data")
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").json()["status"] == "ok"
    process.send_signal(signal_)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, err) == (0, "")


def test_a_second_one_on_the_port_leaves_the_first_alone(
    running: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    process, port = running
    second = start(tmp_path / "data", port)
    _, err = second.communicate(timeout=20)
    assert (second.returncode, "--port" in err) == (1, True)
    assert httpx.get(f"http://127.0.0.1:{port}/healthz").json()["status"] == "ok"
    assert process.poll() is None


def test_one_that_was_fenced_ends_and_says_why(
    running: tuple[subprocess.Popen[str], int], tmp_path: Path
) -> None:
    first, _ = running
    port = free_port()
    second = start(tmp_path / "data", port)
    wait_tcp(port, "the second Steersman")
    _, err = first.communicate(timeout=20)
    assert (first.returncode, "Steersman stopped itself" in err) == (1, True)
    second.terminate()
    second.communicate(timeout=20)
    assert second.returncode == 0


def test_a_bad_systems_file_is_named_and_nothing_starts(tmp_path: Path) -> None:
    (tmp_path / "systems.toml").write_text("nonsense")
    words = ("--systems", str(tmp_path / "systems.toml"))
    process = start(tmp_path / "data", free_port(), *words)
    _, err = process.communicate(timeout=20)
    assert (process.returncode, "not TOML" in err) == (1, True)


def test_migrate_brings_a_new_database_to_this_version(tmp_path: Path) -> None:
    told = steersman("migrate", "--data", tmp_path / "data", "--json")
    assert told.exit_code == 0
    status = steersman("status", "--offline", "--data", tmp_path / "data", "--json")
    assert json.loads(status.stdout)["version"] == json.loads(told.stdout)["version"]
