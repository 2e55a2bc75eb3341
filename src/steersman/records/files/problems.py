"""What may be wrong with a file that is brought in, and how much of a source may vanish."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ProblemKind(StrEnum):
    ENCODING = "encoding"
    MALFORMED = "malformed"
    EMPTY_FILE = "empty_file"
    UNKNOWN_COLUMN = "unknown_column"
    MISSING_COLUMN = "missing_column"
    SHRUNKEN_SOURCE = "shrunken_source"
    MISSING_VALUE = "missing_value"
    BAD_VALUE = "bad_value"
    DUPLICATE_KEY = "duplicate_key"
    DUPLICATE_MAIL = "duplicate_mail"
    UNKNOWN_REFERENCE = "unknown_reference"
    CYCLE = "cycle"
    AMBIGUOUS = "ambiguous"
    UNKNOWN_CLASS = "unknown_class"
    UNKNOWN_ATTRIBUTE = "unknown_attribute"
    UNKNOWN_RELATION = "unknown_relation"


_OF_FILE = frozenset(
    {
        ProblemKind.ENCODING,
        ProblemKind.MALFORMED,
        ProblemKind.EMPTY_FILE,
        ProblemKind.UNKNOWN_COLUMN,
        ProblemKind.MISSING_COLUMN,
        ProblemKind.SHRUNKEN_SOURCE,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """What is wrong, where, and the mend.  ``line`` counts from 1; 0: the file as a whole."""

    kind: ProblemKind
    message: str
    mend: str
    line: int = 0
    column: str = ""
    value: str = ""
    verbatim: str = ""  # the row as it came, so that nothing is lost
    of_cell: bool = False  # the cell alone is left out, its row is taken
    of_row: bool = False  # whether only this row is hurt by what else hurts a whole file

    @property
    def is_of_file(self) -> bool:
        """Whether nothing at all may be imported, not even the good rows."""
        return self.kind in _OF_FILE and not self.of_row

    def __str__(self) -> str:
        place = f"line {self.line}" if self.line else "the file"
        where = f"{place}, column {self.column}" if self.column else place
        value = f" ({self.value!r})" if self.value else ""
        return f"{where}{value}: {self.message}; {self.mend}"


@dataclass(frozen=True, slots=True)
class Threshold:
    """How many objects may vanish from a source before it is a fault of the source.

    Both must be passed: more than ``share`` of those known, and at least ``count`` of them.
    """

    share: float = 0.10
    count: int = 5

    def is_passed(self, gone: int, known: int) -> bool:
        return gone >= self.count and gone > self.share * known
