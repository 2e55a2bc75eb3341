"""``steersman ci edit``, ``edits`` and ``undo-edit``: many items changed at once."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli.exits import Misused
from steersman.cli.reading import items, pairs, part
from steersman.cli.session import Session

Ids = Annotated[list[str] | None, typer.Argument(help="Ids of items (ci_…).", show_default=False)]
Set = Annotated[list[str], typer.Option(help="attribute=value; may be given several times.")]
Where = Annotated[
    list[str] | None, typer.Option(help="attribute=value; all items that fit, at most 1,000.")
]
Class = Annotated[str, typer.Option("--class", help="Items of this class and those below it.")]
Query = Annotated[str, typer.Option(help="Words of a name, serial number, tag, FQDN or address.")]
Check = Annotated[str, typer.Option(help="Items that fail a check of the quality.")]
Source = Annotated[str, typer.Option(help="Items that this source states something about.")]
Apply = Annotated[bool, typer.Option("--apply/--dry-run", help="Do it, or only show it.")]
Reason = Annotated[str, typer.Option(help="Why, kept in the record.")]


def edit(
    session: Session,
    set: Set,
    ids: Ids = None,
    where: Where = None,
    ci_class: Class = "",
    query: Query = "",
    check: Check = "",
    source: Source = "",
    apply: Apply = False,
    reason: Reason = "",
) -> None:
    """Show what giving items the same values would change; --apply does exactly that."""
    fitting: dict[str, Any] = {"q": query, "class": ci_class, "check": check, "source": source}
    fitting["where"] = [":".join(pair) for pair in pairs(where or []).items()]
    if bool(ids) is any(fitting.values()):
        raise Misused("say which items", "name their ids, or what they have in common: --where …")
    asked: dict[str, Any] = {"values": pairs(set)}
    asked |= {"ids": ids} if ids else {"fitting": fitting}
    plan = session.api.post("/ci/edit/plan", asked)
    if not apply:
        session.show(plan, lambda: _show(session, plan))
        return
    body = session.api.post("/ci/edit/apply", {**asked, "digest": plan["digest"], "reason": reason})
    session.show(body, lambda: _told(session, body))


def edits(session: Session) -> None:
    """The last edits of many items, the newest first."""
    body = session.api.get("/ci/edits")
    rows = [
        [e["id"], e["by"], e["items"], _values(e["values"]), "undone" if e["undone_at"] else ""]
        for e in items(body, "edits")
    ]
    columns = ["edit", "by", "items", "values", ""]
    session.show(body, lambda: session.screen.table(columns, rows))


def undo_edit(
    session: Session,
    edit: Annotated[str, typer.Argument(help="An edit's id (edt_…).", show_default=False)],
) -> None:
    """Take an edit back; what somebody changed since stays changed."""
    body = session.api.post(f"/ci/edits/{part(edit)}/undo")
    rows = [[each["name"], each["field"], each["why"]] for each in body["stays"]]

    def tell() -> None:
        if rows:
            session.screen.table(["item", "field", "why it stays"], rows)
        session.screen.say(f"{body['items']} items are as they were.")

    session.show(body, tell)


def _show(session: Session, plan: dict[str, Any]) -> None:
    _show_rows(session, plan)
    session.screen.say(f"Dry run: {_counted(plan)}.  Nothing was written.")


def _told(session: Session, body: dict[str, Any]) -> None:
    _show_rows(session, body)
    undo = f"Undo: steersman ci undo-edit {body['edit']}"
    session.screen.say(f"Done: {_counted(body)}.  {undo}")


def _show_rows(session: Session, plan: dict[str, Any]) -> None:
    rows = [
        [each["name"], change["field"], change["before"], change["after"]]
        for each in plan["edited"]
        for change in each["changes"]
    ]
    if rows:
        session.screen.table(["item", "field", "before", "after"], rows)
    for warning in dict.fromkeys(w for each in plan["edited"] for w in each["warnings"]):
        session.screen.say(f"May not last: {warning}.")
    refused = [[each["name"], each["field"], each["why"]] for each in plan["refused"]]
    if refused:
        session.screen.table(["item", "field", "why it is left as it is"], refused)


def _counted(plan: dict[str, Any]) -> str:
    refused = len({each["item"] for each in plan["refused"]})
    counts = {"changed": len(plan["edited"]), "unchanged": plan["unchanged"], "refused": refused}
    return ", ".join(f"{number} {name}" for name, number in counts.items())


def _values(values: dict[str, Any]) -> str:
    return ", ".join(f"{name}={value}" for name, value in values.items())
