"""Secrets come from the environment or from a file that only its owner may read."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from pathlib import Path

from steersman.domain.errors import Permanent

Secret = Callable[[], str]


def secret(reference: str, *, folder: Path | None = None) -> Secret:
    """``env:NAME`` or ``file:PATH`` → a function that reads the secret when it is needed.

    A relative path starts at ``folder``, where the systems file stands.
    """
    kind, _, name = reference.partition(":")
    if kind == "env" and name:
        return lambda: _from_environment(name)
    if kind == "file" and name:
        path = (folder or Path()) / name
        return lambda: _from_file(path)
    raise Permanent("a secret is written env:NAME or file:PATH, never as its value")


def _from_environment(name: str) -> str:
    value = os.environ.get(name)
    if not value:
        raise Permanent(f"the environment variable {name} is not set")
    return value


def _from_file(path: Path) -> str:
    try:
        mode = stat.S_IMODE(path.stat().st_mode)
        if mode & 0o077:
            raise Permanent(f"{path} can be read by others ({mode:04o}): chmod 600 it")
        return path.read_text().strip()
    except OSError as error:
        raise Permanent(f"{path}: the secret cannot be read: {error.strerror}") from error
