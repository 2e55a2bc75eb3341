"""A random key in a file of its own, which only its owner may read; made on first use."""

from __future__ import annotations

import contextlib
import os
import stat
from pathlib import Path

from steersman.domain.errors import Permanent

LENGTH = 32  # bytes


def key_at(path: Path) -> bytes:
    """The key that stands at ``path``.  ``Permanent``: others may read it, or it is no key."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        _make(path)
    with path.open("rb") as file:
        mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
        key = file.read()
    if mode & 0o077:
        raise Permanent(f"{path} may be read by others ({mode:04o}): run `chmod 600 {path}`")
    if len(key) != LENGTH:
        raise Permanent(f"{path} holds no key of {LENGTH} bytes: delete it, a new one is made")
    return key


def _make(path: Path) -> None:
    """Whole or not at all: written aside, then linked, so no reader meets half a key."""
    aside = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(os.urandom(LENGTH))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):  # another process made it just now
            os.link(aside, path)
    finally:
        aside.unlink()
