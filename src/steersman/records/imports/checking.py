"""Row by row: columns that are known, cells that make sense, keys that are given once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from steersman.domain.sources import Value
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import RawRow, Reading
from steersman.records.imports.shapes import Column, Shape

IGNORED = ""  # what a column is mapped to when it is to be left out


@dataclass(frozen=True, slots=True)
class Row:
    """A row of which every cell is understood.  ``references`` hold keys, not yet ids."""

    line: int
    key: str
    values: Mapping[str, Value]
    references: Mapping[str, str]
    verbatim: str

    def problem(
        self, kind: ProblemKind, message: str, mend: str, column: str = "", value: str = ""
    ) -> Problem:
        return Problem(
            kind=kind,
            message=message,
            mend=mend,
            line=self.line,
            column=column,
            value=value,
            verbatim=self.verbatim,
        )


@dataclass(frozen=True, slots=True)
class Checked:
    """The good rows, the keys of all rows that could be read, and what is wrong.

    ``keys_complete``: every row's key could be read, so an absent key is truly absent.
    """

    rows: tuple[Row, ...]
    keys: frozenset[str]
    keys_complete: bool
    problems: tuple[Problem, ...]


def check(reading: Reading, shape: Shape, mapping: Mapping[str, str]) -> Checked:
    """``mapping`` renames columns of the file to fields; to ``IGNORED``: leave it out."""
    problems = [*_column_problems(reading, shape, mapping)]
    empty = not reading.rows
    if empty and not reading.problems:
        problems.append(_EMPTY)
    if problems or empty:
        whole = all(p.kind is ProblemKind.EMPTY_FILE for p in (*reading.problems, *problems))
        return Checked((), frozenset(), whole, (*reading.problems, *problems))
    bad = {problem.line for problem in reading.problems}
    rows: list[Row] = []
    keys: list[str] = []
    for raw in reading.rows:
        cells = {mapping.get(name, name): cell for name, cell in raw.cells.items()}
        key = native_key(shape, cells)
        keys.append(key)
        faults = [] if raw.line in bad else _cell_problems(raw, cells, shape)
        problems += faults
        if raw.line not in bad and not faults:
            rows.append(_row(raw, key, cells, shape))
    twice = _repeated(rows, shape)
    problems += twice
    rejected = {problem.line for problem in twice}
    good = tuple(row for row in rows if row.line not in rejected)
    return Checked(good, frozenset(keys), all(keys), (*reading.problems, *problems))


_EMPTY = Problem(
    kind=ProblemKind.EMPTY_FILE, message="it has no rows", mend="look whether the export is whole"
)


def native_key(shape: Shape, cells: Mapping[str, str]) -> str:
    """The source's own key of the row; empty when a part of it is missing."""
    parts = [cells.get(name, "") for name in shape.key]
    return (":" if shape.id_of else "|").join(parts) if all(parts) else ""


def _column_problems(
    reading: Reading, shape: Shape, mapping: Mapping[str, str]
) -> Iterable[Problem]:
    known = [column.field for column in shape.columns]
    named = [mapping.get(column, column) for column in reading.columns]
    for column, field in zip(reading.columns, named, strict=True):
        if field != IGNORED and (field not in known or named.count(field) > 1):
            fault = f"two columns are for {field}" if field in known else "no such column is known"
            yield Problem(
                kind=ProblemKind.UNKNOWN_COLUMN,
                line=1,
                column=column,
                message=fault,
                mend=f"map it to one of {', '.join(known)}, or to nothing to leave it out",
            )
    for field in shape.required:
        if reading.rows and field not in named:
            yield Problem(
                kind=ProblemKind.MISSING_COLUMN,
                column=field,
                message="the column is missing",
                mend=f"add it, or map one of {', '.join(reading.columns)} to it",
            )


def _cell_problems(raw: RawRow, cells: Mapping[str, str], shape: Shape) -> list[Problem]:
    found = []
    for column in shape.columns:
        cell = cells.get(column.field, "")
        fault = _fault(column, cell, shape) if column.field in cells or column.required else None
        if fault:
            found.append(
                Problem(
                    kind=fault[0],
                    line=raw.line,
                    column=column.field,
                    value=cell,
                    message=fault[1],
                    mend=fault[2],
                    verbatim=raw.verbatim,
                )
            )
    return found


def _fault(column: Column, cell: str, shape: Shape) -> tuple[ProblemKind, str, str] | None:
    if not cell and column.required:
        return ProblemKind.MISSING_VALUE, "the value is missing", "every row needs one"
    if not cell and column.may_be_silent:
        return None
    try:
        value = column.parse(cell)
    except ValueError as error:
        return ProblemKind.BAD_VALUE, "the value makes no sense", str(error)
    fault = "" if column.refers_to else shape.repository.kind.fault_of(column.field, value)
    return (ProblemKind.BAD_VALUE, fault, "correct it in the source") if fault else None


def _row(raw: RawRow, key: str, cells: Mapping[str, str], shape: Shape) -> Row:
    values: dict[str, Value] = {}
    references: dict[str, str] = {}
    for column in shape.columns:
        cell = cells.get(column.field)
        if cell is None or (not cell and column.may_be_silent):
            continue
        if column.refers_to:
            references[column.field] = cell
        else:
            values[column.field] = column.parse(cell)
    return Row(raw.line, key, values, references, raw.verbatim)


def _repeated(rows: Sequence[Row], shape: Shape) -> list[Problem]:
    """All rows that share a key or an address: which of them is right, only a person knows."""
    keys = _sharing(rows, {row.line: row.key for row in rows})
    mails = {row.line: str(row.values.get("mail", "")) for row in rows}
    found = [
        row.problem(
            ProblemKind.DUPLICATE_KEY,
            f"{' and '.join(shape.key)} stands there again in line {others}",
            "keep the one that is right",
            shape.key[0],
            row.key,
        )
        for row, others in keys
    ]
    return found + [
        row.problem(
            ProblemKind.DUPLICATE_MAIL,
            f"line {others} has the same address",
            "give each person an address of their own",
            "mail",
            mails[row.line],
        )
        for row, others in _sharing(rows, mails)
    ]


def _sharing(rows: Sequence[Row], values: Mapping[int, str]) -> list[tuple[Row, str]]:
    lines: defaultdict[str, list[int]] = defaultdict(list)
    for line, value in values.items():
        if value:
            lines[value].append(line)
    return [
        (row, ", ".join(str(line) for line in lines[values[row.line]] if line != row.line))
        for row in rows
        if len(lines.get(values[row.line], ())) > 1
    ]
