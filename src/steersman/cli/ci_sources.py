"""``steersman ci sources``, ``stale-after`` and ``collect``: where items come from."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from steersman.cli.exits import HELD, REFUSED, Misused, Stop
from steersman.cli.reading import items, part
from steersman.cli.session import Session

Body = dict[str, Any]
PATIENCE = 3600.0  # seconds: a large inventory takes its time
System = Annotated[str, typer.Argument(help="One connected system; all that have an inventory.")]
Source = Annotated[str, typer.Argument(help="A source of items.", show_default=False)]
Days = Annotated[float, typer.Argument(help="Days.", show_default=False)]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Only show what it would change.")]
Accept = Annotated[
    bool,
    typer.Option(
        "--accept-missing", help="What is not listed any more is truly gone; needs --digest."
    ),
]
Digest = Annotated[
    str, typer.Option(help="Only if it is what the dry run with this digest showed.")
]
NAMES = ("created", "updated", "unchanged", "missing", "relations_created", "relations_removed")
COLUMNS = ["system", "outcome", "new", "changed", "same", "missing", "relations", "left out"]


def sources(session: Session) -> None:
    """Where items come from, when each was last read, and what came of it."""
    body = session.api.get("/ci/sources")
    found = items(body, "sources")
    rows = [
        [
            each["name"],
            "system" if each["system"] else "file",
            each["items"],
            _instant(each["read_at"]) or "never",
            each["freshness"],
            (each["collection"] or {}).get("outcome", ""),
            each["contradicted"],
            each["stale_after_days"],
        ]
        for each in found
    ]
    columns = ["source", "kind", "items", "last read", "", "outcome", "contradicted", "stale after"]

    def tell() -> None:
        session.screen.table(columns, rows)
        for each in found:
            _tell_more(session, each["name"], each["collection"] or {})

    session.show(body, tell)


def stale_after(session: Session, source: Source, days: Days) -> None:
    """Say for how many days SOURCE may not list an item before the item is stale."""
    body = session.api.post(f"/ci/sources/{part(source)}/stale-after", {"days": days})
    session.show(body, lambda: session.screen.say(f"{source}: stale after {days:g} days."))


def collect(
    session: Session,
    system: System = "",
    dry_run: DryRun = False,
    accept_missing: Accept = False,
    digest: Digest = "",
) -> None:
    """Ask a connected system what it has, and take that in; --dry-run only shows it."""
    if accept_missing and not (system and (digest or dry_run)):
        mend = "run it with --dry-run first, then give the digest that it shows"
        raise Misused("what is missing is accepted for one system, as it was shown", mend)
    asked: Body = {"accept_missing": accept_missing}
    names = [system] if system else _systems(session)
    path = "collect/plan" if dry_run else "collect"
    asked |= {} if dry_run else {"digest": digest}
    found = [_ask(session, name, path, asked, alone=bool(system)) for name in names]
    body = {"plans" if dry_run else "collections": found}
    session.show(body, lambda: _show(session, found, dry_run, accept_missing))
    outcomes = {each["outcome"] for each in found}
    if "failed" in outcomes:
        raise typer.Exit(REFUSED)
    if "refused" in outcomes:
        raise typer.Exit(HELD)


def _systems(session: Session) -> list[str]:
    known = items(session.api.get("/ci/sources"), "sources")
    names = [each["name"] for each in known if each["system"]]
    if not names:
        mend = "connect one that has: steersman systems"
        raise Stop("no connected system has an inventory", mend)
    return names


def _ask(session: Session, name: str, path: str, asked: Body, *, alone: bool) -> Body:
    """The answer with an outcome; of several systems, one that fails does not stop the others."""
    try:
        told: Body = session.api.post(f"/ci/sources/{part(name)}/{path}", asked, patience=PATIENCE)
    except Stop as problem:
        if alone:
            raise
        return {"source": name, "outcome": "failed", "detail": problem.message, "counts": {}}
    if "question" in told:
        left_out = "partial" if told["left_out"] else "read"
        return {**told, "outcome": "refused" if told["question"] else left_out}
    return told


def _show(session: Session, found: list[Body], dry_run: bool, accepted: bool) -> None:
    session.screen.table(COLUMNS, [_row(each) for each in found])
    for each in found:
        detail = each.get("question") or each.get("detail", "")
        _tell_more(session, each["source"], {**each, "detail": detail})
        if dry_run and each.get("digest") and (accepted or not each["question"]):
            accept = " --accept-missing" if accepted else ""
            again = f"steersman ci collect {each['source']}{accept} --digest {each['digest']}"
            session.screen.say(f"Nothing was written.  To do exactly this: {again}")


def _row(each: Body) -> list[object]:
    counts = each["counts"]
    told = [counts.get(name, "") for name in NAMES[:4]]
    relations = f"+{counts[NAMES[4]]} -{counts[NAMES[5]]}" if NAMES[4] in counts else ""
    return [each["source"], each["outcome"], *told, relations, counts.get("left_out", "")]


def _tell_more(session: Session, name: str, found: Body) -> None:
    if found.get("detail"):
        session.screen.note(f"{name}: {found['detail']}")
    for each in found.get("left_out", ())[:20]:
        session.screen.note(f"{name}: {each['what']}: {each['why']}")
    more = found.get("left_out_count", len(found.get("left_out", ()))) - 20
    if more > 0:
        session.screen.note(f"{name}: and {more} more")


def _instant(seconds: float | None) -> str:
    if seconds is None:
        return ""
    return datetime.fromtimestamp(seconds, UTC).isoformat(" ", "minutes").removesuffix("+00:00")
