"""``steersman level``: how far each capability may go, and the signature that changes it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli import keyfiles
from steersman.cli.exits import Stop
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="How far each capability may go, and who signed for it.")
Capability = Annotated[str, typer.Argument(help="Like account.disable.", show_default=False)]
Scope = Annotated[str, typer.Option(help="everyone, procedure:NAME or department:NAME.")]
To = Annotated[int, typer.Option(min=0, max=4, help="The level that it shall have.")]
Why = Annotated[str, typer.Option(help="Why; it stands in the signed statement.")]
KeyFile = Annotated[Path, typer.Option(help="Your private key (`steersman keys new`).")]


@online(app, "list")
def list_levels(session: Session) -> None:
    """Every level that somebody changed; all others are as shipped."""
    body = session.api.get("/levels")
    rows = [
        [
            each["capability"],
            each["scope"],
            f"L{each['level']}",
            each.get("signed_by"),
            moment(each.get("since")),
            each.get("reason"),
        ]
        for each in items(body, "levels")
    ]
    columns = ["capability", "scope", "level", "signed by", "since (UTC)", "reason"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "set")
def set_level(
    session: Session, capability: Capability, scope: Scope, to: To, reason: Why, key: KeyFile
) -> None:
    """Sign a change of level with your own key and hand it in."""
    asked = {"capability": capability, "scope": scope, "to": to, "reason": reason}
    statement = session.api.post("/levels/statement", asked)["statement"]
    told = the_one_asked_for(statement, asked)
    signature = keyfiles.sign(key, statement)
    body = session.api.post("/levels", {"statement": statement, "signature": signature})
    sentence = f"{capability} in {scope} moved from L{told['from']} to L{to}, signed by you."
    session.show(body, lambda: session.screen.say(sentence))


def the_one_asked_for(statement: str, asked: dict[str, Any]) -> dict[str, Any]:
    """Sign what was typed here and nothing else, whatever the server handed out."""
    try:
        told: dict[str, Any] = json.loads(statement)
    except (ValueError, TypeError) as error:
        raise Stop("the server's statement is not JSON: nothing was signed") from error
    if not isinstance(told, dict) or {name: told.get(name) for name in asked} != asked:
        mend = "find out what answers there before you sign anything"
        raise Stop("the server's statement is not the one you asked for: nothing was signed", mend)
    return told
