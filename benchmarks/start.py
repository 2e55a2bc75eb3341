"""The second start: seconds until /healthz answers, and the memory that the process takes."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from benchmarks.rows import Row, at_most, shown
from benchmarks.stores import STORES, database_url, home
from company.process import free_port

STARTS, PATIENCE = 3, 60.0


def run(quick: bool) -> list[Row]:
    rows: list[Row] = []
    for store in STORES[:1] if quick else STORES:
        with home() as made, database_url(store) as url:
            first, *later = [_start(made, url) for _ in range(2 if quick else 1 + STARTS)]
        seconds, memory = zip(*later, strict=True)
        rows += [
            at_most(5, "second start, until /healthz answers", store, max(seconds), "s"),
            at_most(250, "resident memory after the start", store, max(memory), "MB"),
            shown("first start, until /healthz answers", store, first[0], "s"),
        ]
    return rows


def _start(data: Path, url: str) -> tuple[float, float]:
    """Seconds until it answers, and its megabytes then."""
    port = free_port()
    command = [sys.executable, "-m", "steersman.cli", "run", "--data", str(data / "data")]
    began = time.monotonic()
    process = subprocess.Popen(
        [*command, "--port", str(port), *(["--database-url", url] if url else [])],
        stdout=subprocess.DEVNULL,
    )
    try:
        _wait(f"http://127.0.0.1:{port}/healthz", began + PATIENCE)
        return time.monotonic() - began, _megabytes(process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


def _wait(address: str, until: float) -> None:
    while True:
        try:
            with urlopen(address, timeout=2) as answer:
                answer.read()
                return
        except (URLError, OSError):
            if time.monotonic() > until:
                raise
            time.sleep(0.02)


def _megabytes(process: int) -> float:
    status = Path(f"/proc/{process}/status").read_text()
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1024
