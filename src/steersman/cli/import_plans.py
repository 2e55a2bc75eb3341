"""What an import would do, as the command line tells it: the same for people and for items."""

from __future__ import annotations

from typing import Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.session import Session

COUNTED = ("created", "updated", "unchanged", "refused", "disappeared", "problems")


def show_problems(session: Session, plan: dict[str, Any]) -> None:
    rows = [
        [each["line"] or "file", each["column"], each["message"], each["mend"]]
        for each in plan["problems"]
    ]
    if rows:
        session.screen.table(["line", "column", "what is wrong", "the mend"], rows)


def refuse(session: Session, plan: dict[str, Any]) -> None:
    """Say what is wrong, and that nothing was done."""
    if session.screen.as_json:
        session.screen.body(plan)
        raise typer.Exit(1)
    show_problems(session, plan)
    raise Stop(
        f"nothing was imported: {plan['counts']['problems']} problems",
        "mend the file, or leave the bad rows out with --partial",
    )


def counted(plan: dict[str, Any]) -> str:
    """``3 created, 0 updated …``."""
    counts = plan["counts"]
    return ", ".join(f"{counts[name]} {name}" for name in COUNTED if name in counts)
