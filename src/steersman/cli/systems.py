"""``steersman systems``: what is connected, and whether it answers with the right rights."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused, NotReached
from steersman.cli.groups import ListFirst
from steersman.cli.options import SystemsFile
from steersman.cli.reading import items
from steersman.cli.restarting import restart, waits_for_a_restart
from steersman.cli.session import Session, online

app = typer.Typer(cls=ListFirst, help="What is connected, and does it answer?")
NOTHING = "Nothing is connected.  Connect a system in the console, or with `run --systems FILE`."
Name = Annotated[str, typer.Argument(help="One system; all of them otherwise.")]


online(app, "restart")(restart)


@online(app, "list")
def list_systems(session: Session) -> None:
    """The declared systems and what can be done in each."""
    body = session.api.get("/systems")
    rows = [
        [each["name"], each["kind"], each["aliases"], each["capabilities"]]
        for each in items(body, "systems")
    ]

    def tell() -> None:
        if rows:
            session.screen.table(["system", "kind", "also called", "capabilities"], rows)
        else:
            session.screen.say(NOTHING)
        if waits := waits_for_a_restart(body["waiting"]):
            session.screen.note(waits)

    session.show(body, tell)


@online(app, "check")
def check(session: Session, name: Name = "", systems: SystemsFile = None) -> None:
    """Try each connection and compare the rights held with those needed; changes nothing.

    With --systems it reads that file and asks the systems itself, without a server.
    """
    body = _here(systems, name) if systems is not None else _asked(session, name)
    checks = items(body, "systems")
    session.show(body, lambda: _show(session, checks))
    if any(not each["reached"] or each["missing"] for each in checks):
        raise typer.Exit(1)


def _asked(session: Session, name: str) -> Any:
    """The running server's answer, or ours about the same file when it does not run."""
    from steersman.settings.product import Settings

    try:
        return session.api.post("/systems/check", {"name": name or None})
    except NotReached as silent:
        declared = Settings().declared_in
        if declared is None:
            raise NotReached(silent.message, f"{silent.mend}; or give --systems FILE") from silent
        session.screen.note(f"{silent.message}; asking the systems of {declared} from here")
        return _here(declared, name)


def _here(path: Path, name: str) -> dict[str, list[dict[str, object]]]:
    from steersman.bootstrap.connect import check as check_one
    from steersman.bootstrap.connect import connect
    from steersman.settings.systems import load_systems

    connected = connect(load_systems(path))
    try:
        chosen = {n: c for n, c in connected.connectors.items() if name in ("", n)}
        if not chosen and name:
            known = ", ".join(sorted(connected.connectors)) or "none"
            raise Misused(f"{path} declares no system {name!r}", f"declared: {known}")
        return {"systems": [_told(n, check_one(c)) for n, c in chosen.items()]}
    finally:
        connected.close()


def _told(name: str, found: Any) -> dict[str, object]:
    rights = {kind: list(getattr(found, kind)) for kind in ("missing", "excessive", "unknown")}
    return {"name": name, "reached": found.reached, "detail": found.detail, **rights}


def _show(session: Session, checks: list[dict[str, Any]]) -> None:
    columns = ["system", "reached", "missing rights", "more than needed", "not told", "detail"]
    rows = [
        [
            each["name"],
            each["reached"],
            each["missing"],
            each["excessive"],
            each["unknown"],
            each["detail"],
        ]
        for each in checks
    ]
    session.screen.table(columns, rows)
