from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["policies", "governed_run", "ledger", "start"])
def test_it_runs_and_writes_figures_with_machine_and_load(name: str, tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", name, "--quick", "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=150)
    told = json.loads(out.read_text())
    assert set(told["machine"]) == {"cpu", "cores", "memory", "kernel", "python"}
    assert len(told["load_before"]) == len(told["load_after"]) == 3
    assert told["rows"]
    for row in told["rows"]:
        assert set(row) == {"name", "store", "value", "unit", "bar", "met"}


def test_a_benchmark_that_breaks_is_named_and_fails(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    command = [sys.executable, "-m", "benchmarks", "no_such_figure", "--out", str(out)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True).returncode == 1
    assert json.loads(out.read_text())["failed"] == ["no_such_figure"]
