"""``run`` and ``migrate``: the commands that are the product rather than ask it."""

from __future__ import annotations

import os
import socket
import sys
import time
from threading import Thread
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from steersman.cli.again import again
from steersman.cli.exits import REFUSED, Stop
from steersman.cli.options import Data, DatabaseUrl, SystemsFile, said
from steersman.cli.output import GOOD
from steersman.cli.session import Session
from steersman.cli.where import remember

if TYPE_CHECKING:
    from steersman.settings.product import Settings

FIRST_ACCOUNT = (
    "  steersman accounts create --local --data {} --outside --role administrator "
    "--person ada@example.org"
)
Host = Annotated[str | None, typer.Option(help="Address to listen on.  [STEERSMAN_HOST]")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.  [STEERSMAN_PORT]")]


def run(
    session: Session,
    data: Data = None,
    systems: SystemsFile = None,
    host: Host = None,
    port: Port = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Start Steersman and answer until it is told to stop (SIGTERM, or Ctrl-C)."""
    from steersman.settings.product import Settings

    options = said(data=data, systems_file=systems, host=host, port=port, database_url=database_url)
    settings = Settings(**options)
    _refuse_taken(settings)
    _live(session, settings)


def migrate(session: Session, data: Data = None, database_url: DatabaseUrl = None) -> None:
    """Bring the database to this version.  `steersman run` does it too; make a backup first."""
    from steersman.records import migrate as migrations
    from steersman.records.store import connect
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    settings.data.mkdir(parents=True, exist_ok=True)
    engine = connect(settings.records_url)
    try:
        version = migrations.upgrade(engine)
    finally:
        engine.dispose()
    session.show(
        {"version": version}, lambda: session.screen.say(f"The database is at version {version}.")
    )


def _live(session: Session, settings: Settings) -> None:
    from steersman.bootstrap.steersman import Parts, Steersman
    from steersman.web.serve import serve

    steersman = Steersman(settings, Parts(on_death=_die, comes_again=True))
    try:
        steersman.open()
        steersman.start_ticking()
        remember(settings)
        first = not settings.oidc_issuer and steersman.sign_in.accounts.none()
        watch = Thread(target=_announce, args=(session, settings, first), daemon=True)
        watch.start()
        serve(steersman, settings.host, settings.port)
    finally:
        steersman.close()
    if steersman.restarting.asked:
        again()


def _refuse_taken(settings: Settings) -> None:
    """Look before anything is opened: a second process of this name fences the first."""
    try:
        found = socket.getaddrinfo(settings.host, settings.port, type=socket.SOCK_STREAM)
        family, kind, protocol, _, address = found[0]
        with socket.socket(family, kind, protocol) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        where = f"{settings.host}:{settings.port}"
        mend = "choose another with --port, or end what listens there"
        raise Stop(f"nobody can listen on {where}: {error.strerror}", mend) from error


def _announce(session: Session, settings: Settings, first: bool) -> None:
    """Say where it is once it answers; ``first``: nobody has an account yet."""
    while not _answers(settings):
        time.sleep(0.05)
    systems = settings.declared_in or "none yet: connect them in the console, or give --systems"
    where = {"address": settings.address, "data": settings.data.resolve(), "systems": systems}

    def tell() -> None:
        session.screen.say(f"Steersman is ready on {settings.address}", GOOD)
        session.screen.facts({"data": where["data"], "systems": systems})
        if first:
            session.screen.say("Nobody can sign in yet.  In another terminal, with your address:")
            session.screen.say(FIRST_ACCOUNT.format(settings.data.resolve()))
        session.screen.say("Stop it with Ctrl-C.")

    session.show({name: str(value) for name, value in where.items()}, tell)
    sys.stdout.flush()


def _answers(settings: Settings) -> bool:
    everywhere = {"0.0.0.0": "127.0.0.1", "::": "::1"}
    try:
        with socket.create_connection(
            (everywhere.get(settings.host, settings.host), settings.port), timeout=1.0
        ):
            return True
    except OSError:
        return False


def _die(reason: str) -> NoReturn:
    """Another process may be doing our work by now: end at once, without touching anything."""
    sys.stderr.write(f"Steersman stopped itself: {reason}\n")
    sys.stderr.flush()
    os._exit(REFUSED)
