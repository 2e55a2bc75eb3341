"""``steersman accounts``: who may sign in to the console."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.groups import ListFirst
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.reading import items, part
from steersman.cli.session import Session, online
from steersman.cli.text import moment
from steersman.cli.where import is_new, made

if TYPE_CHECKING:
    from steersman.settings.product import Settings

app = typer.Typer(cls=ListFirst, help="Who may sign in to the console.")

Person = Annotated[str, typer.Option(help="Id, employee number, mail or full name.")]
Role = Annotated[list[str] | None, typer.Option(help="A role to give; may be repeated.")]
Add = Annotated[list[str] | None, typer.Option(help="A role to give; may be repeated.")]
Remove = Annotated[list[str] | None, typer.Option(help="A role to take; may be repeated.")]
Outside = Annotated[
    bool,
    typer.Option("--outside", help="They are not in the record: their name is taken as it is."),
]
Local = Annotated[
    bool,
    typer.Option(
        "--local",
        help="Write to the database directly: the first administrator, and who shall count as a "
        "second person beside you.",
    ),
]
Account = Annotated[str, typer.Argument(help="The name they sign in with.", show_default=False)]
SecondFactors = Annotated[
    bool, typer.Option("--second-factors", help="Forget app, passkeys and recovery codes too.")
]
Identities = Annotated[
    bool, typer.Option("--identities", help="Forget who they are at the company's own sign-in.")
]


@online(app, "list")
def list_accounts(session: Session) -> None:
    """Every account, and what it proves itself with."""
    body = session.api.get("/accounts")
    rows = [
        [
            each["name"],
            each["roles"],
            _proofs(each),
            str(each["sessions"]),
            moment(each["created_at"]),
            _state(each),
        ]
        for each in items(body, "accounts")
    ]
    columns = ["signs in as", "roles", "with", "sessions", "made (UTC)", ""]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "create")
def create(
    session: Session,
    person: Person,
    role: Role = None,
    outside: Outside = False,
    local: Local = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Make an account, and a link by which its owner sets the password, once, within a day.

    --local makes the first one, on the server itself, by whoever may write to its database.
    """
    if local:
        from steersman.settings.product import Settings

        settings = Settings(**said(data=data, database_url=database_url))
        new = is_new(settings)
        body = _create_here(settings, person, role or [], outside)
        if new:
            session.screen.note(made(settings))
    elif data or database_url:
        raise Misused("--data and --database-url go with --local", "add --local")
    else:
        asked = {"person": person, "roles": role or [], "outside": outside}
        body = session.api.post("/accounts", asked)
    _hand_over(session, body)


@online(app, "roles")
def roles(
    session: Session,
    account: Account,
    add: Add = None,
    remove: Remove = None,
) -> None:
    """Give and take roles; they count from the next request.  Nobody changes their own."""
    if not (add or remove):
        raise Misused("nothing is to change", "give --add or --remove")
    asked = {"add": add or [], "remove": remove or []}
    body = session.api.post(f"/accounts/{part(account)}/roles", asked)
    held = ", ".join(body["roles"]) or "no role"
    session.show(body, lambda: session.screen.say(f"{body['name']} has: {held}."))


@online(app, "reset")
def reset(
    session: Session,
    account: Account,
    second_factors: SecondFactors = False,
    identities: Identities = False,
) -> None:
    """Forget the password, sign them out everywhere, and make a new link."""
    asked = {"second_factors": second_factors, "identities": identities}
    _hand_over(session, session.api.post(f"/accounts/{part(account)}/reset", asked))


@online(app, "disable")
def disable(session: Session, account: Account) -> None:
    """Nobody signs in with it, and whoever is signed in is not any more."""
    body = session.api.post(f"/accounts/{part(account)}/disable", {})
    session.show(body, lambda: session.screen.say(f"{account} is disabled."))


@online(app, "enable")
def enable(session: Session, account: Account) -> None:
    """Let a disabled account be used again."""
    body = session.api.post(f"/accounts/{part(account)}/enable", {})
    session.show(body, lambda: session.screen.say(f"{account} may be used again."))


def _create_here(
    settings: Settings, person: str, roles: list[str], outside: bool
) -> dict[str, Any]:
    from steersman.cli.accounts_local import created

    return created(settings, person, roles, outside)


def _proofs(account: dict[str, Any]) -> str:
    named = {"has_password": "password", "has_app": "app", "passkeys": "passkey"}
    named |= {"identities": "company"}
    return ", ".join(word for key, word in named.items() if account[key]) or "nothing yet"


def _state(account: dict[str, Any]) -> str:
    if account["disabled_at"]:
        return "disabled"
    has_two = account["has_app"] or account["passkeys"] or account["identities"]
    return "" if has_two or not account["needs_second_factor"] else "must add a second factor"


def _hand_over(session: Session, body: dict[str, Any]) -> None:
    def tell() -> None:
        session.screen.note(f"{body['name']} sets the password here, once, within a day:")
        session.screen.say(str(body["link"]))

    session.show(body, tell)
