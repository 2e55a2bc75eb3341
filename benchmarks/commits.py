"""How many durable commits an act takes, counted by the stores' own evidence, not by our code."""

from __future__ import annotations

import struct
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median_low
from typing import Protocol

import sqlalchemy as sa

_HEADER, _FRAME = 32, 24  # bytes; https://www.sqlite.org/fileformat2.html#walformat


class Counter(Protocol):
    def count(self) -> int: ...


@dataclass(frozen=True)
class WalFiles:
    """SQLite: commit frames in the write-ahead logs.  Only a commit writes one."""

    databases: Sequence[Path]

    def count(self) -> int:
        return sum(_commit_frames(path.with_name(f"{path.name}-wal")) for path in self.databases)


@dataclass(frozen=True)
class TransactionIds:
    """PostgreSQL: transaction ids.  Only a transaction that writes is given one."""

    engine: sa.Engine

    def count(self) -> int:
        newest = sa.text("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        with self.engine.connect() as connection:
            return int(connection.scalar(newest) or 0)


def commits_of(act: Callable[[int], None], counter: Counter, laps: int) -> int:
    """The median over ``laps``: heartbeats commit too, and a log may begin anew meanwhile."""
    counts: list[int] = []
    for lap in range(laps):
        before = counter.count()
        act(lap)
        counts.append(counter.count() - before)
    return median_low([count for count in counts if count > 0])


def _commit_frames(log: Path) -> int:
    """Frames that end a transaction, of the log's present generation."""
    content = log.read_bytes() if log.exists() else b""
    if len(content) < _HEADER:
        return 0
    page, salt = struct.unpack(">8xI", content[:12])[0], content[16:24]
    commits = 0
    for start in range(_HEADER, len(content) - _FRAME - page + 1, _FRAME + page):
        (size_after_commit,) = struct.unpack(">4xI", content[start : start + 8])
        if content[start + 8 : start + 16] != salt:
            break
        commits += size_after_commit > 0
    return commits
