"""Run the worker on one PDF, within time and memory, and take what it says."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.model import Limits

_WORKER = Path(__file__).with_name("worker.py")
_DAMAGED = "it is a damaged PDF: open it in a viewer, save it anew, or fetch it again"
_KILLED_FOR_TIME = {-24, -9, 152, 137}  # SIGXCPU and SIGKILL, as seen by a parent or a shell


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    size: float  # points
    height: float  # points above the foot of the page


@dataclass(frozen=True, slots=True)
class Bookmark:
    level: int
    title: str
    page: int


@dataclass(frozen=True, slots=True)
class Printed:
    pages: tuple[tuple[Line, ...], ...]
    bookmarks: tuple[Bookmark, ...]
    fields: dict[str, str]
    notes: tuple[str, ...]


def printed(content: bytes, limits: Limits) -> Printed:
    """What stands on the pages, or ``Permanent``."""
    seconds = max(1, int(limits.seconds))
    given = (limits.memory, seconds, limits.pages, limits.characters)
    command = [sys.executable, "-I", str(_WORKER), *(str(each) for each in given)]
    slow = f"it takes more than {seconds} seconds to read: split it, or save it anew"
    try:
        done = subprocess.run(
            command, input=content, capture_output=True, timeout=seconds * 2, check=False
        )
    except subprocess.TimeoutExpired:
        raise Permanent(slow) from None
    if done.returncode in _KILLED_FOR_TIME:
        raise Permanent(slow)
    if b"ModuleNotFoundError" in done.stderr:
        raise Permanent("no PDF can be read here: install Steersman with its dependencies (pypdf)")
    return _checked(done.stdout)


def _checked(told: bytes) -> Printed:
    try:
        answer = json.loads(told)
    except ValueError:
        raise Permanent(_DAMAGED) from None
    if "refused" in answer:
        raise Permanent(answer["refused"])
    return Printed(
        pages=tuple(tuple(Line(*line) for line in page) for page in answer["pages"]),
        bookmarks=tuple(Bookmark(*entry) for entry in answer["outline"]),
        fields=answer["fields"],
        notes=tuple(answer["notes"]),
    )
