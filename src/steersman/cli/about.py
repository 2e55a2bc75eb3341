"""``limits`` and ``status``: what the server goes by, and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli.exits import REFUSED, NotReached
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.session import Session
from steersman.cli.verify import read_only

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from steersman.settings.product import Settings

Offline = Annotated[bool, typer.Option("--offline", help="Ask the database instead of the server.")]


def limits(session: Session) -> None:
    """How much may be done: rates, counts, shares of the population, freezes."""
    body = session.api.get("/limits")
    session.show(body, lambda: session.screen.facts(_flat(body)))


def status(
    session: Session,
    offline: Offline = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Whether it runs, what waits for people, and what was stopped."""
    body = _here(data, database_url) if offline else _asked(session)
    session.show(body, lambda: session.screen.facts(_flat(body)))
    if body.get("status", "ok") != "ok":
        raise typer.Exit(REFUSED)


def _asked(session: Session) -> dict[str, Any]:
    health = session.api.health()
    if not isinstance(health, dict):
        raise NotReached(f"what answers at {session.api.url} is not Steersman")
    return {"address": session.api.url, **health}


def _here(data: Any, database_url: str | None) -> dict[str, Any]:
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    engine = read_only(settings)
    try:
        return {"database": _named(settings), **_read(engine)}
    finally:
        engine.dispose()


def _named(settings: Settings) -> str:
    """Where it is, without the password."""
    from sqlalchemy import make_url

    url = settings.database_url
    return make_url(url).render_as_string() if url else str(settings.data.resolve() / "records.db")


def _read(engine: Engine) -> dict[str, Any]:
    """Counts only, so that it needs no rights but those on the file."""
    import sqlalchemy as sa

    from steersman.records import migrate
    from steersman.records.desk.tables import questions, work_items
    from steersman.records.guard.tables import switches, workers
    from steersman.records.ledger.tables import entries

    by_status = sa.select(work_items.c.status, sa.func.count()).group_by(work_items.c.status)
    waiting = sa.select(sa.func.count()).where(questions.c.answered_at.is_(None))
    with engine.connect() as connection:
        version = migrate.current(connection)
        if not version:
            return {"version": "no tables yet: `steersman migrate`"}
        return {
            "version": version,
            "work": {name: count for name, count in connection.execute(by_status)},
            "open_questions": connection.scalar(waiting),
            "stopped": list(connection.scalars(sa.select(switches.c.scope))),
            "workers": list(connection.scalars(sa.select(workers.c.worker))),
            "ledger_entries": connection.scalar(sa.select(sa.func.max(entries.c.seq))) or 0,
        }


def _flat(body: Mapping[str, Any], front: str = "") -> dict[str, object]:
    """``{"a": {"b": 1}}`` → ``{"a b": 1}``."""
    flat: dict[str, object] = {}
    for name, value in body.items():
        title = f"{front}{name}".replace("_", " ")
        if isinstance(value, Mapping):
            flat |= _flat(value, f"{title} ")
        else:
            flat[title] = value
    return flat
