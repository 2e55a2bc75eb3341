"""``python -m benchmarks [NAME…] [--quick] [--out FILE]``: the figures, with machine and load.

Each benchmark runs in a process of its own.  ``--quick`` only shows that they run.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import subprocess
import sys
from pathlib import Path
from typing import Any

from benchmarks.rows import Row, table

NAMES = (
    "policies",
    "governed_run",
    "ledger",
    "start",
    "console",
    "leavers",
    "hostile",
    "graph",
    "retrieval",
    "cmdb",
    "diagnosis",
    "intake",
)
RESULT = "result: "


def main() -> int:
    given = _parser().parse_args()
    if given.here:
        return _run_here(given.names[0], given.quick)
    result: dict[str, Any] = {"machine": machine(), "load_before": os.getloadavg(), "rows": []}
    failed: list[str] = []
    for name in given.names or NAMES:
        print(f"{name} …", file=sys.stderr, flush=True)
        rows = _in_process_of_its_own(name, given.quick)
        failed += [name] if rows is None else []
        result["rows"] += rows or []
    result |= {"load_after": os.getloadavg(), "failed": failed}
    print(table(result["rows"]))
    if given.out:
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(result, indent=1) + "\n")
    return 1 if failed else 0


def machine() -> dict[str, object]:
    return {
        "cpu": _first("/proc/cpuinfo", "model name") or platform.processor(),
        "cores": os.cpu_count(),
        "memory": _first("/proc/meminfo", "MemTotal"),
        "kernel": platform.release(),
        "python": platform.python_version(),
    }


def _first(path: str, name: str) -> str:
    file = Path(path)
    lines = file.read_text().splitlines() if file.exists() else []
    found = [line.partition(":")[2].strip() for line in lines if line.startswith(name)]
    return found[0] if found else ""


def _in_process_of_its_own(name: str, quick: bool) -> list[Row] | None:
    """Its rows; ``None``: it broke, and has said why."""
    command = [sys.executable, "-m", "benchmarks", name, "--here", *(["--quick"] if quick else [])]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    rows: list[Row] | None = None
    for line in process.stdout:
        if line.startswith(RESULT):
            rows = json.loads(line.removeprefix(RESULT))
        else:
            print(line, end="", file=sys.stderr, flush=True)
    return rows if process.wait() == 0 else None


def _run_here(name: str, quick: bool) -> int:
    rows: list[Row] = importlib.import_module(f"benchmarks.{name}").run(quick)
    print(RESULT + json.dumps(rows), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME")
    parser.add_argument("--quick", action="store_true", help="tiny sizes: only that it runs")
    parser.add_argument("--out", type=Path, help="write the figures as JSON")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
