"""What a run of the tests left as failed (scripts/failed.py)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[2] / "scripts" / "failed.py"


def _failed(cache: Path, limit: int) -> tuple[int, list[str]]:
    command = [sys.executable, str(SCRIPT), str(cache), str(limit)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert not done.stderr
    return done.returncode, done.stdout.split("\n")[:-1]


def _keep(cache: Path, *names: str) -> None:
    folder = cache / "v" / "cache"
    folder.mkdir(parents=True)
    (folder / "lastfailed").write_text(json.dumps(dict.fromkeys(names, True)))


def test_each_failure_is_a_line(tmp_path: Path) -> None:
    _keep(tmp_path, "tests/b.py::test_two[a b]", "tests/a.py::test_one")
    assert _failed(tmp_path, 2) == (0, ["tests/a.py::test_one", "tests/b.py::test_two[a b]"])


def test_more_failures_than_the_limit_end_with_one(tmp_path: Path) -> None:
    _keep(tmp_path, "tests/a.py::test_one", "tests/a.py::test_two")
    assert _failed(tmp_path, 1)[0] == 1


def test_a_run_that_kept_nothing_names_nothing(tmp_path: Path) -> None:
    assert _failed(tmp_path, 3) == (0, [""])
