"""Alerts from a file: CSV or one JSON object a line, as it is or packed with gzip.

The columns time, name, host, ip and text are read; any other is not looked at.  A line that is no
alert is named, and the rest goes on.
"""

from __future__ import annotations

import csv
import gzip
import io
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

from steersman.domain.errors import Permanent
from steersman.signals.alerts.alert import Alert
from steersman.signals.alerts.lines import Lines
from steersman.signals.alerts.normal import alert_of

COLUMNS = ("time", "name", "host", "ip", "text")
LONGEST_CELL = 4_000_000  # characters; beyond it the line is refused
_GZIP = b"\x1f\x8b"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_BROKEN = (OSError, EOFError, zlib.error, UnicodeError)


@dataclass(slots=True)
class Refused:
    """Lines that were no alerts: the first of them with the reason, and how many in all."""

    count: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, line: int, why: object) -> None:
        self.count += 1
        if len(self.first) < 20:
            self.first.append(f"line {line:,}: {why}")


def read_alerts(path: Path, refused: Refused) -> Iterator[Alert]:
    """Each alert, its ``reference`` being the number of its row, from 0, refused ones counted in.

    Raises ``Permanent`` when the file cannot be read, is empty or names neither time nor name.
    """
    try:
        with _opened(path) as text:
            yield from _alerts(path, Lines(text), refused)
    except _BROKEN as error:
        raise Permanent(f"{path} cannot be read to its end: {error}") from error


@contextmanager
def _opened(path: Path) -> Iterator[IO[str]]:
    with path.open("rb") as plain:
        packed = plain.read(len(_GZIP)) == _GZIP
        plain.seek(0)
        with gzip.GzipFile(fileobj=plain) if packed else nullcontext(plain) as raw:
            start = raw.read(3)
            raw.seek(0)
            encoding = next((name for bom, name in _BOMS.items() if start.startswith(bom)), "utf-8")
            yield io.TextIOWrapper(raw, encoding, errors="backslashreplace", newline="")


def _alerts(path: Path, lines: Lines, refused: Refused) -> Iterator[Alert]:
    first = next((line for line in lines if line.strip()), "")
    if not first:
        raise Permanent(f"{path} is empty: there is no alert in it to replay")
    if first.lstrip().startswith("["):
        raise Permanent(f"{path} is one JSON array: write one object a line instead")
    lines.put_back()
    reader = _json_lines if first.lstrip().startswith("{") else _csv
    yield from reader(path, lines, refused)


def _json_lines(path: Path, lines: Lines, refused: Refused) -> Iterator[Alert]:
    for row, line in enumerate(line for line in lines if line.strip()):
        try:
            found = alert_of(_cells_of(line), row)
        except Permanent as why:
            refused.add(lines.number, why)
            continue
        yield found


def _cells_of(line: str) -> Mapping[str, str]:
    try:
        told = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise Permanent(f"it is no JSON: {str(error)[:80]}") from error
    if not isinstance(told, dict):
        raise Permanent("it is no JSON object: write {…} in each line")
    nested = [name for name in COLUMNS if isinstance(told.get(name), list | dict | bool)]
    if nested:
        raise Permanent(f"{nested[0]} is no text and no number")
    return {name: str(told[name]) for name in COLUMNS if told.get(name) is not None}


def _csv(path: Path, lines: Lines, refused: Refused) -> Iterator[Alert]:
    csv.field_size_limit(LONGEST_CELL)
    delimiter, names = _header(path, lines)
    places = [(name, names.index(name)) for name in COLUMNS if name in names]
    for row, cells in enumerate(_records(lines, delimiter, len(names))):
        try:
            if len(cells) != len(names):
                lines.put_back_but_first()  # an open quotation mark has drawn in what follows
                raise Permanent(f"it has {len(cells)} cells and the header has {len(names)}")
            found = alert_of({name: cells[place] for name, place in places}, row)
        except Permanent as why:
            refused.add(lines.first, why)
            continue
        yield found


def _records(lines: Lines, delimiter: str, width: int) -> Iterator[Sequence[str]]:
    """The cells of each record that is not blank.  One that cannot be parsed has no cells."""
    reader = csv.reader(lines, delimiter=delimiter)
    while True:
        lines.begin()
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield []
        else:
            if cells:
                yield cells
                if len(cells) == width:
                    continue
        reader = csv.reader(lines, delimiter=delimiter)


def _header(path: Path, lines: Lines) -> tuple[str, Sequence[str]]:
    line = next(line for line in lines if line.strip())
    delimiter = max(",;\t|", key=line.count)
    names = [name.strip().lower() for name in next(csv.reader([line], delimiter=delimiter))]
    missing = [name for name in ("time", "name") if name not in names]
    if missing:
        raise Permanent(
            f"{path}, line {lines.number}: no column {' and no column '.join(missing)}: "
            "name the columns time, name, host, ip and text in the first line"
        )
    return delimiter, names
