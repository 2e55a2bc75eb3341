"""The list of items: rows with the columns that were asked for, and the views that are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from steersman.domain.canonical import Json
from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.cmdb.quality import CHECKS
from steersman.records.cmdb.edit_plans import MOST
from steersman.records.cmdb.tables import configuration_items
from steersman.records.saved_views import SavedView
from steersman.web.api.ci_views import views_for
from steersman.web.core import Core
from steersman.web.pages.ci.filters import CHOICES, COLUMNS, ListFilter, read_filter
from steersman.web.pages.ci.model import kind_of, person_of, title_of, words_of
from steersman.web.sign_in.session import Visitor

# Views that everybody has: a name and a filter.
DEFAULTS: Sequence[tuple[str, ListFilter]] = (
    ("All", ListFilter()),
    ("Most critical", ListFilter(where=("criticality:1",))),
    ("Without an owner", ListFilter(where=("owner:",))),
    ("Stale", ListFilter(check="stale")),
    ("Sources disagree", ListFilter(check="conflict")),
)
_TIMES = ("last_seen", "updated_at")


@dataclass(frozen=True, slots=True)
class Cell:
    """``at``: an instant instead of ``text``, in seconds since 1970; 0: never."""

    title: str
    text: str = ""
    at: float | None = None


@dataclass(frozen=True, slots=True)
class Row:
    id: str
    name: str
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Head:
    """``query``: the list by this column; empty: it cannot be sorted by it."""

    field: str
    title: str
    direction: str
    query: str


@dataclass(frozen=True, slots=True)
class View:
    """``own`` ones can be removed; ``role``: whom it is shared with."""

    name: str
    query: str
    here: bool
    own: bool = False
    role: str = ""


@dataclass(frozen=True, slots=True)
class Condition:
    """One thing the list is narrowed by, in words, and the address without it."""

    told: str
    query: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """The view model of ``pages/ci/list.html``.  ``after``: where the next page begins."""

    rows: Sequence[Row]
    total: int
    after: str | None
    first: bool
    filter: ListFilter
    heads: Sequence[Head]
    views: Sequence[View]
    conditions: Sequence[Condition]
    roles: Sequence[str]
    may_edit: bool
    may_import: bool
    classes: Sequence[tuple[str, str]]
    choices: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=lambda: CHOICES)
    columns: Mapping[str, str] = field(default_factory=lambda: COLUMNS)
    most: int = MOST

    @property
    def here(self) -> View | None:
        return next((view for view in self.views if view.here), None)


def listing_of(
    core: Core, visitor: Visitor, told: Json, chosen: ListFilter, first: bool
) -> Listing:
    """``told``: the API's page of items."""
    principal = visitor.caller.principal
    change = core.permissions.visible(principal, "change", configuration_items)
    view = core.permissions.visible(principal, "view", configuration_items)
    classes = [(n, c.title) for n, c in CLASS_NAMES.items() if n != "configuration_item"]
    return Listing(
        rows=[_row(core, visitor, each, chosen.columns) for each in told["items"]],
        total=told["total"],
        after=told["after"],
        first=first,
        filter=chosen,
        heads=[_head(chosen, field) for field in ("name", *chosen.columns)],
        views=_views(visitor, views_for(core, visitor.caller), chosen),
        conditions=list(_conditions(core, visitor, chosen)),
        roles=sorted(visitor.roles),
        may_edit=bool(change.rules) and view.fields is None,
        may_import=core.permissions.may(principal, "add", "configuration_item").allowed,
        classes=classes,
    )


def _row(core: Core, visitor: Visitor, item: Mapping[str, Any], columns: Sequence[str]) -> Row:
    cells = [_cell(core, visitor, item, name) for name in columns]
    return Row(item["id"], str(item.get("name", item["id"])), cells)


def _cell(core: Core, visitor: Visitor, item: Mapping[str, Any], name: str) -> Cell:
    title, value = COLUMNS[name], item.get(name, "")
    if name in _TIMES:
        return Cell(title, at=float(value or 0.0))
    if name == "owner":
        return Cell(title, person_of(core, visitor, str(value))[0] or "nobody")
    if name == "ci_class":
        return Cell(title, kind_of(item))
    plain = name in ("environment", "life_cycle_stage", "life_cycle_status")
    return Cell(title, words_of(value) if plain else str(value))


def _head(chosen: ListFilter, field: str) -> Head:
    by = chosen.sorted_by(field)
    title = "Name" if field == "name" else COLUMNS[field]
    return Head(field, title, chosen.direction(field), by.query if by else "")


def _views(visitor: Visitor, saved: Sequence[SavedView], chosen: ListFilter) -> list[View]:
    plain = chosen.query
    found = [View(name, each.query, each.query == plain) for name, each in DEFAULTS]
    for each in saved:
        query = read_filter(each.filter).query
        own = each.owner == visitor.id
        found.append(View(each.name, query, query == plain, own, each.role))
    return found


def _conditions(core: Core, visitor: Visitor, chosen: ListFilter) -> list[Condition]:
    """Those that have no field in the form above the list."""
    found: list[Condition] = []
    for each in chosen.where:
        name, _, value = each.partition(":")
        if name in CHOICES:
            continue
        said = value
        if name == "owner" and value:
            said = person_of(core, visitor, value)[0]
        if name == "ci_class":
            said = f"exactly {title_of(value)}"
        told = f"{words_of(name)}: {said or 'not on record'}"
        found.append(Condition(told, chosen.without(each).query))
    if chosen.check:
        check = CHECKS.get(chosen.check)
        told = check.title if check else f"something is wrong with {words_of(chosen.check)}"
        found.append(Condition(told, chosen.without("check").query))
    if chosen.source:
        found.append(Condition(f"stated by {chosen.source}", chosen.without("source").query))
    return found
