"""``steersman policies``: what is in force, and changing it with two people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="The Cedar policies in force, and changes of them.")
File = Annotated[
    Path, typer.Argument(help="The changed file; its name is that of the one in force.")
]
Why = Annotated[str, typer.Option(help="Why; whoever decides reads this.")]
Id = Annotated[str, typer.Argument(help="Like pol_…", show_default=False)]


@online(app, "list")
def list_policies(session: Session) -> None:
    """The policy files in force, how many tests they passed, and what they say."""
    body = session.api.get("/policies")

    def tell() -> None:
        session.screen.facts({"files": body["files"], "tests passed": body["tests"]})
        for name, text in body["texts"].items():
            session.screen.say()
            session.screen.say(f"// {name}", "bold")
            for line in text.splitlines():
                session.screen.say(line)

    session.show(body, tell)


@online(app, "reload")
def reload(session: Session) -> None:
    """Read the policy files again; a bad one is refused, and the old ones stay in force."""
    body = session.api.post("/policies/reload")
    told = f"In force: {len(body['files'])} files, which passed {body['tests']} tests."
    session.show(body, lambda: session.screen.say(told))


@online(app, "try")
def try_out(session: Session, file: File) -> None:
    """Whether a changed file is sound, and what it would have changed in the last 90 days."""
    body = session.api.post("/policies/try", {"file": file.name, "text": file.read_text()})
    session.show(body, lambda: _effect(session, body["effect"]))


@online(app, "propose")
def propose(session: Session, file: File, reason: Why) -> None:
    """Propose a changed file.  Somebody else must apply it."""
    asked = {"file": file.name, "text": file.read_text(), "reason": reason}
    body = session.api.post("/policies/proposals", asked)
    told = f"Proposed as {body['id']}: {body['effect']}."
    session.show(body, lambda: session.screen.say(told))


@online(app, "proposals")
def proposals(session: Session) -> None:
    """What was proposed: open ones first."""
    body = session.api.get("/policies/proposals")
    rows = [
        [each["id"], each["file"], each["state"], each["by"], moment(each["at"]), each["effect"]]
        for each in items(body, "proposals")
    ]
    columns = ["id", "file", "state", "by", "at (UTC)", "effect on 90 days"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "apply")
def apply(session: Session, proposal: Id) -> None:
    """Put a proposal of somebody else in force."""
    body = session.api.post(f"/policies/proposals/{part(proposal)}/apply")
    session.show(body, lambda: session.screen.say(f"{proposal} is in force."))


@online(app, "refuse")
def refuse(session: Session, proposal: Id) -> None:
    """Refuse a proposal, or withdraw your own."""
    body = session.api.post(f"/policies/proposals/{part(proposal)}/refuse")
    session.show(body, lambda: session.screen.say(f"{proposal} is {body['state']}."))


def _effect(session: Session, effect: dict[str, Any]) -> None:
    tried = {"decisions tried": effect["decisions"], "could not be tried": effect["unknown"]}
    session.screen.facts(tried)
    rows = [
        [each["work"], each["verdict"], each["before"] or "allowed", each["after"] or "allowed"]
        for each in effect["differences"]
    ]
    if rows:
        session.screen.table(["work", "verdict then", "policies now", "policies proposed"], rows)
    else:
        session.screen.say("No decision would have come out differently.")
