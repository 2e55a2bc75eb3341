"""``steersman runbooks``: what there is, starting one, and new versions with two people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.following import Patience, follow
from steersman.cli.groups import ListFirst
from steersman.cli.options import Wait
from steersman.cli.reading import items, number_of, pairs, part
from steersman.cli.session import Session, offline, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="Repairs that people read and Steersman carries out.")
Name = Annotated[str, typer.Argument(help="Like service-down.", show_default=False)]
File = Annotated[Path, typer.Argument(help="The runbook, in Markdown.", show_default=False)]
Why = Annotated[str, typer.Option(help="Why; whoever reviews or approves reads this.")]
Version = Annotated[int, typer.Argument(help="The version's number.", show_default=False)]
Params = Annotated[
    list[str] | None, typer.Option("--set", help="A parameter, as name=value; as often as needed.")
]
Alert = Annotated[str, typer.Option(help="The id of the alert that it answers.")]
Rehearse = Annotated[
    bool, typer.Option("--rehearse", help="Only show what would happen; nothing is written.")
]


@online(app, "list")
def list_runbooks(session: Session) -> None:
    """Every runbook: what starts it, its risk, and how often it has helped."""
    body = session.api.get("/runbooks")
    rows = [
        [
            each["name"],
            each["title"],
            each["trigger"],
            each["risk"],
            each["version"] if each["state"] == "in force" else each["state"],
            moment(each["last_used"]) if each["last_used"] else "never",
            _rate(each),
        ]
        for each in items(body, "runbooks")
    ]
    columns = ["name", "title", "starts by", "risk", "version", "last used (UTC)", "helped"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "show")
def show(session: Session, name: Name, version: Annotated[str, typer.Option()] = "") -> None:
    """One runbook: its text, its parameters and all its versions."""
    path = f"/runbooks/{part(name)}"
    body = session.api.get(path, {"version": version} if version else None)
    session.show(body, lambda: _tell(session, body))


@offline(app, "check")
def check(session: Session, file: File) -> None:
    """Whether a file is a sound runbook: every fault by its line, with the mend.  Needs no server.

    The capabilities and probes are those of the installed kinds of system.
    """
    from steersman.bootstrap.catalogue import installed
    from steersman.workflows.runbooks.faults import Unsound
    from steersman.workflows.runbooks.reading import read

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Stop(f"{file} cannot be read: {error}", "name a text file in UTF-8") from error
    try:
        faults = installed().faults(read(text))
    except Unsound as unsound:
        faults = unsound.faults
    told = [{"line": each.line, "text": each.text, "mend": each.mend} for each in faults]
    body = {"sound": not faults, "faults": told}
    session.show(body, lambda: _faults(session, file, told))
    if faults:
        raise typer.Exit(1)


@online(app, "start")
def start(
    session: Session,
    name: Name,
    set_: Params = None,
    alert: Alert = "",
    reason: Why = "",
    rehearse: Rehearse = False,
    wait: Wait = True,
    timeout: Patience = 300.0,
) -> None:
    """Start a runbook: rehearsed, decided, carried out and proven like every piece of work."""
    asked = {"params": pairs(set_ or []), "alert": alert, "reason": reason}
    if rehearse:
        body = session.api.post(f"/runbooks/{part(name)}/rehearse", asked)
        session.show(body, lambda: _rehearsed(session, body))
        return
    body = session.api.post(f"/runbooks/{part(name)}/start", asked)
    number = number_of(body)
    if not wait:
        session.show(body, lambda: session.screen.say(f"{number} is opened."))
        return
    follow(session, number, timeout=timeout)


@online(app, "new-version")
def new_version(session: Session, name: Name, file: File, reason: Why) -> None:
    """Hand in a new version, or a new runbook.  Somebody else must review it."""
    asked = {"text": file.read_text(encoding="utf-8"), "reason": reason}
    body = session.api.post(f"/runbooks/{part(name)}/versions", asked)
    told = f"Kept as {body['id']}. It runs once somebody else has reviewed it."
    session.show(body, lambda: session.screen.say(told))


@online(app, "review")
def review(
    session: Session,
    name: Name,
    version: Version,
    accept: Annotated[
        bool, typer.Option("--accept/--refuse", help="Put it in force, or refuse it.")
    ],
) -> None:
    """Put a version of somebody else in force, or refuse it; your own is withdrawn by refusing."""
    word = "accept" if accept else "refuse"
    body = session.api.post(f"/runbooks/{part(name)}/versions/{version}/{word}")
    session.show(body, lambda: session.screen.say(f"{body['id']} is {body['state']}."))


@online(app, "retire")
def retire(session: Session, name: Name, reason: Why) -> None:
    """Nobody starts it any more."""
    body = session.api.post(f"/runbooks/{part(name)}/retire", {"reason": reason})
    session.show(body, lambda: session.screen.say(f"{name} is retired."))


@online(app, "bring-back")
def bring_back(session: Session, name: Name) -> None:
    """Let a retired runbook be started again."""
    body = session.api.post(f"/runbooks/{part(name)}/bring-back")
    session.show(body, lambda: session.screen.say(f"{name} is {body['state']}."))


def _rate(each: dict[str, Any]) -> str:
    return f"{each['helped']} of {each['acted']}" if each["acted"] else "–"


def _tell(session: Session, body: dict[str, Any]) -> None:
    session.screen.facts(
        {
            "title": body["title"],
            "starts by": body["trigger"],
            "risk": body["risk"],
            "version": f"{body['version']} ({body['state']})",
            "helped": _rate(body),
        }
    )
    if body["fault"]:
        session.screen.note(body["fault"])
    rows = [
        [each["name"], each["type"], each["text"], each["told_by"] or ", ".join(each["from"])]
        for each in body.get("parameters", [])
    ]
    if rows:
        session.screen.table(["parameter", "type", "what", "from"], rows)
    session.screen.say()
    for line in body["text"].splitlines():
        session.screen.say(line)


def _faults(session: Session, file: Path, faults: list[dict[str, Any]]) -> None:
    if not faults:
        session.screen.say(f"{file} is sound.")
    for each in faults:
        session.screen.say(f"{file}:{each['line']}: {each['text']}")
        session.screen.say(f"    {each['mend']}")


def _rehearsed(session: Session, body: dict[str, Any]) -> None:
    session.screen.facts({"verdict": body["verdict"], "why": body["why"]})
    rows = [
        [each["step"], change["target"], change["attribute"], change["before"], change["after"]]
        for each in body["steps"]
        for change in each["changes"]
    ]
    if rows:
        session.screen.table(["step", "target", "what", "before", "after"], rows)
    for each in body.get("readings", []):
        session.screen.say(f"{each['step']}: {each['check']} – found {each['told']}")
    if body["blocked"]:
        session.screen.note(body["blocked"])
