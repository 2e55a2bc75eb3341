"""A million items with three million relations on PostgreSQL, in less than 4 GB of memory.

Takes a quarter of an hour and several gigabytes of disk: ``python -m benchmarks cmdb_million``.
"""

from __future__ import annotations

from benchmarks.cmdb import measured
from benchmarks.rows import Row
from benchmarks.stores import POSTGRESQL


def run(quick: bool) -> list[Row]:
    return measured(POSTGRESQL, 1_000 if quick else 1_000_000)
