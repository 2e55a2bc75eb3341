"""What the pages of configuration items show: typed, and only what the API would tell."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.cmdb.class_parts import STATED_KIND, UNCLASSIFIED
from steersman.domain.cmdb.classes import CLASS_NAMES, attributes_of
from steersman.domain.sources import Value
from steersman.records.cmdb.tables import configuration_items
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

_TOP = ("name", "ci_class", "id", "search_key", "created_at", "updated_at", "last_seen")
NEVER = 0.0


@dataclass(frozen=True, slots=True)
class Fact:
    """One attribute with its title; ``path``: where its value leads."""

    title: str
    value: str
    path: str = ""
    missing: bool = False  # the class asks for it, and nobody has said it


@dataclass(frozen=True, slots=True)
class Neighbour:
    phrase: str
    id: str
    name: str
    kind: str
    declared: bool


@dataclass(frozen=True, slots=True)
class SourceSays:
    name: str
    key: str
    last_seen: float
    count: int


@dataclass(frozen=True, slots=True)
class Changed:
    at: float
    field: str
    before: str
    after: str
    by: str
    source: str


@dataclass(frozen=True, slots=True)
class Merged:
    """What went into the item.  ``undone``: it was brought back."""

    id: str
    name: str
    at: float
    by: str
    reason: str
    undone: bool


@dataclass(frozen=True, slots=True)
class Item:
    id: str
    name: str
    kind: str
    status: str
    criticality: str
    last_seen: float
    facts: tuple[Fact, ...]
    relations: Mapping[str, tuple[Neighbour, ...]]  # by phrase
    sources: tuple[SourceSays, ...]
    history: tuple[Changed, ...]
    conflicts: tuple[str, ...]
    merges: tuple[Merged, ...] = ()
    may_change: bool = False


def item_of(core: Core, visitor: Visitor, told: Json) -> Item:
    """``told``: what the API says of one item."""
    item: dict[str, Any] = told["item"]
    kind = str(item.get("ci_class", ""))
    names = _names_in(core, visitor, told)
    return Item(
        id=item["id"],
        name=str(item.get("name", item["id"])),
        kind=kind_of(item),
        status=words_of(item.get("life_cycle_status")),
        criticality=str(item.get("criticality", "")),
        last_seen=float(item.get("last_seen", NEVER)),
        facts=tuple(_facts(core, visitor, item, kind, names)),
        relations=_grouped(told["relations"]),
        sources=tuple(
            SourceSays(each["source"], each["key"], each["last_seen"], len(each["values"]))
            for each in told.get("sources", ())
        ),
        history=tuple(_changed(core, visitor, each, names) for each in told.get("history", ()))[
            ::-1
        ],
        conflicts=tuple(_conflict(*each) for each in told.get("conflicts", {}).items()),
        merges=tuple(merged(core, visitor, each) for each in told.get("merges", ())),
        may_change=core.permissions.may(
            visitor.caller.principal, "change", "configuration_item"
        ).allowed,
    )


def kind_of(item: Mapping[str, Any]) -> str:
    """The title of its class; where nobody knows that, what its source calls it."""
    name = str(item.get("ci_class", ""))
    if name != UNCLASSIFIED:
        return title_of(name)
    word = str({**item, **item.get("attributes", {})}.get(STATED_KIND, ""))
    return f"Kind not known: {word}" if word else "Kind not known"


def merged(core: Core, visitor: Visitor, told: Mapping[str, Any]) -> Merged:
    """``told``: a merge as the API tells it."""
    return Merged(
        id=str(told["id"]),
        name=str(told["name"]),
        at=float(told["at"]),
        by=person_of(core, visitor, str(told["by"]))[0],
        reason=str(told["reason"]),
        undone=told["undone_at"] is not None,
    )


def _names_in(core: Core, visitor: Visitor, told: Json) -> Mapping[str, str]:
    """Other items that are referred to by their ids, as far as the visitor may see them."""
    values = [*told["item"].values(), *told["item"].get("attributes", {}).values()]
    values += [change[side] for change in told.get("history", ()) for side in ("before", "after")]
    ids = sorted({each for each in values if _is_item(each)})
    if not ids:
        return {}
    seen = core.permissions.visible(visitor.caller.principal, "view", configuration_items)
    c = configuration_items.c
    with reading(core.store) as connection:
        rows = connection.execute(sa.select(c.id, c.name).where(c.id.in_(ids), seen.where))
        return {each: name for each, name in rows}


def _is_item(value: object) -> bool:
    return isinstance(value, str) and value.startswith("ci_")


def _facts(
    core: Core, visitor: Visitor, item: Mapping[str, Any], kind: str, names: Mapping[str, str]
) -> list[Fact]:
    known = {**item, **item.get("attributes", {})}
    found = []
    for name, attribute in attributes_of(kind).items() if kind in CLASS_NAMES else ():
        value = known.get(name, "")
        if name in _TOP or (value in ("", None) and attribute.mark.value == "optional"):
            continue
        said, path = _plain(value), ""
        if attribute.choices:
            said = words_of(value)
        if attribute.refers_to == "person" and value:
            said, path = person_of(core, visitor, str(value))
        elif attribute.refers_to and _is_item(value):
            said, path = _item(value, names), f"/ci/{value}" if value in names else ""
        found.append(Fact(attribute.title, said, path, missing=value in ("", None)))
    custom = item.get("attributes", {}).keys() - attributes_of(kind).keys()
    return [*found, *(Fact(words_of(name), _plain(known[name])) for name in sorted(custom))]


def person_of(core: Core, visitor: Visitor, person: str) -> tuple[str, str]:
    """Their name and page, as far as the visitor may see them."""
    if not person:
        return "", ""
    may = core.permissions.visible(visitor.caller.principal, "view", people)
    found = core.people.find(person, may.where) if may.rules else None
    return (found.full_name, f"/people/{person}") if found else ("somebody you may not see", "")


def _grouped(relations: list[Json]) -> Mapping[str, tuple[Neighbour, ...]]:
    grouped: dict[str, tuple[Neighbour, ...]] = {}
    for each in relations:
        declared = each["origin"] == "declared"
        one = Neighbour(
            each["phrase"], each["item"], each["name"], title_of(each["class"]), declared
        )
        grouped[one.phrase] = (*grouped.get(one.phrase, ()), one)
    return grouped


def _item(value: Value | object, names: Mapping[str, str]) -> str:
    return (
        names.get(str(value), "an item that you may not see") if _is_item(value) else _plain(value)
    )


def _changed(
    core: Core, visitor: Visitor, change: Mapping[str, Any], names: Mapping[str, str]
) -> Changed:
    by = str(change["by"])
    who = by if by.startswith("system:") else person_of(core, visitor, by)[0]
    return Changed(
        at=float(change["at"]),
        field=words_of(change["field"]),
        before=_item(change["before"], names),
        after=_item(change["after"], names),
        by=who,
        source=str(change["source"]),
    )


def _conflict(field: str, said: Mapping[str, Value]) -> str:
    """ "location: inventory says London, discovery says Paris"."""
    told = ", ".join(f"{source} says {_plain(value)}" for source, value in said.items())
    return f"{words_of(field)}: {told}"


def title_of(kind: str) -> str:
    return CLASS_NAMES[kind].title if kind in CLASS_NAMES else words_of(kind)


def words_of(value: object) -> str:
    return str(value or "").replace("_", " ")


def _plain(value: Value | object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)
