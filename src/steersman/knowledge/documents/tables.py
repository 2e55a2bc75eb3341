"""Tables as text: one row a line, cells between pipes, the header first."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from steersman.domain.clean import one_line

MOST_COLUMNS = 200


def cell(text: str) -> str:
    """Several lines of one cell are told apart by semicolons; a pipe is escaped."""
    lines = (one_line(line) for line in text.splitlines())
    return "; ".join(line for line in lines if line).replace("|", "\\|")


def table(rows: Iterable[Sequence[str]]) -> str:
    """The first row is the header; short rows are filled, empty rows and columns left out."""
    kept = [[cell(text) for text in row[:MOST_COLUMNS]] for row in rows]
    kept = [row for row in kept if any(row)]
    width = max(map(len, kept), default=0)
    filled = [row + [""] * (width - len(row)) for row in kept]
    used = [column for column in range(width) if any(row[column] for row in filled)]
    if not used:
        return ""
    lines = ["| " + " | ".join(row[column] for column in used) + " |" for row in filled]
    return "\n".join([lines[0], "|" + " --- |" * len(used), *lines[1:]])


def fenced(code: str, language: str = "") -> str:
    """Code between fences that are longer than any fence within it."""
    code = code.strip("\n")
    fence = "```"
    while fence in code:
        fence += "`"
    return f"{fence}{language}\n{code}\n{fence}" if code.strip() else ""
