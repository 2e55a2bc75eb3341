"""Fixtures that every test may use; each stands in a file of its own under ``fixtures``."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

MEMORY, ROOM = Path("/dev/shm"), 6 * 1024**3  # bytes
FIXTURES = Path(__file__).parent / "fixtures"

# The databases of the tests are made to last, with an fsync at each commit: in memory that costs
# nothing.  Where there is no such room they stand where temporary files do.
if MEMORY.is_dir() and shutil.disk_usage(MEMORY).free > ROOM:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(MEMORY))

pytest_plugins = [
    f"tests.fixtures.{path.stem}"
    for path in sorted(FIXTURES.glob("*.py"))
    if path.stem != "__init__"
]
