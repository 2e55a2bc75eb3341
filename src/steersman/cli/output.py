"""What a command shows: sentences and tables for people, or one JSON document for programs."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from steersman.cli.exits import Stop
from steersman.cli.text import clean

if TYPE_CHECKING:
    from rich.console import Console

PIPED_WIDTH = 160  # columns, where no terminal says how wide it is
GOOD, BAD, QUIET = "green", "bold red", "dim"
STATUS_STYLES: Mapping[str, str] = {
    "done": GOOD,
    "verified": GOOD,
    "allow": GOOD,
    "held": "yellow",
    "hold": "yellow",
    "deferred": "yellow",
    "defer": "yellow",
    "refused": BAD,
    "refuse": BAD,
    "failed": BAD,
    "incomplete": BAD,
    "unreachable": BAD,
}


class Screen:
    """Everything given to it is data: markup and control characters are shown, never obeyed."""

    def __init__(self, *, as_json: bool) -> None:
        self.as_json = as_json

    def body(self, body: object) -> None:
        """The one JSON document of this command."""
        sys.stdout.write(json.dumps(body, indent=2, ensure_ascii=True) + "\n")

    def say(self, sentence: object = "", style: str = "") -> None:
        self._print(sentence, style, self.console())

    def note(self, sentence: object, style: str = QUIET) -> None:
        """Beside the result, so that a pipe takes the result only."""
        self._print(sentence, style, self.console(stderr=True))

    def table(
        self, columns: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = ""
    ) -> None:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        table = Table(box=box.SIMPLE_HEAD, title=Text(clean(title)) if title else None)
        table.title_justify = "left"
        for column in columns:
            table.add_column(Text(clean(column)), overflow="fold")
        for row in rows:
            table.add_row(*(Text(clean(cell), style=_style_of(cell)) for cell in row))
        self.console().print(table)

    def facts(self, facts: Mapping[str, object]) -> None:
        """Two columns, name and value; what is empty is left out."""
        from rich.table import Table
        from rich.text import Text

        table = Table(box=None, show_header=False, pad_edge=False)
        table.add_column(style=QUIET, no_wrap=True)
        table.add_column(overflow="fold")
        for name, value in facts.items():
            if value not in ("", None, [], {}):
                table.add_row(Text(clean(name)), Text(clean(value), style=_style_of(value)))
        self.console().print(table)

    def side_by_side(self, candidates: Sequence[Mapping[str, object]]) -> None:
        """One row each, every identifier that any of them has in a column of its own."""
        columns = list(dict.fromkeys(name for each in candidates for name in each))
        columns = [name for name in columns if any(each.get(name) for each in candidates)]
        if columns:
            rows = [[each.get(name, "") for name in columns] for each in candidates]
            self.table([name.replace("_", " ") for name in columns], rows)

    def stop(self, stop: Stop) -> None:
        """Say why the command ends, and the mend."""
        if self.as_json:
            self.body(stop.as_json())
            return
        rule = f" ({stop.rule})" if stop.rule and stop.rule not in stop.message else ""
        self.note(f"{stop.message}{rule}", BAD)
        self.side_by_side(stop.candidates)
        if stop.mend and stop.mend not in stop.message:
            self.note(f"→ {stop.mend}", "")

    def console(self, *, stderr: bool = False) -> Console:
        from rich.console import Console

        console = Console(stderr=stderr, markup=False, highlight=False, emoji=False)
        if not console.is_terminal:
            console.width = PIPED_WIDTH
        return console

    def _print(self, sentence: object, style: str, console: Console) -> None:
        from rich.text import Text

        console.print(Text(clean(sentence), style=style), soft_wrap=True)


def _style_of(cell: object) -> str:
    return STATUS_STYLES.get(cell.lower(), "") if isinstance(cell, str) else ""
