"""Log and temporary files moved out of a full file system.  Nothing is ever deleted.

A file that some program still writes to is copied and then emptied, as logrotate's
``copytruncate`` does: to move it alone would free nothing.  Copies stand compressed.
"""

from __future__ import annotations

import glob
import os

from steersman.connectors.services.on_host.action import Action, Change, Planned
from steersman.connectors.services.on_host.declared import Declared, declared
from steersman.connectors.services.on_host.packing import bring_back, is_plain, set_aside
from steersman.connectors.services.on_host.telling import CONTRADICTS, NOT_ALLOWED, Refused

IN_PLACE, ASIDE = "in place", "set aside"
MOST_FILES = 500
SMALLEST = 4096  # bytes; below it nothing is won, unless file entries are what is short
FEW_ENTRIES = 0.9  # of them in use


class SetFilesAside(Action):
    """Every file that the declared patterns name, as it is at plan time, by its inode."""

    kind, parameters = "files", ("files",)

    def plan(self, name: str, detail: str) -> Planned:
        given = declared(self.kind, name)
        found = [path for path in _matching(given) if os.lstat(path).st_size >= _least(path)]
        changes = [
            Change(given.target, path, f"{IN_PLACE} ({os.lstat(path).st_ino})", ASIDE)
            for path in found
        ]
        total = sum(os.lstat(path).st_size for path in found)
        told = [f"about {total // 1024} KiB will be freed"] if found else []
        return Planned(changes, told)

    def apply(self, change: Change) -> None:
        given, path = _asked(change)
        if os.path.exists(_copy(given, change)):
            return
        if path not in _matching(given) or f"{IN_PLACE} ({os.lstat(path).st_ino})" != change.before:
            raise self.changed_meanwhile(change)
        set_aside(path, _copy(given, change))

    def holds(self, change: Change) -> bool:
        given, path = _asked(change)
        gone = not os.path.lexists(path) or f"{IN_PLACE} ({os.lstat(path).st_ino})" == change.before
        return os.path.exists(_copy(given, change)) and gone

    def undo(self, change: Change) -> None:
        given, path = _asked(change)
        if os.path.exists(_copy(given, change)):
            bring_back(path, _copy(given, change))


def _least(path: str) -> int:
    """From which size on it helps to move a file: every one does where entries run out."""
    room = os.statvfs(path)
    used = 1 - room.f_favail / room.f_files if room.f_files else 0.0
    return 0 if used >= FEW_ENTRIES else SMALLEST


def _asked(change: Change) -> tuple[Declared, str]:
    return declared("files", change.name), change.attribute


def _matching(given: Declared) -> list[str]:
    """Plain files with one name alone, in a folder that is really there: no link is followed."""
    found: set[str] = set()
    for pattern in given.words("patterns"):
        folder = os.path.dirname(pattern)
        if not folder.startswith("/") or os.path.realpath(folder) != folder:
            raise Refused(NOT_ALLOWED, f"{pattern}: its folder must be a real one, without links")
        found |= {path for path in glob.glob(pattern) if is_plain(os.lstat(path))}
    if len(found) > MOST_FILES:
        raise Refused(CONTRADICTS, f"{len(found)} files fit, more than {MOST_FILES}. Shall all go?")
    return sorted(found)


def _copy(given: Declared, change: Change) -> str:
    """Where it is set aside: its whole path in one name, and the inode that it had."""
    inode = change.before.rpartition("(")[2].rstrip(")")
    room = given.path("quarantine")
    if not inode.isdigit():
        raise Refused(CONTRADICTS, f"{change.before[:100]!r} names no file. Which is meant?")
    return f"{room}/{change.attribute.replace('%', '%25').replace('/', '%2F')}.{inode}.gz"
