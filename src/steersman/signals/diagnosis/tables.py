"""Metrics in a CSV file: a header of three lines (component, metric, statistic), then the rows."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

import numpy as np

from steersman.domain.errors import Permanent
from steersman.signals.diagnosis.recording import Column, Floats, Metric, Recording

HEADER = ("microservice", "metric", "statistic")
NO_VALUE = frozenset({"", "nan", "none", "null", "na", "n/a"})
EXPORT = "export it again in the form of the guide (microservice, metric, statistic, then rows)"
_SPELLINGS = {"sum": "Sum", "average": "Average", "avg": "Average", "mean": "Average"}
_Line = tuple[int, list[str]]  # its number in the file, and its cells


def read_metrics(path: Path) -> Recording:
    """All that was recorded, in order of time; other metrics are kept and not looked at.

    Raises ``Permanent`` with file, line and column where a cell is no number, a line has too few
    cells, the header is another, or two lines or columns contradict each other.
    """
    lines = read_lines(path)
    if not lines:
        return Recording(np.empty(0), {})
    header, rows = _split(path, lines)
    width = len(lines[0][1])
    for number, cells in rows:
        if len(cells) != width:
            told = f"has {len(cells)} cells where the header has {width}"
            raise Permanent(f"{path.name}, line {number}: {told}; {EXPORT}")
    return _recording(path, header, rows)


def read_lines(path: Path) -> list[_Line]:
    """The lines of a CSV file that are not blank, each with its number."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise Permanent(f"{path.name}: not in {path.parent}; put it there") from None
    except (OSError, UnicodeDecodeError) as problem:
        raise Permanent(f"{path.name}: cannot be read ({problem}); save it as UTF-8") from None
    if "\0" in text:
        raise Permanent(f"{path.name}: is not text; save it as CSV in UTF-8")
    csv.field_size_limit(1 << 20)
    reader = csv.reader(text.splitlines())
    try:
        return [(reader.line_num, cells) for cells in reader if any(map(str.strip, cells))]
    except csv.Error as problem:
        told = f"{path.name}, line {reader.line_num}: is not CSV ({problem})"
        raise Permanent(f"{told}; {EXPORT}") from None


def _split(path: Path, lines: Sequence[_Line]) -> tuple[dict[str, list[str]], list[_Line]]:
    """The header's lines by name, and the rows; the line that only names the times is passed."""
    header: dict[str, list[str]] = {}
    for place, (number, cells) in enumerate(lines):
        name = cells[0].strip().lower()
        if name in HEADER and name not in header:
            header[name] = [cell.strip() for cell in cells]
        elif len(header) < len(HEADER):
            missing = next(each for each in HEADER if each not in header)
            told = f"starts with {cells[0][:40]!r} where the header's {missing!r} is due"
            raise Permanent(f"{path.name}, line {number}: {told}; {EXPORT}")
        else:
            rest = lines[place + 1 :] if name in ("unix_timestamp", "timestamp") else lines[place:]
            return header, _of_one_width(path, header, list(rest))
    if len(header) < len(HEADER):
        raise Permanent(f"{path.name}: the header has no line {HEADER[len(header)]!r}; {EXPORT}")
    return header, _of_one_width(path, header, [])


def _of_one_width(path: Path, header: Mapping[str, list[str]], rows: list[_Line]) -> list[_Line]:
    widths = {name: len(cells) for name, cells in header.items()}
    if len(set(widths.values())) > 1:
        told = ", ".join(f"{name} {width}" for name, width in widths.items())
        raise Permanent(f"{path.name}: lines of the header differ in cells ({told}); {EXPORT}")
    return rows


def _recording(path: Path, header: Mapping[str, list[str]], rows: Sequence[_Line]) -> Recording:
    times = np.array([_time(path, number, cells[0]) for number, cells in rows])
    order = np.argsort(times, kind="stable")
    same = np.flatnonzero(np.diff(times[order]) == 0)
    if same.size:
        one, other = (rows[order[same[0] + step]][0] for step in (0, 1))
        told = f"lines {one} and {other} have the same time {rows[order[same[0]]][1][0]}"
        raise Permanent(f"{path.name}: {told}; keep one of them")
    columns: dict[Column, Floats] = {}
    for place in range(1, len(header[HEADER[0]])):
        named = Column(*(header[name][place] for name in HEADER))
        column = named._replace(
            metric=named.metric.lower(),
            statistic=_SPELLINGS.get(named.statistic.lower(), named.statistic),
        )
        if column.metric not in ("requests", *Metric):
            continue
        values = np.array([_number(path, row, place, column) for row in rows])[order]
        if column in columns and not np.array_equal(columns[column], values, equal_nan=True):
            told = f"column {place + 1} gives {' '.join(named)} again with other values"
            raise Permanent(f"{path.name}: {told}; keep one of the two columns")
        columns[column] = values
    return Recording(times[order], columns)


def _number(path: Path, row: _Line, place: int, column: Column) -> float:
    number, cells = row
    text = cells[place].strip()
    if text.lower() in NO_VALUE:
        return math.nan
    where = f"{path.name}, line {number}, column {place + 1} ({' '.join(column)})"
    try:
        value = float(text)
    except ValueError:
        told = f"{where}: {text[:40]!r} is no number"
        raise Permanent(f"{told}; leave the cell empty where nothing was measured") from None
    if not math.isfinite(value) or value < 0 or (column.metric in _PERCENT and value > 100.001):
        told = f"{where}: {text[:40]!r} cannot be a value of {column.metric}"
        raise Permanent(f"{told}; leave the cell empty where nothing was measured")
    return value


_PERCENT = frozenset({Metric.AVAILABILITY})


def _time(path: Path, number: int, text: str) -> float:
    """Seconds since 1970, from a number or an ISO 8601 time (UTC unless it says otherwise)."""
    try:
        value = float(text)
    except ValueError:
        try:
            told = datetime.fromisoformat(text.strip())
        except ValueError:
            mend = "give seconds since 1970 or a time like 2026-11-23T14:05:00Z"
            where = f"{path.name}, line {number}, column 1"
            raise Permanent(f"{where}: {text[:40]!r} is no time; {mend}") from None
        value = (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()
    if not math.isfinite(value):
        raise Permanent(f"{path.name}, line {number}, column 1: {text[:40]!r} is no time; mend it")
    return value
