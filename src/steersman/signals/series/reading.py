"""A metric's history from a CSV file, with what such exports really contain."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import nan
from pathlib import Path
from typing import NamedTuple

from steersman.domain.errors import Permanent
from steersman.signals.series.stamps import FORMS, seconds_of

MEND = "a row is timestamp,value like 2026-11-23T14:05:00Z,12.5"
STAMPS, VALUES = ("timestamp", "time", "date", "datetime", "ts"), ("value", "values", "y")
MISSING = frozenset({"", "nan", "null", "none", "na", "n/a", "-", "?"})
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


class Row(NamedTuple):
    """One row of data; ``value`` is NaN where the file has none."""

    stamp: str  # as the file writes it
    seconds: float  # since 1970
    value: float


@dataclass
class Series:
    """The rows in the order of the file, and what a reader should know about them."""

    rows: list[Row] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)


def read_series(path: Path) -> Series:
    """The series in ``path``.

    ``Permanent`` names the line that cannot be understood, and the mend: no part of a broken file
    is passed off as the whole.
    """
    text = _text(path)
    delimiter = _delimiter(text)
    lines = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
    series, oddities = Series(), Oddities()
    try:
        numbered = ((lines.line_num, cells) for cells in lines if any(map(str.strip, cells)))
        for line, row in _rows(numbered, path, delimiter, series):
            oddities.look(line, row)
            series.rows.append(row)
    except csv.Error as error:
        raise Permanent(f"{path}, line {lines.line_num}: {error}; {MEND}") from error
    series.remarks += oddities.told(len(series.rows))
    return series


def _rows(
    numbered: Iterator[tuple[int, list[str]]], path: Path, delimiter: str, series: Series
) -> Iterator[tuple[int, Row]]:
    first = next(numbered, None)
    if first is None:
        raise Permanent(f"{path} is empty: its first line is timestamp,value, then {MEND}")
    stamp_at, value_at = _columns(first[1])
    if stamp_at < 0:
        if not _is_data(first[1], delimiter):
            found = ", ".join(cell.strip() for cell in first[1])[:80]
            raise Permanent(f"{path}, line {first[0]}: no timestamp and value among: {found}; "
                            "name the two columns timestamp,value")  # fmt: skip
        stamp_at, value_at = 0, 1
        series.remarks.append("There is no header: the columns were taken as timestamp,value.")
        yield first[0], _row(first, path, (0, 1), delimiter)
    for each in numbered:
        yield each[0], _row(each, path, (stamp_at, value_at), delimiter)


def _columns(header: Sequence[str]) -> tuple[int, int]:
    """Where timestamp and value stand; (-1, -1) unless both are named."""
    names = [cell.strip().lower() for cell in header]
    stamp = next((names.index(name) for name in STAMPS if name in names), -1)
    value = next((names.index(name) for name in VALUES if name in names), -1)
    return (stamp, value) if stamp >= 0 and value >= 0 else (-1, -1)


def _is_data(cells: Sequence[str], delimiter: str) -> bool:
    try:
        seconds_of(cells[0].strip())
        _number(cells[1], delimiter)
    except (ValueError, IndexError):
        return False
    return True


def _row(line: tuple[int, list[str]], path: Path, at: tuple[int, int], delimiter: str) -> Row:
    number, cells = line
    if len(cells) <= max(at):
        raise Permanent(f"{path}, line {number}: {len(cells)} of {max(at) + 1} columns; {MEND}")
    stamp = cells[at[0]].strip()
    try:
        seconds = seconds_of(stamp)
    except (ValueError, OverflowError) as error:
        raise Permanent(
            f"{path}, line {number}: {stamp[:40]!r} is no point in time; write {FORMS}"
        ) from error
    try:
        return Row(cells[at[0]], seconds, _number(cells[at[1]], delimiter))
    except ValueError as error:
        raise Permanent(
            f"{path}, line {number}: {cells[at[1]][:40]!r} is no number; write one like 12.5, "
            "or leave it empty where nothing was measured"
        ) from error


def _number(cell: str, delimiter: str) -> float:
    """NaN where nothing was measured; a decimal comma where the columns are not parted by one."""
    try:
        return float(cell)
    except ValueError:
        bare = cell.strip().lower()
        if bare in MISSING:
            return nan
        if delimiter == ",":
            raise
        return float(bare.replace(",", "."))


def _text(path: Path) -> str:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Permanent(f"{path} cannot be opened: {error.strerror}") from error
    coding = next((name for mark, name in _BOMS.items() if data.startswith(mark)), "utf-8")
    try:
        return data.decode(coding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise Permanent(f"{path}, line {line}: this is no {coding}; save it as UTF-8") from error


def _delimiter(text: str) -> str:
    """The one of the first line that says something."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


@dataclass
class Oddities:
    """Counts what does not stop the reading but should be known."""

    last: float = -1e300
    missing: list[int] = field(default_factory=list)
    older: list[int] = field(default_factory=list)
    same: list[int] = field(default_factory=list)

    def look(self, line: int, row: Row) -> None:
        if not abs(row.value) < 1e300:  # nor is NaN
            self.missing.append(line)
        if row.seconds == self.last:
            self.same.append(line)
        elif row.seconds < self.last:
            self.older.append(line)
        self.last = row.seconds

    def told(self, rows: int) -> list[str]:
        said = {
            "have no value": self.missing,
            "are older than the row before them": self.older,
            "repeat the timestamp before them": self.same,
        }
        return [
            f"{len(lines):,} of {rows:,} rows {what}, the first in line {lines[0]:,}."
            for what, lines in said.items()
            if lines
        ]
