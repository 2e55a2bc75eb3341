"""Sheets of an XLSX workbook, read for their values: nothing in one is ever carried out."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time
from itertools import chain, islice
from typing import IO, Any

from steersman.records.files.headers import LOOKED_AT, check_columns, header_at, names_of, trimmed
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Unreadable

LARGEST = 2 * 1024**3  # bytes of a workbook once unpacked
_ZIP_ERRORS = (zipfile.BadZipFile, KeyError, ValueError, EOFError, OSError)


def rows_of_workbook(
    raw: IO[bytes], sheet: str, *, strict: bool = False
) -> Iterator[tuple[int, dict[str, str]]]:
    """(line, cells) of each row below the header; of a formula, the value last computed."""
    book = _opened(raw)
    try:
        page = _sheet(book, sheet)
        rows = page.iter_rows(values_only=True)
        first = list(islice(rows, LOOKED_AT))
        told = [[_text(cell) for cell in row] for row in first]
        if not any(map(trimmed, told)):
            raise _unreadable(ProblemKind.EMPTY_FILE, f"the sheet {page.title!r} is empty")
        place = 0 if strict else header_at(told)
        if strict:
            check_columns(trimmed(told[0]))
        columns = names_of(told[place])
        for line, cells in enumerate(chain(first[place + 1 :], rows), place + 2):
            if any(cell is not None for cell in cells):
                pairs = zip(columns, cells, strict=False)
                yield line, {name: _text(cell) for name, cell in pairs}
    finally:
        book.close()


def _opened(raw: IO[bytes]) -> Any:
    """``Unreadable`` for what is no workbook, or one that would unpack into far too much."""
    from openpyxl import load_workbook  # 12 MB that most processes never need
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(raw) as archive:
            if sum(each.file_size for each in archive.infolist()) > LARGEST:
                raise _unreadable(ProblemKind.MALFORMED, "the workbook unpacks into over 2 GB")
        raw.seek(0)
        return load_workbook(raw, read_only=True, data_only=True, keep_links=False)
    except (*_ZIP_ERRORS, InvalidFileException) as error:
        raise _unreadable(ProblemKind.MALFORMED, f"it is no XLSX workbook ({error})") from error


def _sheet(book: Any, wanted: str) -> Any:
    names = {str(name).casefold(): name for name in book.sheetnames}
    if not wanted:
        return book[book.sheetnames[0]]
    if wanted.casefold() not in names:
        known = ", ".join(book.sheetnames)
        raise _unreadable(ProblemKind.MALFORMED, f"there is no sheet {wanted!r}; it has: {known}")
    return book[names[wanted.casefold()]]


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        midnight = cell.time() == time()
        return cell.date().isoformat() if midnight else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _unreadable(kind: ProblemKind, message: str) -> Unreadable:
    mend = "save it again from the spreadsheet as XLSX, or export CSV"
    return Unreadable(Problem(kind=kind, message=message, mend=mend))
