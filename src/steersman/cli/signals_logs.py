"""``steersman signals logs``: the wordings in a log, and the lines whose wording is new."""

from __future__ import annotations

import gzip
import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, BinaryIO

import typer

from steersman.cli.session import Session
from steersman.domain.errors import Permanent

if TYPE_CHECKING:
    from steersman.signals.logs import Templates

File = Annotated[
    Path, typer.Argument(help="A log, one line each; - for standard input.", show_default=False)
]
SHOWN = 40
LONGEST = 1_000_000  # characters of a line; the rest of it is left out
GZIP = b"\x1f\x8b"


def logs(session: Session, file: File) -> None:
    """Group the lines of a log by their wording, as they come, and name those that are new.

    With --json one line for each line of the file, at once: its number, the id of its template, and
    whether its wording is new.  The file may be packed with gzip.
    """
    from steersman.signals.logs import Templates

    templates = Templates()
    if session.screen.as_json:
        _stream(file, templates)
    else:
        _tell(session, file, templates)


def _stream(file: Path, templates: Templates) -> None:
    for number, line in enumerate(_lines(file), 1):
        taken = templates.take(line)
        told = {"line": number, "template": taken.template.id if taken else None}
        told |= {"new": bool(taken and taken.is_new)}
        if taken and taken.is_new:
            told |= {"text": taken.template.text}
        sys.stdout.write(json.dumps(told) + "\n")
        if taken and taken.is_new:
            sys.stdout.flush()


def _tell(session: Session, file: Path, templates: Templates) -> None:
    first, lines = dict[str, int](), 0
    for number, line in enumerate(_lines(file), 1):
        lines, taken = number, templates.take(line)
        if taken and taken.is_new:
            first[taken.template.id] = number
    screen, found = session.screen, templates.known.values()
    screen.say(f"{lines:,} lines in {len(found):,} wordings.")
    most = sorted(found, key=lambda each: (-each.lines, first[each.id]))
    rows = [[each.lines, first[each.id], each.id, each.text] for each in most[:SHOWN]]
    if rows:
        screen.table(["lines", "first in line", "template", "wording"], rows)
    if len(most) > SHOWN:
        screen.note(f"The {SHOWN} most frequent are shown; --json has a line for each line.")


def _lines(file: Path) -> Iterator[str]:
    """One at a time, whatever the size of the file; what is no UTF-8 is replaced."""
    if str(file) == "-":
        yield from _read(sys.stdin.buffer)
        return
    try:
        with file.open("rb") as raw:
            packed = raw.peek(2)[:2] == GZIP
            if not packed:
                yield from _read(raw)
                return
            with gzip.open(raw) as unpacked:
                yield from _read(unpacked)
    except (OSError, EOFError) as error:
        raise Permanent(f"{file} cannot be read: {error}") from error


def _read(raw: BinaryIO | gzip.GzipFile) -> Iterator[str]:
    text = io.TextIOWrapper(raw, "utf-8", "replace", newline="\n")
    whole = True
    while piece := text.readline(LONGEST):
        if whole:
            yield piece
        whole = piece.endswith("\n")
    text.detach()
