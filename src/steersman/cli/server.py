"""``run`` and ``migrate``: the commands that are the product rather than ask it."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from steersman.cli.options import Data, DatabaseUrl, SystemsFile, said
from steersman.cli.session import Session

if TYPE_CHECKING:
    from steersman.settings.product import Settings

Host = Annotated[str | None, typer.Option(help="Address to listen on.  [STEERSMAN_HOST]")]
Port = Annotated[int | None, typer.Option(help="Port to listen on.  [STEERSMAN_PORT]")]
FENCED = 1


def run(
    session: Session,
    data: Data = None,
    systems: SystemsFile = None,
    host: Host = None,
    port: Port = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Start Steersman and answer until it is told to stop (SIGTERM, or Ctrl-C)."""
    from steersman.bootstrap.steersman import Parts, Steersman
    from steersman.settings.product import Settings

    options = said(
        data=data, systems_file=systems, host=host, port=port, database_url=database_url
    )
    settings = Settings(**options)
    steersman = Steersman(settings, Parts(on_death=_die))
    try:
        steersman.open()
        steersman.start_ticking()
        _announce(session, settings)
        _serve(steersman)
    finally:
        steersman.close()


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


def _announce(session: Session, settings: Settings) -> None:
    systems = settings.systems_file or "none declared: give a file with --systems"
    where = {"address": settings.address, "data": settings.data.resolve(), "systems": systems}

    def tell() -> None:
        session.screen.say(f"Steersman is starting on {settings.address}")
        session.screen.facts({"data": where["data"], "systems": systems})

    session.show({name: str(value) for name, value in where.items()}, tell)
    sys.stdout.flush()


def _die(reason: str) -> NoReturn:
    """Another process may be doing our work by now: end at once, without touching anything."""
    sys.stderr.write(f"Steersman stopped itself: {reason}\n")
    sys.stderr.flush()
    os._exit(FENCED)
