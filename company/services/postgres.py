"""PostgreSQL 15 from Debian, on loopback, in a state directory of its own."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_for

USER = "steersman"


@dataclass(frozen=True, slots=True)
class PostgresServer:
    port: int

    def url(self, database: str = "postgres") -> str:
        """A SQLAlchemy address; the server trusts loopback."""
        return f"postgresql+psycopg://{USER}@{LOOPBACK}:{self.port}/{database}"


def start(processes: Processes, *, durable: bool = True) -> PostgresServer:
    """``durable=False`` turns fsync off: fine for tests of behaviour, never for figures."""
    binaries, data, port = _binaries(), processes.home / "postgres", free_port()
    sockets = processes.home / "postgres-socket"
    for directory in (data, sockets):
        directory.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(directory, "postgres", "postgres")
    initdb = [binaries / "initdb", "-D", data, "-U", USER, "-A", "trust", "--no-sync", "-E", "UTF8"]
    subprocess.run(_unprivileged(initdb), check=True, capture_output=True, cwd="/")
    server = [binaries / "postgres", "-D", data, "-h", LOOPBACK, "-p", port, "-k", sockets]
    options = ["-c", "max_connections=300"] + ([] if durable else ["-c", "fsync=off"])
    processes.start("postgres", _unprivileged([*server, *options]))
    ready = [str(binaries / "pg_isready"), "-h", LOOPBACK, "-p", str(port), "-U", USER]
    wait_for(lambda: subprocess.run(ready, capture_output=True).returncode == 0, "PostgreSQL")
    return PostgresServer(port)


def _binaries() -> Path:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    if not found:
        raise ServiceFailed("PostgreSQL is not installed: run `make servers`")
    return found[-1].parent


def _unprivileged(argv: list[object]) -> list[str]:
    """PostgreSQL refuses to run as root, so root becomes ``postgres``."""
    command = [str(part) for part in argv]
    if os.geteuid() != 0:
        return command
    pwd.getpwnam("postgres")
    return ["setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", *command]
