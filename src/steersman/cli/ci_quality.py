"""``steersman ci duplicates``, ``merge``, ``unmerge``, ``quality`` and ``renewals``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli.reading import items, part
from steersman.cli.session import Session

Item = Annotated[str, typer.Argument(help="An item's id (ci_…).", show_default=False)]
Check = Annotated[str, typer.Argument(help="One check: the items that fail it.")]
MaxAge = Annotated[
    float, typer.Option(help="Take the last count if it is not older than so many seconds.")
]
MEASURES = ("completeness", "correctness", "compliance", "relationships")


def duplicates(session: Session) -> None:
    """Items that may be one thing, with why; the surest first."""
    body = session.api.get("/ci/duplicates")
    rows = [
        [" ".join(each["id"] for each in group["items"]), group["class"], group["why"]]
        for group in items(body, "duplicates")
    ]
    session.show(body, lambda: session.screen.table(["items", "class", "why"], rows))


def merge(
    session: Session,
    kept: Item,
    gone: Item,
    reason: Annotated[str, typer.Option(help="Why they are one.")] = "",
) -> None:
    """Let GONE be part of KEPT; unmerge brings it back."""
    body = session.api.post("/ci/merge", {"kept": kept, "gone": gone, "reason": reason})
    session.show(
        body, lambda: session.screen.say(f"Merged.  Undo: steersman ci unmerge {body['merge']}")
    )


def merges(session: Session) -> None:
    """The last merges, the newest first."""
    body = session.api.get("/ci/merges")
    rows = [
        [e["id"], e["name"], e["kept"], e["by"], "undone" if e["undone_at"] else ""]
        for e in items(body, "merges")
    ]
    columns = ["merge", "what went", "into", "by", ""]
    session.show(body, lambda: session.screen.table(columns, rows))


def unmerge(
    session: Session,
    merge: Annotated[str, typer.Argument(help="A merge's id (mrg_…).", show_default=False)],
) -> None:
    """Bring a duplicate back as it was."""
    body = session.api.post(f"/ci/merges/{part(merge)}/undo")
    session.show(body, lambda: session.screen.say(f"{body['item']} is back."))


def quality(session: Session, check: Check = "", max_age: MaxAge = 0) -> None:
    """How good the record of items is, and what to mend first."""
    if check:
        body = session.api.get(f"/ci/quality/{part(check)}")
        rows = [[e["id"], e["name"], e["ci_class"]] for e in items(body, "items")]
        session.show(body, lambda: session.screen.table(["id", "name", "class"], rows))
        return
    body = session.api.get("/ci/quality", {"max_age": max_age} if max_age else None)
    session.show(body, lambda: _show(session, body))


def renewals(
    session: Session, days: Annotated[float, typer.Option(help="How far ahead to look.")] = 90
) -> None:
    """Contracts, licences, certificates, warranties and support that ended or end soon."""
    body = session.api.get("/ci/renewals", {"days": days, "limit": 5000})
    rows = [
        [each["on"], each["name"], each["ci_class"], each["what"].replace("_", " ")]
        for each in items(body, "renewals")
    ]
    session.show(body, lambda: session.screen.table(["on", "item", "class", "what"], rows))


def _show(session: Session, body: dict[str, Any]) -> None:
    scored = [{**body["overall"], "group": "all"}, *body["classes"], *body["sources"]]
    rows = [
        [each["group"], each["items"], *(_percent(each[name]) for name in MEASURES)]
        for each in scored
    ]
    session.screen.table(["", "items", *MEASURES], rows)
    tasks = [
        [each["failing"], each["class"], each["title"], each["mend"]] for each in body["tasks"][:10]
    ]
    if tasks:
        session.screen.table(["items", "class", "what to mend first", "the mend"], tasks)


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"
