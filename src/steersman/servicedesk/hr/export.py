"""The file that HR writes, read as it stands and put into the words of our record."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from steersman.domain.errors import Permanent, Transient
from steersman.records.files.reading import RawRow, Unreadable, read
from steersman.records.imports import Problem
from steersman.servicedesk.hr import words

STATUS_AS = "employment_status"  # the record's own name for HR's status
LARGEST = 64 * 1024 * 1024  # bytes
Promised = Callable[[str, str], bool]  # (employee number, end date) → it was told before it came


@dataclass(frozen=True, slots=True)
class Export:
    """One state of the file.  ``modified``: when HR wrote it, in seconds since 1970."""

    digest: str
    modified: float
    rows: tuple[RawRow, ...]
    problems: tuple[Problem, ...] = ()

    def row_of(self, number: str) -> RawRow | None:
        return next((r for r in self.rows if r.cells.get("employee_number") == number), None)

    def kinds(self) -> Mapping[str, str]:
        """The termination type of each employee number that has one."""
        named = ((r.cells.get("employee_number", ""), r.cells) for r in self.rows)
        return {n: kind for n, cells in named if (kind := cells.get(words.TERMINATION_TYPE, ""))}


def read_export(path: Path, now: float) -> Export:
    """The file as it is now.  ``Transient`` when it cannot be opened, ``Permanent`` for nonsense.

    A file whose date lies in the future was written now at the latest.
    """
    try:
        with path.open("rb") as file:
            modified = os.fstat(file.fileno()).st_mtime
            content = file.read(LARGEST + 1)
    except OSError as error:
        raise Transient(
            f"{path}: the HR file cannot be read ({error.strerror}): look whether it is there and "
            "readable for Steersman",
            60.0,
        ) from error
    if len(content) > LARGEST:
        raise Permanent(f"{path}: the HR file is larger than {LARGEST} bytes: is it the right one?")
    kind = "json" if path.suffix.lower() == ".json" else "csv"
    try:
        reading = read(content, kind)
    except Unreadable as error:
        raise Permanent(f"{path.name}: {error}") from error
    if reading.rows and words.STATUS not in reading.columns:
        raise Permanent(f"{path.name}: the column 'status' is missing: export it too")
    digest = hashlib.sha256(content).hexdigest()
    return Export(digest, min(modified, now), tuple(reading.rows), tuple(reading.problems))


def for_the_record(rows: Sequence[RawRow], today: str, promised: Promised) -> str:
    """The rows as a JSON array for the importer, each on the line where it stands in the file."""
    text, line = "[", 1
    for place, row in enumerate(rows):
        comma = "," if place else ""
        text += comma + "\n" * (row.line - line) + json.dumps(_cells(row.cells, today, promised))
        line = max(line, row.line)
    return text + "]"


def _cells(cells: Mapping[str, str], today: str, promised: Promised) -> dict[str, str]:
    own = {k: v for k, v in cells.items() if k not in (words.STATUS, words.TERMINATION_TYPE)}
    end = own.get(words.END_DATE, "")
    known = promised(own.get("employee_number", ""), end)
    stands = words.employment_status(cells.get(words.STATUS, ""), end, today, promised=known)
    return {**own, STATUS_AS: stands}


def without_bad_rows(export: Export) -> Export:
    """Leave out the rows that could not be read: they are reported, never guessed."""
    bad = {problem.line for problem in export.problems}
    return replace(export, rows=tuple(row for row in export.rows if row.line not in bad))
