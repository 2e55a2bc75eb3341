"""Schedules and policies from files: JSON, or TOML by its ending."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

from steersman.cli.exits import Misused

_OURS = ("id", "revision")  # of what was shown; a new one gets its own


def body_of(file: Path) -> dict[str, Any]:
    """What the file says, ready to be sent.  ``Misused``: it cannot be read, or is no object."""
    try:
        text = file.read_text(encoding="utf-8")
        found = tomllib.loads(text) if file.suffix == ".toml" else json.loads(text)
    except (OSError, ValueError) as error:
        mend = "write JSON, or TOML into a file that ends in .toml"
        raise Misused(f"{file.name} cannot be read: {error}", mend) from error
    if isinstance(found, dict) and isinstance(found.get("schedule"), dict):
        found = found["schedule"]
    if not isinstance(found, dict):
        raise Misused(f"{file.name} holds no object", "see the guide: On call")
    return {name: value for name, value in found.items() if name not in _OURS}
