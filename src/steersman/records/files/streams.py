"""Rows of a file one after the other, so that a million of them need not be held at once.

CSV, JSON, JSON lines and XLSX give the same: text cells with the line they stand in.  Only values
are read: a formula, a macro or a link in a workbook is never carried out.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO

from steersman.domain.errors import Permanent
from steersman.domain.formulas import unshielded
from steersman.records.files.headers import LOOKED_AT, check_columns, header_at, names_of
from steersman.records.files.nested import array_of, flat_cell
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Pairs, Unreadable, elements, nested_value
from steersman.records.files.workbooks import rows_of_workbook

_DELIMITERS = ",;\t|"
_SAID = re.compile(r"(?:\ufeff)?sep=(.)", re.IGNORECASE)
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
_LONGEST_CELL = 1_000_000


@dataclass(frozen=True, slots=True)
class StreamRow:
    """One row.  ``fault`` says why its text cannot be used; then ``cells`` are not to be."""

    line: int
    cells: Mapping[str, str]
    verbatim: str
    fault: Problem | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file to import.  ``content`` holds it in memory; otherwise it lies at ``path``.

    ``sheet``: of a workbook, the first one when empty.
    """

    format: str
    content: bytes = b""
    path: Path | None = None
    encoding: str = "utf-8"
    sheet: str = ""

    def open(self) -> IO[bytes]:
        return io.BytesIO(self.content) if self.path is None else self.path.open("rb")


FORMATS = ("csv", "json", "jsonl", "xlsx")


def rows_of(file: File, *, strict: bool = False) -> Iterator[StreamRow]:
    """Every row.  Raises ``Unreadable`` where no sense can be made of the file from there on.

    ``strict``: the first row names each column once, and a value holds no other; otherwise titles,
    unnamed and repeated columns and the objects of web APIs are made the best of.
    """
    readers: Mapping[str, Callable[[File, bool], Iterator[StreamRow]]] = {
        "csv": _csv,
        "json": _json,
        "jsonl": _json_lines,
        "xlsx": _xlsx,
    }
    if file.format not in readers:
        raise Permanent(f"the format {file.format!r} is unknown: say {', '.join(FORMATS)}")
    return readers[file.format](file, strict)


def _csv(file: File, strict: bool) -> Iterator[StreamRow]:
    with file.open() as raw:
        lines = _decoded(raw, file.encoding)
        first = list(islice(lines, LOOKED_AT))
        if not any(line.strip() for line in first):
            raise unreadable(ProblemKind.EMPTY_FILE, "it is empty", "export it again")
        delimiter = _delimiter_of(first)
        rows = [_cells(line, delimiter) for line in first]
        if _SAID.fullmatch(first[0].strip()):
            rows[0] = []
        place = 0 if strict else header_at(rows)
        if strict:
            check_columns(rows[0])
        rest = _Lines(chain(first[place + 1 :], lines))
        yield from _csv_rows(rest, names_of(rows[place]), delimiter, place + 2)


def _cells(line: str, delimiter: str) -> list[str]:
    """Of one line, where the names are looked for; nothing of one that is too long to be names."""
    csv.field_size_limit(_LONGEST_CELL)
    try:
        return next(csv.reader([line], delimiter=delimiter), [])
    except csv.Error:
        return []


def _delimiter_of(first: Sequence[str]) -> str:
    """As the first line says, in Excel's way; else what the lines have most of."""
    said = _SAID.fullmatch(first[0].strip())
    if said is not None:
        return said[1]
    return max(_DELIMITERS, key=lambda each: max(line.count(each) for line in first))


