"""``steersman ledger``: what was decided and done, and whether the record is whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from steersman.cli.exits import Stop
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, named
from steersman.cli.session import Session, offline, online
from steersman.cli.text import moment
from steersman.cli.verify import verify

app = typer.Typer(cls=ListFirst, help="What was decided and done, and whether it is whole.")
Of = Annotated[str, typer.Option("--work", help="Only about this work item.")]
Kind = Annotated[str, typer.Option(help="Only this kind: decision, intent, outcome, end …")]
After = Annotated[int, typer.Option(min=0, help="Go on behind this entry.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="How many.")]
Seq = Annotated[int, typer.Argument(min=1, help="The entry's number.", show_default=False)]
Out = Annotated[Path | None, typer.Option(help="Write to this file instead of the terminal.")]

offline(app, "verify")(verify)


@online(app, "list")
def list_entries(
    session: Session, work: Of = "", kind: Kind = "", after: After = 0, limit: Limit = 50
) -> None:
    """Entries in their order, the oldest first."""
    query = {"work": work, "kind": kind, "after": after, "limit": limit}
    body = session.api.get("/ledger", query)
    rows = [
        [
            each["seq"],
            moment(each["at"]),
            each["kind"],
            named(body, each["by"]),
            each["key"],
            str(each["hash"])[:12],
        ]
        for each in items(body, "entries")
    ]
    columns = ["entry", "at (UTC)", "kind", "by", "key", "hash"]
    session.show(body, lambda: session.screen.table(columns, rows))


@online(app, "show")
def show(session: Session, seq: Seq) -> None:
    """One entry with everything that it says."""
    found = items(session.api.get("/ledger", {"after": seq - 1, "limit": 1}), "entries")
    if not found or found[0]["seq"] != seq:
        mend = "list them with `steersman ledger`"
        raise Stop(f"there is no entry {seq}", mend, code="not_found")
    entry = found[0]

    def tell() -> None:
        head = {name: entry[name] for name in ("seq", "kind", "by", "key", "hash")}
        session.screen.facts({**head, "at (UTC)": moment(entry["at"])})
        for line in json.dumps(entry["body"], indent=2, ensure_ascii=False).splitlines():
            session.screen.say(line)

    session.show(entry, tell)


@online(app, "checkpoint")
def checkpoint(session: Session, out: Out = None) -> None:
    """A signed statement of all entries until now.  Keep it outside, with the verifier key."""
    text = session.api.text("/ledger/checkpoint")
    found = session.api.post("/ledger/verify", {"held": text})
    if found["fault"] is not None:
        mend = "look yourself, on the database: steersman ledger verify"
        raise Stop(f"the ledger is broken: {found['fault']}", mend)
    if out is not None:
        out.write_text(text, encoding="utf-8")

    def tell() -> None:
        for line in text.splitlines() if out is None else ():
            session.screen.say(line)
        session.screen.note(f"verifier key: {found['public_key']}")
        session.screen.note("later: steersman ledger verify --held FILE --public-key KEY")

    session.show({"checkpoint": text, "public_key": found["public_key"]}, tell)


@online(app, "export")
def export(session: Session, out: Out = None) -> None:
    """All entries as OCSF JSON lines, for a SIEM."""
    lines = session.api.lines("/ledger/export")
    if out is None:
        for line in lines:
            typer.echo(_ascii(line))
        return
    with out.open("w", encoding="utf-8") as file:
        count = sum(1 for line in lines if file.write(line + "\n"))
    body: dict[str, Any] = {"file": str(out), "entries": count}
    session.show(body, lambda: session.screen.say(f"{count} entries were written to {out}."))


def _ascii(line: str) -> str:
    """The same JSON, with nothing in it that a terminal would obey."""
    return json.dumps(json.loads(line), ensure_ascii=True, separators=(",", ":"))
