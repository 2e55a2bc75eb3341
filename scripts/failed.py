"""Which tests failed in the last run, one a line; ends with 1 when there are more than LIMIT.

python scripts/failed.py CACHE LIMIT
"""

from __future__ import annotations

import json
import sys
from pathlib import Path


def failed(cache: Path) -> list[str]:
    """The tests that pytest's cache keeps as failed; none when it keeps nothing."""
    kept = cache / "v" / "cache" / "lastfailed"
    return sorted(json.loads(kept.read_text())) if kept.exists() else []


def main(cache: str, limit: str) -> int:
    names = failed(Path(cache))
    print("\n".join(names))
    return int(len(names) > int(limit))


if __name__ == "__main__":
    raise SystemExit(main(*sys.argv[1:]))
