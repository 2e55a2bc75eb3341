"""``status``: whether it runs, what runs and waits, and how old that knowledge is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any

import typer

from steersman.cli.exits import REFUSED, NotReached, Stop
from steersman.cli.options import Data, DatabaseUrl, said
from steersman.cli.output import Screen
from steersman.cli.session import Session
from steersman.cli.text import duration, moment

if TYPE_CHECKING:
    from steersman.settings.product import Settings

Offline = Annotated[bool, typer.Option("--offline", help="Ask the database instead of the server.")]
MORE = "more is shown with a token that may see it: --token or STEERSMAN_TOKEN"


def status(
    session: Session,
    offline: Offline = False,
    data: Data = None,
    database_url: DatabaseUrl = None,
) -> None:
    """Whether it runs, what runs, what waits for whom, and what was stopped.

    With --offline it reads the last state from the database, also when the server is dead.
    """
    body = _here(data, database_url) if offline else _asked(session)
    session.show(body, lambda: _tell(session.screen, body))
    if body.get("status", "ok") != "ok":
        raise typer.Exit(REFUSED)


def _asked(session: Session) -> dict[str, Any]:
    """Its health, which everybody may know, and the rest when the token allows it."""
    health = session.api.health()
    if not isinstance(health, dict):
        raise NotReached(f"what answers at {session.api.url} is not Steersman")
    told: dict[str, Any] = {"address": session.api.url, **health}
    try:
        return {**told, **session.api.get("/status")}
    except Stop as refused:
        return {**told, "note": f"{MORE} ({refused.message})"}


def _here(data: Any, database_url: str | None) -> dict[str, Any]:
    """The last state in the database, and how old it is."""
    import sqlalchemy as sa

    from steersman.records.overview import overview
    from steersman.records.read_only import read_only_engine, why
    from steersman.runtime.clock import SystemClock
    from steersman.servicedesk.overview import as_json
    from steersman.settings.product import Settings

    settings = Settings(**said(data=data, database_url=database_url))
    engine = read_only_engine(settings.records_url)
    try:
        found = overview(engine)
    except sa.exc.SQLAlchemyError as error:
        raise NotReached(why(error), "look at the database's own log") from error
    finally:
        engine.dispose()
    if not found.version:
        return {"database": _named(settings), "version": "no tables yet: `steersman migrate`"}
    return {"database": _named(settings), **as_json(found, SystemClock().now())}


def _named(settings: Settings) -> str:
    """Where it is, without the password."""
    from sqlalchemy import make_url

    url = settings.database_url
    return make_url(url).render_as_string() if url else str(settings.data.resolve() / "records.db")


def _tell(screen: Screen, body: Mapping[str, Any]) -> None:
    names = ("address", "database", "status", "reasons", "store", "version", "worker")
    screen.facts({name: body.get(name) for name in names} | _age(body))
    counts = [[name, count] for name, count in sorted(body.get("work", {}).items())]
    _table(screen, "Work", ["status", "work items"], counts)
    for title, key, columns in _TABLES:
        rows = [[_cell(name, row.get(name)) for name in columns] for row in body.get(key, ())]
        _table(screen, title, [_HEADS.get(name, name) for name in columns], rows)
    if body.get("note"):
        screen.note(body["note"])


def _age(body: Mapping[str, Any]) -> dict[str, object]:
    entry = body.get("last_entry") or {}
    last = f"{entry['seq']} {entry['kind']} {moment(entry['at'])} UTC" if entry else ""
    return {
        "as of (UTC)": _cell("written_at", body.get("written_at")),
        "age": "" if body.get("age") is None else duration(body["age"]),
        "last heartbeat (UTC)": _cell("beat_at", body.get("beat_at")),
        "no heartbeat for": "" if body.get("silent_for") is None else duration(body["silent_for"]),
        "open questions": body.get("open_questions"),
        "stopped": body.get("stopped"),
        "last ledger entry": last,
    }


def _table(screen: Screen, title: str, columns: list[str], rows: list[list[Any]]) -> None:
    if rows:
        screen.table(columns, rows, title=title)


def _cell(name: str, value: object) -> object:
    timely = name in ("at", "since") or name.endswith("_at")
    return moment(value) if timely and isinstance(value, int | float) else value


_HEADS = {
    "at": "checked (UTC)",
    "reached": "answers",
    "reached_at": "last answer (UTC)",
    "started_at": "since (UTC)",
    "opened_at": "opened (UTC)",
    "needs": "waits for",
    "last_good_at": "last read (UTC)",
    "thrown_by": "stopped by",
    "thrown_at": "since (UTC)",
    "since": "since (UTC)",
    "beat_at": "last heartbeat (UTC)",
}
_TABLES = (
    ("Running", "running", ("run", "summary", "started_at")),
    ("Waits for people", "waiting", ("number", "status", "summary", "needs", "opened_at")),
    ("Systems", "systems", ("system", "reached", "at", "reached_at", "detail")),
    ("Sources", "sources", ("feed", "last_good_at", "rows", "error")),
    ("Kill switches", "switches", ("scope", "thrown_by", "thrown_at", "reason")),
    ("Levels that were set", "levels", ("capability", "scope", "level", "since")),
    ("Workers", "worker_beats", ("worker", "beat_at")),
)
