"""``steersman ci``: configuration items, their relations, and how good the record of them is."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from steersman.cli import ci_edits, ci_files, ci_kinds, ci_quality, ci_rules, ci_sources, ci_views
from steersman.cli.exits import Misused
from steersman.cli.groups import ListFirst
from steersman.cli.reading import items, pairs, part
from steersman.cli.session import Session, online

app = typer.Typer(cls=ListFirst, help="Configuration items and their relations.")
Query = Annotated[str, typer.Argument(help="Words of a name, serial number, tag, FQDN or address.")]
Item = Annotated[str, typer.Argument(help="An item's id (ci_…).", show_default=False)]
Items = Annotated[list[str], typer.Argument(help="Ids of items (ci_…).", show_default=False)]
Class = Annotated[str, typer.Option("--class", help="Items of this class and those below it.")]
Where = Annotated[
    list[str] | None, typer.Option(help="attribute=value; may be given several times.")
]
Set = Annotated[list[str], typer.Option(help="attribute=value; may be given several times.")]
Check = Annotated[str, typer.Option(help="Items that fail a check of the quality.")]
Source = Annotated[str, typer.Option(help="Items that this source states something about.")]
Sort = Annotated[str, typer.Option(help="Another order, as criticality; -last_seen: backwards.")]
View = Annotated[str, typer.Option(help="A saved view; what else is given goes before it.")]
Limit = Annotated[int, typer.Option(help="How many at most.", min=1, max=500)]


@online(app, "list")
def list_items(
    session: Session,
    query: Query = "",
    ci_class: Class = "",
    where: Where = None,
    limit: Limit = 50,
    check: Check = "",
    source: Source = "",
    sort: Sort = "",
    view: View = "",
) -> None:
    """Items that fit: the best fit first, services and servers before packages and contracts."""
    asked: dict[str, Any] = {"q": query, "class": ci_class, "check": check, "source": source}
    asked["where"] = [":".join(pair) for pair in pairs(where or []).items()]
    asked |= {"sort": sort, "limit": limit}
    kept = ci_views.filter_of(session, view) if view else {}
    body = session.api.get("/ci", {**kept, **{k: v for k, v in asked.items() if v}})
    names = ("id", "name", "ci_class", "environment", "location", "life_cycle_status")
    rows = [[each.get(name) for name in names] for each in items(body, "items")]
    columns = ["id", "name", "class", "environment", "location", "status"]

    def tell() -> None:
        session.screen.table(columns, rows)
        session.screen.say(f"{len(rows)} of {body['total']}.")

    session.show(body, tell)


@online(app, "show")
def show(session: Session, item: Item) -> None:
    """One item with its relations, its sources and its history, as far as you may see."""
    body = session.api.get(f"/ci/{part(item)}")
    session.show(body, lambda: _show(session, body))


@online(app, "add")
def add(session: Session, set: Set) -> None:
    """Keep a new item: --set ci_class=server --set name=web-1."""
    body = session.api.post("/ci", {"values": pairs(set)})
    session.show(body, lambda: session.screen.say(f"Added {body['item']['id']}."))


@online(app, "change")
def change(session: Session, ids: Items, set: Set) -> None:
    """Give one or many items the same values, all of them or none."""
    body = session.api.post("/ci/change", {"ids": ids, "values": pairs(set)})
    _told_change(session, body)


@online(app, "retire")
def retire(session: Session, ids: Items) -> None:
    """Say that items are out of use; they stay in the record."""
    _told_change(session, session.api.post("/ci/retire", {"ids": ids}))


@online(app, "relate")
def relate(
    session: Session,
    parent: Item,
    type: Annotated[str, typer.Argument(help="As depends_on.", show_default=False)],
    child: Item,
) -> None:
    """State a relation: PARENT depends_on CHILD."""
    body = session.api.post("/ci/relations", {"parent": parent, "type": type, "child": child})
    session.show(body, lambda: session.screen.say(f"Stated {body['id']}."))


@online(app, "unrelate")
def unrelate(
    session: Session,
    relation: Annotated[str, typer.Argument(help="A relation's id (rel_…).", show_default=False)],
) -> None:
    """Withdraw a relation; what it was stays in the history."""
    body = session.api.delete(f"/ci/relations/{part(relation)}")
    session.show(body, lambda: session.screen.say(f"Removed {body['removed']}."))


@online(app, "classes")
def classes(session: Session, name: Annotated[str, typer.Argument(help="One class.")] = "") -> None:
    """The classes of items, or the attributes of one."""
    body = session.api.get("/ci/classes")
    found = items(body, "classes")
    one = [each for each in found if each["name"] == name]
    if name and not one:
        raise Misused(f"there is no class {name!r}", "`steersman ci classes` lists all")
    if one:
        rows = [
            [each["name"], each["title"], each["type"], each["mark"]]
            for each in one[0]["attributes"]
        ]
        columns = ["attribute", "title", "type", ""]
    else:
        rows = [[each["name"], each["title"], each["parent"], each["wire"]] for each in found]
        columns = ["class", "title", "below", "ServiceNow"]
    session.show(one[0] if one else body, lambda: session.screen.table(columns, rows))


online(app, "import")(ci_files.import_file)
online(app, "export")(ci_files.export)
online(app, "duplicates")(ci_quality.duplicates)
online(app, "merge")(ci_quality.merge)
online(app, "merges")(ci_quality.merges)
online(app, "unmerge")(ci_quality.unmerge)
online(app, "quality")(ci_quality.quality)
online(app, "kinds")(ci_kinds.kinds)
online(app, "name-kind")(ci_kinds.name_kind)
online(app, "renewals")(ci_quality.renewals)
online(app, "sources")(ci_sources.sources)
online(app, "stale-after")(ci_sources.stale_after)
online(app, "collect")(ci_sources.collect)
online(app, "edit")(ci_edits.edit)
online(app, "edits")(ci_edits.edits)
online(app, "undo-edit")(ci_edits.undo_edit)
online(app, "views")(ci_views.views)
online(app, "keep-view")(ci_views.keep_view)
online(app, "forget-view")(ci_views.forget_view)
online(app, "attributes")(ci_rules.attributes)
online(app, "add-attribute")(ci_rules.add_attribute)
online(app, "rules")(ci_rules.rules)
online(app, "add-rule")(ci_rules.add_rule)
online(app, "forget-rule")(ci_rules.forget_rule)


def _show(session: Session, body: dict[str, Any]) -> None:
    item = body["item"]
    plain = {**item, **item.get("attributes", {})}
    facts = {
        name.replace("_", " "): value
        for name, value in plain.items()
        if value not in ("", None) and not isinstance(value, dict)
    }
    session.screen.facts(facts)
    related = [[each["phrase"], each["name"], each["class"]] for each in body["relations"]]
    if related:
        session.screen.table(["", "item", "class"], related)
    sources = [
        [each["source"], each["key"], len(each["values"])] for each in body.get("sources", [])
    ]
    if sources:
        session.screen.table(["source", "calls it", "states"], sources)


def _told_change(session: Session, body: dict[str, Any]) -> None:
    rows = [[k["item"], k["field"], k["said"], k["stays"], k["why"]] for k in body["kept"]]

    def tell() -> None:
        session.screen.say(f"Changed {len(body['changed'])}.")
        if rows:
            session.screen.table(["item", "field", "said", "stays", "why"], rows)

    session.show(body, tell)
