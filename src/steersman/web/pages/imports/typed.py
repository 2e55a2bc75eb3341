"""What was typed into the form of an import: the format of the list, and what its columns are."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.domain.errors import Permanent
from steersman.web.sign_in.forms import Form

MOST_COLUMNS = 300
FORMATS = {"csv": "csv", "json": "json", "jsonl": "jsonl", "ndjson": "jsonl"}
FORMATS |= {"xlsx": "xlsx", "xlsm": "xlsx"}


def format_of(typed: Mapping[str, str]) -> str:
    """As it was chosen, as the file is called, or as the pasted text looks."""
    if typed["format"]:
        return typed["format"]
    if typed["file"]:
        suffix = typed["filename"].rpartition(".")[2].lower()
        if suffix not in FORMATS:
            raise Permanent(f"{typed['filename'] or 'the file'} does not say its format: choose it")
        return FORMATS[suffix]
    first = typed["text"].lstrip()[:1]
    return {"[": "json", "{": "jsonl"}.get(first, "csv")


def mapping_of(form: Form) -> dict[str, str]:
    """Each column of the list and what it is for; empty: it is left out."""
    found: dict[str, str] = {}
    for number in range(MOST_COLUMNS):
        column = form.get(f"column{number}")
        if column:
            found[column] = form.get(f"field{number}").strip()
    return found
