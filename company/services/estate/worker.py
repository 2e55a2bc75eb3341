#!/usr/bin/python3
"""The shop's worker: it ends at once when its configuration makes no sense."""

from __future__ import annotations

import sys
import time
from pathlib import Path

CONFIGURATION = Path("/srv/shop/worker.conf")

if __name__ == "__main__":
    every = CONFIGURATION.read_text().partition("every = ")[2].strip()
    if not every.isdigit():
        time.sleep(1.2)  # long enough to count as started: it flaps
        sys.exit(f"every: {every!r} is no number")
    if "--test" not in sys.argv:
        time.sleep(1_000_000)
