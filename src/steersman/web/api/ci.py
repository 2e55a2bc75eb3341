"""Configuration items: list them, look at one, add, change, retire and relate them."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.cmdb.classes import class_for, unknown_class
from steersman.domain.cmdb.items import ConfigurationItem
from steersman.domain.cmdb.quality import CHECKS, checks_of
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.items import ConfigurationItems, Wanted
from steersman.records.cmdb.merges import merges_of
from steersman.records.cmdb.ordering import FIELDS, NEWEST_FIRST, USUAL
from steersman.records.cmdb.reconciliation import conflicts_of
from steersman.records.cmdb.relations import Neighbour, Relations
from steersman.records.cmdb.tables import ci_relations, configuration_items
from steersman.records.field_changes import history
from steersman.records.permissions import Visible
from steersman.records.store import reading
from steersman.web.api.bodies import Body, Short
from steersman.web.api.ci_shown import Shown, shown_item
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.core import Core
from steersman.web.errors import invalid, not_found

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]
Words = Annotated[str, Query(max_length=200)]
Values = dict[Short, str | bool | float | None]
Ids = Annotated[list[Short], Field(min_length=1, max_length=1000)]


class Add(Body):
    """``values`` name ci_class and name, and whatever else is known."""

    values: Annotated[Values, Field(min_length=1, max_length=200)]


class Change(Body):
    """The same ``values`` for every item of ``ids``."""

    ids: Ids
    values: Annotated[Values, Field(min_length=1, max_length=200)]


class Retire(Body):
    ids: Ids


class Relate(Body):
    """Read "parent, type, child"; both ends are ids."""

    parent: Short
    type: Short
    child: Short


@router.get("")
def search(
    core: CoreDep,
    caller: Reader,
    q: Words = "",
    ci_class: Annotated[str, Query(alias="class", max_length=100)] = "",
    where: Annotated[list[str] | None, Query(max_length=20)] = None,
    after: str | None = None,
    limit: Annotated[int, Query(ge=1, le=500)] = 50,
    check: Annotated[str, Query(max_length=100)] = "",
    source: Words = "",
    sort: Annotated[str, Query(max_length=100)] = USUAL,
) -> Json:
    """Items by words and exact values (``where=environment:production``), in the usual order.

    That is: whose name the words are, then whose name begins so; then services and servers before
    packages and contracts; then by name.

    ``check``: those that fail a check of the quality, or any check of a measure; ``source``:
    those that it states something about; ``sort``: another order, ``-last_seen`` backwards.
    ``total`` counts what the caller may see, on all pages.
    """
    may = visible(core, caller, "view", configuration_items)
    wanted = sifted(wanted_for(q, ci_class, where or [], may.fields), check, source, sort, may)
    page = _items(core).page(wanted, visible=may.where, limit=limit, after=after)
    shown = Shown(core, caller, may)
    return {
        "items": [shown.item(each) for each in page.items],
        "after": page.after,
        "total": page.total,
    }


@router.get("/{item}")
def one_item(core: CoreDep, caller: Reader, item: str) -> Json:
    """One item with its relations, history, what each source says, and what was merged into it."""
    found = seen(core, caller, item)
    decision = core.permissions.decide(caller.principal, "view", configuration_items, found.id)
    told: Json = {"item": shown_item(found, decision.fields)}
    told["relations"] = _relations(core, caller, found)
    if decision.fields is not None:
        return told  # who may see some fields only is told nothing about the others
    with reading(core.store) as connection:
        told["conflicts"] = conflicts_of(connection, found.id)
        told["merges"] = [asdict(each) for each in merges_of(connection, found.id)]
    told["sources"] = [
        {
            "source": claim.source_name,
            "key": claim.source_native_key,
            "feed": claim.source_feed,
            "last_seen": claim.recency,
            "values": {name: said.value for name, said in claim.said.items()},
        }
        for claim in _items(core).sources_of(found.id)
    ]
    told["history"] = [asdict(each) for each in history(core.store, CI.name, found.id)]
    return told


@router.post("", status_code=201)
def add(core: CoreDep, caller: Actor, body: Add) -> Json:
    """Keep a new item, on the word of whoever asks."""
    check_rule(core.permissions, caller, "add", CI.name)
    made = _items(core).add(body.values, by=caller.id)
    return {"item": shown_item(made, None)}


@router.post("/change")
def change(core: CoreDep, caller: Actor, body: Change) -> Json:
    """Give one or many items the same values, all of them or none of them."""
    return _changed(core, caller, body.ids, body.values)


@router.post("/retire")
def retire(core: CoreDep, caller: Actor, body: Retire) -> Json:
    """Say that items are out of use; they stay in the record."""
    values: Values = {"life_cycle_stage": "end_of_life", "life_cycle_status": "retired"}
    return _changed(core, caller, body.ids, values)


@router.post("/relations", status_code=201)
def relate(core: CoreDep, caller: Actor, body: Relate) -> Json:
    """State that one item relates to another."""
    check_rule(core.permissions, caller, "add", "ci_relation")
    ends = [seen(core, caller, end).id for end in (body.parent, body.child)]
    return {"id": Relations(core.store, core.clock).add(ends[0], body.type, ends[1], by=caller.id)}


@router.delete("/relations/{relation}")
def unrelate(core: CoreDep, caller: Actor, relation: str) -> Json:
    """Withdraw a relation; what it was stays in the history."""
    check_rule(core.permissions, caller, "change", "ci_relation")
    may = visible(core, caller, "view", ci_relations)
    same = ci_relations.select().where(ci_relations.c.id == relation, may.where)
    with reading(core.store) as connection:
        if connection.execute(same).first() is None:
            raise not_found(f"relation {relation}", "look the item up: GET /ci/{item}")
    Relations(core.store, core.clock).remove(relation, by=caller.id)
    return {"removed": relation}


def wanted_for(
    q: str, ci_class: str, where: list[str], fields: frozenset[str] | None = None
) -> Wanted:
    """What a list is asked for.  ``fields``: who may see only these may ask by these only."""
    known = class_for(ci_class) if ci_class else None
    if ci_class and known is None:
        raise invalid(unknown_class(ci_class), "GET /ci/classes lists all")
    pairs = [each.partition(":") for each in where]
    values = {name: value for name, _, value in pairs}
    hidden = sorted(values.keys() - fields) if fields is not None else []
    if hidden or not all(name and colon for name, colon, _ in pairs):
        message = f"you may not ask by {hidden[0]}" if hidden else "a filter is attribute:value"
        raise invalid(message, "write where=environment:production")
    return Wanted(
        words=q,
        ci_class=known.name if known else "",
        values=values,
        names_only=fields is not None,
    )


def sifted(wanted: Wanted, check: str, source: str, sort: str, may: Visible) -> Wanted:
    """The same, by the quality, a source and another order.

    What an item fails and where it comes from tells of every field; an order tells of its own.
    """
    field = FIELDS.get(sort.removeprefix(NEWEST_FIRST), "")
    if sort == USUAL and may.fields is not None and field not in may.fields:
        sort, field = "name", "name"
    if not field:
        raise invalid(f"the order {sort!r} is unknown", f"say one of {', '.join(FIELDS)}")
    hidden = may.fields is not None and (check or source or field not in {"name", *may.fields})
    if hidden:
        raise invalid("you may not ask by this", "leave out check and source, and sort by name")
    if check and not checks_of(check):
        raise invalid(f"there is no check {check!r}", f"say one of {', '.join(CHECKS)}")
    return replace(wanted, check=check, source=source, order=sort)


def seen(core: Core, caller: Caller, item: str) -> ConfigurationItem:
    """The item, as far as there is one that the caller may see."""
    may = visible(core, caller, "view", configuration_items)
    found = _items(core).find(item, may.where)
    if found is None:
        problem = not_found(f"configuration item {item} that you may see", "search: GET /ci?q=")
        if not core.permissions.may(caller.principal, "view", CI.name).allowed:
            problem.rule = f"{CI.name}.view"
        raise problem
    return found


def _items(core: Core) -> ConfigurationItems:
    return ConfigurationItems(core.store, core.clock)


def _changed(core: Core, caller: Caller, ids: list[str], values: Values) -> Json:
    may = visible(core, caller, "change", configuration_items)
    kept = _items(core).change(ids, values, by=caller.id, visible=may.where)
    return {
        "changed": sorted(set(ids)),
        "kept": [
            {"item": item, "field": k.field, "said": k.said, "stays": k.stays, "why": k.why}
            for item, outcome in kept.items()
            for k in outcome
        ],
    }


def _relations(core: Core, caller: Caller, item: ConfigurationItem) -> list[Json]:
    """Those that a rule shows and whose other end may be seen."""
    items = core.permissions.visible(caller.principal, "view", configuration_items)
    relations = core.permissions.visible(caller.principal, "view", ci_relations)
    found = Relations(core.store, core.clock).of(
        item.id, items=items.where, relations=relations.where
    )
    return [_neighbour(each) for each in found]


def _neighbour(each: Neighbour) -> Json:
    relation = each.relation
    return {
        "id": relation.id,
        "type": relation.type,
        "phrase": each.phrase,
        "item": each.id,
        "name": each.name,
        "class": each.ci_class,
        "origin": relation.origin.value,
        "source": relation.source,
        "last_seen": relation.last_seen,
    }
