"""The file of process ids: what still runs is found, and nobody else is ended."""

from __future__ import annotations

import subprocess
from pathlib import Path

from company import running
from company.process import Processes


def test_a_number_that_another_program_got_does_not_count(tmp_path: Path) -> None:
    other = subprocess.Popen(["sleep", "60"])
    try:
        running.write(tmp_path, {"saas": other.pid})
        assert running.still_running(tmp_path) == {"saas": other.pid}
        file = tmp_path / "running.json"
        file.write_text(f'{{"saas": [{other.pid}, 1]}}')  # born at another time
        assert running.still_running(tmp_path) == {}
        running.down(tmp_path)
        assert other.poll() is None
    finally:
        other.kill()
        other.wait()


def test_what_was_left_behind_is_ended(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    left = processes.start("left", ["sleep", "60"])
    running.write(tmp_path, {"left": left.pid, "gone": 2**22 + 1})
    assert running.down(tmp_path) == {"left": left.pid}
    assert left.wait(timeout=5) != 0
    assert not (tmp_path / "running.json").exists()


def test_an_ended_program_is_told_once(tmp_path: Path) -> None:
    processes = Processes(tmp_path)
    processes.start("brief", ["false"]).wait()
    assert "exit code 1" in running.ended(processes)["brief"]
    assert running.ended(processes) == {}
