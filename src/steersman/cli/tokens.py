"""``steersman tokens``: who may ask this server for what, and until when."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli import keyfiles
from steersman.cli.exits import Misused
from steersman.cli.groups import ListFirst
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment
from steersman.cli.where import is_new, made

if TYPE_CHECKING:
    from steersman.settings.product import Settings

app = typer.Typer(cls=ListFirst, help="Who may ask this server for what, and until when.")
DAY = 86400.0

Principal = Annotated[
    str, typer.Argument(help="Whom it speaks for: a person's id, or system:NAME.")
]
Scopes = Annotated[str, typer.Option(help="Out of read, act, approve, admin, report; with commas.")]
Label = Annotated[str, typer.Option("--name", help="What it is for, for the list.")]
Days = Annotated[float, typer.Option(min=0.01, help="How long it holds, in days.")]
Local = Annotated[
    bool, typer.Option("--local", help="Write to the database directly: the first administrator.")
]
Role = Annotated[
    list[str] | None, typer.Option(help="With --local: a role to give as well; may be repeated.")
]
Out = Annotated[
    Path | None, typer.Option(help="Write it to this new file (0600) instead of the terminal.")
]
TokenId = Annotated[str, typer.Argument(help="A token's id (tok_…).", show_default=False)]


@online(app, "list")
def list_tokens(session: Session) -> None:
    """Every token, never its secret."""
    body = session.api.get("/tokens")
    rows = [
        [
            each["id"],
            each["principal"],
            each["name"],
            each["scopes"],
            moment(each["expires_at"]),
            "revoked" if each.get("revoked_at") else "",
            each.get("created_by"),
        ]
        for each in items(body, "tokens")
    ]
    columns = ["id", "speaks for", "name", "scopes", "until (UTC)", "", "made by"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "create")
def create(
    session: Session,
    principal: Principal = "console:administrator",
    scopes: Scopes = "read",
    name: Label = "command line",
    days: Days = 90.0,
    out: Out = None,
    local: Local = False,
    role: Role = None,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make a token and show it once.

    --local makes the first one, on the server itself, by whoever may write to its database.
    """
    wanted = [scope.strip() for scope in scopes.split(",") if scope.strip()]
    if local:
        from steersman.settings.product import Settings

        settings = Settings(**said(data=data, database_url=database_url))
        asked = {"principal": principal, "scopes": wanted, "name": name}
        new = is_new(settings)
        body = _create_here(settings, asked, days, role or [])
        if new:
            session.screen.note(made(settings))
    elif role or data or database_url:
        raise Misused("--role, --data and --database-url go with --local", "add --local")
    else:
        told = {"person": principal, "scopes": wanted, "name": name, "days": days}
        body = session.api.post("/tokens", told)
    _hand_over(session, body, out)


@online(app, "revoke")
def revoke(session: Session, token_id: TokenId) -> None:
    """Refuse a token from now on."""
    body = session.api.delete(f"/tokens/{part(token_id)}")
    session.show(body, lambda: session.screen.say(f"{token_id} is refused from now on."))


def _create_here(
    settings: Settings, asked: dict[str, Any], days: float, roles: list[str]
) -> dict[str, Any]:
    from steersman.records import migrate
    from steersman.records.permissions import Rules
    from steersman.records.store import connect
    from steersman.records.tokens import CONSOLE, Tokens
    from steersman.runtime.clock import SystemClock

    settings.data.mkdir(parents=True, exist_ok=True)
    engine, clock = connect(settings.records_url), SystemClock()
    try:
        migrate.upgrade(engine)
        rules = Rules(engine, clock)
        if not rules.all():  # what an administrator removed since stays removed
            rules.install_defaults(by=CONSOLE)
        expires = clock.now() + days * DAY
        made = Tokens(engine, clock).create(**asked, expires=expires)
        for role in roles:
            rules.assign(asked["principal"], role, by=CONSOLE)
        held = sorted(rules.roles_of(asked["principal"]))
        return {**asked, "token": made, "expires_at": expires, "roles": held}
    finally:
        engine.dispose()


def _hand_over(session: Session, body: dict[str, Any], out: Path | None) -> None:
    secret = str(body["token"])
    if out is not None:
        keyfiles.write_private(out, (secret + "\n").encode())
        body = {**body, "token": "", "file": str(out)}

    def tell() -> None:
        if out is not None:
            session.screen.say(f"The token stands in {out}, for you only.")
            return
        session.screen.note("Shown this once; keep it in a file of mode 0600:")
        session.screen.say(secret)

    session.show(body, tell)
