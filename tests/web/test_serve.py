"""Served by granian in one process, as `steersman run` does it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from company.process import free_port, wait_tcp
from steersman.web.guarding import LARGEST

ROOT = Path(__file__).parents[2]
PROGRAM = """
import sys
from pathlib import Path
from steersman.bootstrap import Steersman
from steersman.settings.product import Settings
from steersman.web.serve import serve
steersman = Steersman(Settings(data=Path(sys.argv[1])))
steersman.open()
steersman.start_ticking()
try:
    serve(steersman, "127.0.0.1", int(sys.argv[2]))
finally:
    steersman.close()
print("closed in good order")
"""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[tuple[int, subprocess.Popen[str]]]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "data"), str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        wait_tcp(port, "Steersman", timeout=150)
        yield port, process
    finally:
        process.kill()
        process.wait()


def fetch(port: int, path: str, body: bytes | None = None) -> tuple[int, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", data=body)
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.read()


def test_it_answers_until_it_is_told_to_stop_and_prints_nothing(
    server: tuple[int, subprocess.Popen[str]],
) -> None:
    port, process = server
    status, body = fetch(port, "/healthz")
    told = json.loads(body)
    assert (status, told["status"], told["store"]) == (200, "ok", "sqlite")
    assert told["worker"] == "local"
    assert told["faults"] == {}
    assert fetch(port, "/api/v1/me")[0] == 401
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=20) == 0
    assert time.monotonic() - began < 10
    assert process.stdout is not None
    assert process.stdout.read() == "closed in good order\n"


def test_an_oversized_body_is_refused_over_the_wire(
    server: tuple[int, subprocess.Popen[str]],
) -> None:
    port, _ = server
    status, body = fetch(port, "/api/v1/leave", b"x" * (LARGEST + 1))
    assert status == 413
    assert json.loads(body)["error"]["code"] == "too_large"
    assert fetch(port, "/healthz")[0] == 200
