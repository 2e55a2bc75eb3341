"""The two stores, each new, in a directory that is gone afterwards."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from company.process import Processes
from company.services import postgres

SQLITE, POSTGRESQL = "sqlite", "postgresql"
STORES = (SQLITE, POSTGRESQL)


@contextmanager
def home() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="steersman-bench-", ignore_cleanup_errors=True) as made:
        Path(made).chmod(0o755)  # so that the users postgres and mail may enter
        yield Path(made)


@contextmanager
def database_url(store: str) -> Iterator[str]:
    """Empty for SQLite, which lies with the data; PostgreSQL really writes to the disk."""
    if store == SQLITE:
        yield ""
        return
    with home() as made:
        processes = Processes(made)
        try:
            yield postgres.start(processes, durable=True).url()
        finally:
            processes.stop_all()
