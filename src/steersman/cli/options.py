"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

Data = Annotated[
    Path | None, typer.Option(help="Where the databases and keys are.  [STEERSMAN_DATA]")
]
DatabaseUrl = Annotated[
    str | None,
    typer.Option(help="PostgreSQL instead of the files under --data.  [STEERSMAN_DATABASE_URL]"),
]
SystemsFile = Annotated[
    Path | None,
    typer.Option("--systems", help="The TOML file of what is connected.  [STEERSMAN_SYSTEMS_FILE]"),
]
Number = Annotated[str, typer.Argument(help="A work item, like REQ0000012.", show_default=False)]
Wait = Annotated[
    bool, typer.Option("--wait/--no-wait", help="Follow the work until it is done or held.")
]


def said(**options: Any) -> dict[str, Any]:
    """The options that were given, so that the environment decides about the others."""
    return {name: value for name, value in options.items() if value is not None}