class _Lines:
    """Lines that remembers those taken since the last record, for the verbatim text."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.taken: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.taken.append(line)
        return line


def _csv_rows(
    lines: _Lines, columns: Sequence[str], delimiter: str, begin: int
) -> Iterator[StreamRow]:
    csv.field_size_limit(_LONGEST_CELL)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    width = len(columns)
    try:
        for cells in reader:
            verbatim, here = "".join(lines.taken), begin
            begin += len(lines.taken)
            lines.taken.clear()
            if not any(cells):
                continue
            while len(cells) > width and not cells[-1].strip():  # a separator at the line's end
                cells.pop()
            fault = None if len(cells) == width else _wrong_width(here, len(cells), width, verbatim)
            if _undecoded(verbatim):
                fault = _bad_bytes(here, verbatim)
            if "'" in verbatim:
                cells = [unshielded(cell) for cell in cells]
            yield StreamRow(here, dict(zip(columns, cells, strict=False)), verbatim, fault)
    except csv.Error as error:
        raise unreadable(
            ProblemKind.MALFORMED,
            f"it is no valid CSV from here on: {error}",
            "look for a quotation mark that is not closed or not doubled",
            begin,
        ) from error


def _decoded(raw: IO[bytes], encoding: str) -> Iterator[str]:
    """Lines of text.  What is not in the encoding is kept as surrogates, for its row to be refused.

    A UTF-16 file must say so by its mark, as every program that writes one does.
    """
    start = raw.read(4)
    raw.seek(0)
    marked = next((name for bom, name in _BOMS.items() if start.startswith(bom)), "")
    if not marked and b"\0" in start:
        raise unreadable(ProblemKind.ENCODING, "it is no text", "export it as CSV in UTF-8")
    try:
        text = io.TextIOWrapper(
            raw, encoding=marked or encoding, errors="surrogateescape", newline=""
        )
    except LookupError as error:
        raise Permanent(f"the encoding {encoding!r} is unknown: say utf-8 or cp1252") from error
    try:
        yield from text
    except UnicodeError as error:
        raise unreadable(
            ProblemKind.ENCODING, f"it is not {marked or encoding}", "save the file as UTF-8"
        ) from error


def _undecoded(text: str) -> bool:
    return not text.isascii() and any("\ud800" <= each <= "\udfff" for each in text)


def _bad_bytes(line: int, verbatim: str) -> Problem:
    return Problem(
        kind=ProblemKind.ENCODING,
        line=line,
        message="the row holds bytes that are not in the encoding of the file",
        mend="save the file as UTF-8, or name its encoding (often latin-1 or cp1252)",
        verbatim=verbatim.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace"),
        of_row=True,
    )


def _wrong_width(line: int, found: int, width: int, verbatim: str) -> Problem:
    return Problem(
        kind=ProblemKind.BAD_VALUE,
        line=line,
        message=f"the row has {found} cells and the header has {width}",
        mend="put quotation marks around a value that holds the separator",
        verbatim=verbatim,
    )


def _json(file: File, strict: bool) -> Iterator[StreamRow]:
    """An array of objects.  It has no lines worth the name: objects are counted instead."""
    with file.open() as raw:
        text = "".join(_decoded(raw, file.encoding)).removeprefix("\ufeff")
    if not text.strip():
        raise unreadable(ProblemKind.EMPTY_FILE, "it is empty", "export it again")
    text = text if strict else array_of(text)
    for number, (begin, end, pairs) in enumerate(elements(text), 1):
        yield _object(number, pairs, text[begin:end], strict)


def _json_lines(file: File, strict: bool) -> Iterator[StreamRow]:
    """One object a line; a line that is none is refused, and the next one read."""
    with file.open() as raw:
        for number, line in enumerate(_decoded(raw, file.encoding), 1):
            text = line.strip().removeprefix("\ufeff")
            if text:
                yield _json_line(number, text, strict)


def _json_line(number: int, text: str, strict: bool) -> StreamRow:
    try:
        found = list(elements(f"[{text}]"))
    except Unreadable as error:
        return _no_object(number, text, error.problem.message)
    if len(found) != 1:
        return _no_object(number, text, f"it holds {len(found)} objects")
    return _object(number, found[0][2], text, strict)


def _no_object(number: int, text: str, why: str) -> StreamRow:
    fault = Problem(
        kind=ProblemKind.BAD_VALUE,
        line=number,
        message=f"the line is no JSON object: {why}",
        mend="write one object a line",
        verbatim=text,
    )
    return StreamRow(number, {}, text, fault)


def _object(number: int, pairs: Pairs, verbatim: str, strict: bool) -> StreamRow:
    cells: dict[str, str] = {}
    fault = _bad_bytes(number, verbatim) if _undecoded(verbatim) else None
    for name, value in pairs:
        if strict and isinstance(value, list | dict):
            fault = fault or nested_value(number, name, verbatim)
        elif name in cells or not name:
            fault = fault or _repeated(number, name, verbatim)
        else:
            cells[name] = flat_cell(value)
    return StreamRow(number, cells, verbatim, fault)


def _repeated(number: int, name: str, verbatim: str) -> Problem:
    return Problem(
        kind=ProblemKind.BAD_VALUE,
        line=number,
        column=name,
        message="the name stands there twice" if name else "a value has no name",
        mend="name each value once",
        verbatim=verbatim,
    )


def _xlsx(file: File, strict: bool) -> Iterator[StreamRow]:
    with file.open() as raw:
        for line, cells in rows_of_workbook(raw, file.sheet, strict=strict):
            yield StreamRow(line, cells, json.dumps(cells, ensure_ascii=False))


def unreadable(kind: ProblemKind, message: str, mend: str, line: int = 0) -> Unreadable:
    return Unreadable(Problem(kind=kind, message=message, mend=mend, line=line))
