"""Print the requirements of one dependency group of pyproject.toml: ``group.py dev``."""

from __future__ import annotations

import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"

if __name__ == "__main__":
    print("\n".join(tomllib.loads(PROJECT.read_text())["dependency-groups"][sys.argv[1]]))
