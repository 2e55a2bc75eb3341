"""From bytes to rows of text with their line numbers; faults are named, never guessed away."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from steersman.domain.errors import Permanent
from steersman.records.files.problems import Problem, ProblemKind

_DELIMITERS = ",;\t"
_BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row as it came.  ``verbatim`` is its own text, ``line`` where it begins."""

    line: int
    cells: Mapping[str, str]
    verbatim: str


@dataclass(slots=True)
class Reading:
    rows: list[RawRow] = field(default_factory=list)
    columns: tuple[str, ...] = ()
    problems: list[Problem] = field(default_factory=list)


class Unreadable(Exception):
    """The file as a whole cannot be read; carries the problem to report."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


def read(content: str | bytes, format: str, encoding: str = "utf-8") -> Reading:
    """Rows of a CSV or JSON file.  Raises ``Unreadable`` when there is no making sense of it."""
    readers = {"csv": _read_csv, "json": _read_json}
    if format not in readers:
        raise Permanent(f"the format {format!r} is unknown: say csv or json")
    text = _decoded(content, encoding).removeprefix("\ufeff")
    if not text.strip():
        raise _unreadable(ProblemKind.EMPTY_FILE, "it is empty", "export it again")
    return readers[format](text)


def _decoded(content: str | bytes, encoding: str) -> str:
    if isinstance(content, str):
        return content
    marked = next((name for bom, name in _BOMS.items() if content.startswith(bom)), encoding)
    try:
        return content.decode(marked)
    except LookupError as error:
        mend = "write it as utf-8, latin-1 or cp1252"
        told = f"the encoding {marked!r} is unknown"
        raise _unreadable(ProblemKind.ENCODING, told, mend) from error
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise _unreadable(
            ProblemKind.ENCODING,
            f"byte {content[error.start]:#04x} is not {marked}",
            "save the file as UTF-8, or name its encoding (often latin-1 or cp1252)",
            line,
        ) from error


def _unreadable(kind: ProblemKind, message: str, mend: str, line: int = 0) -> Unreadable:
    return Unreadable(Problem(kind=kind, message=message, mend=mend, line=line))


def _read_csv(text: str) -> Reading:
    lines = list(io.StringIO(text, newline=""))
    delimiter = max(_DELIMITERS, key=lines[0].count)
    records = _records(lines, delimiter)
    _, header, _ = next(records, (0, [], ""))
    columns = tuple(name.strip() for name in header)
    _refuse_repeated(columns, 1)
    reading = Reading(columns=columns)
    for line, cells, verbatim in records:
        if not any(cell.strip() for cell in cells):
            continue
        if len(cells) != len(columns):
            reading.problems.append(_wrong_width(line, cells, columns, verbatim))
        pairs = zip(columns, (cell.strip() for cell in cells), strict=False)
        reading.rows.append(RawRow(line, dict(pairs), verbatim))
    return reading


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str], str]]:
    """(first line, cells, verbatim text) of each record; one may span several lines."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begin = 0
    try:
        for cells in reader:
            yield begin + 1, cells, "".join(lines[begin : reader.line_num])
            begin = reader.line_num
    except csv.Error as error:
        raise _unreadable(
            ProblemKind.MALFORMED,
            f"it is no valid CSV from here on: {error}",
            "look for a quotation mark that is not closed or not doubled",
            begin + 1,
        ) from error


def _wrong_width(line: int, cells: list[str], columns: tuple[str, ...], verbatim: str) -> Problem:
    return Problem(
        kind=ProblemKind.BAD_VALUE,
        line=line,
        message=f"the row has {len(cells)} cells and the header has {len(columns)}",
        mend="put quotation marks around a value that holds the separator",
        verbatim=verbatim,
    )


def _refuse_repeated(columns: Sequence[str], line: int) -> None:
    for name in columns:
        if columns.count(name) > 1 or not name:
            fault = f"the column {name!r} stands there twice" if name else "a column has no name"
            raise _unreadable(ProblemKind.MALFORMED, fault, "name each column once", line)


def _read_json(text: str) -> Reading:
    """An array of objects; the value of a key is text, a number, true, false or null."""
    reading = Reading()
    names: dict[str, None] = {}
    line, counted = 1, 0
    for begin, end, pairs in elements(text):
        line, counted = line + text.count("\n", counted, begin), begin
        verbatim = text[begin:end]
        keys = [name for name, _ in pairs]
        _refuse_repeated(keys, line)
        names |= dict.fromkeys(keys)
        nested = [name for name, value in pairs if isinstance(value, list | dict | tuple)]
        reading.problems += [nested_value(line, name, verbatim) for name in nested]
        cells = {name: cell_of(value) for name, value in pairs if name not in nested}
        reading.rows.append(RawRow(line, cells, verbatim))
    reading.columns = tuple(names)
    return reading


Pairs = list[tuple[str, object]]


class JsonObject(Pairs):
    """A JSON object as pairs, so that a key that stands there twice is seen."""


def elements(text: str) -> Iterator[tuple[int, int, Pairs]]:
    """(begin, end, pairs) of each object of the array."""
    decoder = json.JSONDecoder(object_pairs_hook=JsonObject, parse_float=str, parse_int=str)
    place = _skip(text, 0)
    if text[place] != "[":
        raise _bad_json(text, place, "it does not begin with [")
    place = _skip(text, place + 1)
    while text[place : place + 1] != "]":
        try:
            value, end = decoder.raw_decode(text, place)
        except (json.JSONDecodeError, RecursionError) as error:
            where = error.pos if isinstance(error, json.JSONDecodeError) else place
            raise _bad_json(text, where, str(error)) from error
        if not isinstance(value, JsonObject):
            raise _bad_json(text, place, "an element of the array is no object")
        yield place, end, value
        place = _skip(text, end)
        if text[place : place + 1] == ",":
            place = _skip(text, place + 1)
        elif text[place : place + 1] != "]":
            raise _bad_json(text, place, "a comma or ] is missing")
    if text[place + 1 :].strip():
        raise _bad_json(text, place + 1, "something follows the array")


def _skip(text: str, place: int) -> int:
    while place < len(text) and text[place] in " \t\r\n":
        place += 1
    return place


def _bad_json(text: str, place: int, fault: str) -> Unreadable:
    line = text.count("\n", 0, place) + 1
    mend = "export an array of objects: [{...}, {...}]"
    return _unreadable(ProblemKind.MALFORMED, f"it is no valid JSON: {fault}", mend, line)


def nested_value(line: int, name: str, verbatim: str) -> Problem:
    return Problem(
        kind=ProblemKind.BAD_VALUE,
        line=line,
        column=name,
        message="the value is a list or an object",
        mend="write one text, number, true, false or null",
        verbatim=verbatim,
    )


def cell_of(value: object) -> str:
    if value is None:
        return ""
    return str(value).lower() if isinstance(value, bool) else str(value).strip()
