"""A file of questions with the documents that answer them: JSON lines, CSV or TSV."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path

from steersman.domain.errors import Permanent
from steersman.knowledge.retrieval.evaluation import Asked

SHAPE = 'a line is {"question": "…", "ids": ["…"]}, or a table with the columns question and id'
_SEPARATORS = {".csv": ",", ".tsv": "\t"}


def read_questions(path: Path) -> tuple[Asked, ...]:
    """Questions in their order; one that stands on several lines has all of their documents.

    ``Permanent`` names the line that cannot be understood, and how it should look.
    """
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Permanent(f"{path} cannot be opened: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise Permanent(f"{path} is no UTF-8: save it as UTF-8") from error
    separator = _SEPARATORS.get(path.suffix.lower())
    pairs = _table(text, separator) if separator else _json_lines(text)
    found: dict[str, set[str]] = {}
    for line, question, ids in pairs:
        if not question.strip() or not ids:
            raise Permanent(f"{path}, line {line}: {SHAPE}")
        found.setdefault(question, set()).update(ids)
    if not found:
        raise Permanent(f"{path} holds no questions: {SHAPE}")
    return tuple(Asked(question, frozenset(ids)) for question, ids in found.items())


def _table(text: str, separator: str) -> Iterator[tuple[int, str, list[str]]]:
    """Several documents in one cell are parted by semicolons."""
    rows = csv.DictReader(io.StringIO(text), delimiter=separator)
    for row in rows:
        named = row.get("id") or row.get("ids") or ""
        ids = [one.strip() for one in named.split(";") if one.strip()]
        yield rows.line_num, row.get("question") or "", ids


def _json_lines(text: str) -> Iterator[tuple[int, str, list[str]]]:
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            yield number, *_of_line(line)


def _of_line(line: str) -> tuple[str, list[str]]:
    """Empty where it is not what it should be: the caller names the line."""
    try:
        told = json.loads(line)
    except ValueError:
        return "", []
    if not isinstance(told, dict):
        return "", []
    ids = told.get("ids", told.get("id", []))
    listed = ids if isinstance(ids, list) else [ids]
    return str(told.get("question", "")), [one for one in listed if isinstance(one, str) and one]
