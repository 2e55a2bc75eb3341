"""``steersman keys``: the key that a person signs changes of level with."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from steersman.cli import keyfiles
from steersman.cli.session import Session, offline, online

app = typer.Typer(help="Make and enroll the key that you sign with.", no_args_is_help=True)
KeyFile = Annotated[Path, typer.Argument(help="The private key: yours alone.", show_default=False)]


@offline(app, "new")
def new(session: Session, file: KeyFile) -> None:
    """Make a new signing key in FILE (Ed25519, readable by you only)."""
    public = keyfiles.make(file)

    def tell() -> None:
        session.screen.say(f"{file} holds your new private key.  Nobody else may ever have it.")
        session.screen.facts({"public key": public})
        session.screen.say(f"Next: steersman keys enroll {file}")

    session.show({"file": str(file), "public_key": public}, tell)


@online(app, "enroll")
def enroll(session: Session, file: KeyFile) -> None:
    """Tell the server the public half of the key in FILE, so that it knows your signature."""
    public = keyfiles.public_key(file)
    body = session.api.post("/levels/keys", {"public_key": public})
    session.show(
        body, lambda: session.screen.say("Enrolled: you may sign changes of level with it.")
    )
