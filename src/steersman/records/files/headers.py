"""Which row of a table names its columns, and how each column is called once.

Exports put a title above the names, or groups that span several columns; they leave a column
without a name, or name two alike.  The rest of such a file is sound, so it is read.
"""

from __future__ import annotations

from collections.abc import Sequence

from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.files.reading import Unreadable

LOOKED_AT = 10  # rows in which the names stand, if not in the first one
_SHARE = 0.6  # of the columns that have a name in the row of names
_MANY = 3  # columns from which on a row with a single cell is a title


def header_at(rows: Sequence[Sequence[str]]) -> int:
    """The place of the row of names: the first one, unless it is a title or a row of groups."""
    widest = max((len(trimmed(row)) for row in rows), default=0)
    for place, row in enumerate(rows):
        cells = trimmed(row)
        named = sum(1 for cell in cells if cell)
        if named and (widest < _MANY or named >= _SHARE * widest):
            return place
    return next((place for place, row in enumerate(rows) if trimmed(row)), 0)


def names_of(row: Sequence[str]) -> tuple[str, ...]:
    """The names, each once: what has none is called by its place, a second one by its number."""
    found: list[str] = []
    for place, cell in enumerate(trimmed(row), 1):
        name = cell or f"column {place}"
        number = 2
        while name in found:
            name, number = f"{cell} ({number})", number + 1
        found.append(name)
    return tuple(found)


def check_columns(row: Sequence[str]) -> None:
    """``Unreadable`` unless every column has a name of its own."""
    cells = [cell.strip() for cell in row]
    for name in cells:
        if not name or cells.count(name) > 1:
            fault = f"the column {name!r} stands there twice" if name else "a column has no name"
            mend = "name each column once"
            raise Unreadable(Problem(kind=ProblemKind.MALFORMED, message=fault, mend=mend, line=1))


def trimmed(row: Sequence[str]) -> list[str]:
    """Without outer space, and without what a separator at the end of the line adds."""
    cells = [" ".join(cell.split()) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    return cells
