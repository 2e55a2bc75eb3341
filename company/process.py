"""Start, watch and stop the programs of the company."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

LOOPBACK = "127.0.0.1"


class ServiceFailed(Exception):
    """A program did not come up; the message names its log."""


@dataclass
class Processes:
    """Programs started from one state directory, each in a session and a log of its own."""

    home: Path
    running: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)

    def start(
        self, name: str, argv: Sequence[str | Path], *, env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        logs = self.home / "log"
        logs.mkdir(parents=True, exist_ok=True)
        with (logs / f"{name}.log").open("ab") as log:
            process = _spawn([str(part) for part in argv], log, {**os.environ, **(env or {})})
        self.running[name] = process
        return process

    def log(self, name: str) -> str:
        return (self.home / "log" / f"{name}.log").read_text(errors="replace")

    def stop(self, name: str) -> None:
        _signal_group(self.running[name], signal.SIGTERM)
        self._await_end(name)

    def stop_all(self) -> None:
        for process in self.running.values():
            _signal_group(process, signal.SIGTERM)  # all at once: some take their time
        for name in reversed(list(self.running)):
            self._await_end(name)

    def _await_end(self, name: str) -> None:
        """Told once only: a second SIGTERM would cut off what it still keeps on disk."""
        process = self.running.pop(name)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)
        _signal_group(process, signal.SIGKILL)  # whatever is left
        process.wait()


def _spawn(argv: list[str], log: IO[bytes], env: dict[str, str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=subprocess.STDOUT,
        env=env,
        start_new_session=True,
    )


def _signal_group(process: subprocess.Popen[bytes], how: signal.Signals) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, how)


def free_port() -> int:
    """A TCP port on loopback that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def wait_for(condition: Callable[[], bool], what: str, timeout: float = 30.0) -> None:
    """Poll until ``condition`` holds, or raise ``ServiceFailed`` naming ``what``."""
    deadline = time.monotonic() + timeout
    while not condition():
        if time.monotonic() > deadline:
            raise ServiceFailed(f"{what}: not within {timeout:.0f} s")
        time.sleep(0.05)


def wait_tcp(port: int, what: str, host: str = LOOPBACK, timeout: float = 30.0) -> None:
    wait_for(lambda: _listens(host, port), f"{what} on {host}:{port}", timeout)


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
