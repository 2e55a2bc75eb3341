"""``steersman sessions``: who is signed in to the console, and where."""

from __future__ import annotations

from typing import Annotated

import typer

from steersman.cli.exits import Misused
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment

app = typer.Typer(cls=ListFirst, help="Who is signed in to the console, and where.")

Account = Annotated[str, typer.Option(help="Of one account: the name they sign in with.")]
SessionId = Annotated[str, typer.Argument(help="A session's id (ses_…).", show_default=False)]


@online(app, "list")
def list_sessions(session: Session, account: Account = "") -> None:
    """Those that run now."""
    body = session.api.get("/sessions", {"account": account} if account else None)
    rows = [
        [
            each["id"],
            each["account"],
            each["how"],
            each["address"],
            moment(each["created_at"]),
            moment(each["last_seen"]),
        ]
        for each in items(body, "sessions")
    ]
    columns = ["id", "account", "by", "address", "since (UTC)", "last seen (UTC)"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "revoke")
def revoke(session: Session, session_id: SessionId = "", account: Account = "") -> None:
    """End one session, or with --account all of an account; whoever uses it is signed out."""
    if bool(session_id) is bool(account):
        raise Misused("one session or one account is meant", "give an id or --account")
    if account:
        body = session.api.post(f"/accounts/{part(account)}/sign-out")
        session.show(body, lambda: session.screen.say(f"{body['ended']} sessions ended."))
        return
    body = session.api.delete(f"/sessions/{part(session_id)}")
    session.show(body, lambda: session.screen.say(f"{session_id} has ended."))
