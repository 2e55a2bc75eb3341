"""The rows of a list, whatever it was exported as."""

from __future__ import annotations

from steersman.records.files.reading import RawRow, Reading, read
from steersman.records.files.streams import File, rows_of
from steersman.records.imports.plans import Listed

_AT_ONCE = ("csv", "json")  # these are read as a whole, the others row by row


def read_list(listed: Listed) -> Reading:
    """Every row.  Raises ``Unreadable`` when there is no making sense of the file."""
    if listed.format in _AT_ONCE:
        return read(listed.content, listed.format, listed.encoding)
    content = listed.content
    raw = content.encode() if isinstance(content, str) else content
    file = File(listed.format, raw, None, listed.encoding, listed.sheet)
    reading, names = Reading(), dict[str, None]()
    for row in rows_of(file, strict=True):
        if row.fault is not None:
            reading.problems.append(row.fault)
        names |= dict.fromkeys(row.cells)
        cells = {name: cell.strip() for name, cell in row.cells.items()}
        reading.rows.append(RawRow(row.line, cells, row.verbatim))
    reading.columns = tuple(names)
    return reading
