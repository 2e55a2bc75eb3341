"""What the command palette finds: only what whoever asks may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlencode

import sqlalchemy as sa

from steersman.records.cmdb.ordering import USUAL, Order
from steersman.records.cmdb.tables import configuration_items
from steersman.records.desk.tables import work_items
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.console.frame import places_for
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

ASK = "Ask"  # the group that is offered whatever was found
MOST = 6  # of each group
LAST = "\uffff"  # sorts behind whatever a number may go on with


@dataclass(frozen=True, slots=True)
class Result:
    """One line.  It opens ``path``, or the popover of this name on the page."""

    group: str
    title: str
    path: str = ""
    note: str = ""
    symbol: str = "right"
    key: str = ""
    popover: str = ""


def found(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    if len(typed) >= 2:
        yield from _people(core, visitor, typed)
        yield from _work(core, visitor, typed)
        yield from _systems(core, visitor, typed)
        yield from _items(core, visitor, typed)
    if " " in typed:  # several words: perhaps a question
        path = f"/ask?{urlencode({'q': typed})}"
        yield Result(ASK, f"Ask “{typed}”", path, "the record", "ask")
    yield from islice(_commands(core, visitor, typed), MOST)
    yield from _pages(core, visitor, typed)


def _people(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    c = people.c
    seen = core.permissions.visible(visitor.caller.principal, "view", people)
    full = c.given_name + " " + c.family_name
    fits = sa.or_(*(column.icontains(typed, autoescape=True) for column in (full, c.login, c.mail)))
    wanted = sa.select(c.id, c.given_name, c.family_name, c.title, c.department)
    wanted = wanted.where(seen.where, fits).order_by(c.family_name, c.given_name).limit(MOST)
    with reading(core.store) as connection:
        rows = connection.execute(wanted).all()
    for row in rows:
        name = f"{row.given_name} {row.family_name}"
        note = row.title or row.department or ""
        yield Result("People", name, f"/people/{row.id}", note, "user")


def _work(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    c = work_items.c
    seen = core.permissions.visible(visitor.caller.principal, "view", work_items)
    wanted = sa.select(c.number, c.summary, c.procedure, c.status).where(seen.where)
    first = typed.upper()
    wanted = wanted.where(c.number >= first, c.number < f"{first}{LAST}")  # a range of the index
    with reading(core.store) as connection:
        rows = connection.execute(wanted.order_by(c.seq.desc()).limit(MOST)).all()
    for row in rows:
        title = f"{row.number} {row.summary or row.procedure}"
        yield Result("Work", title, f"/work/{row.number}", row.status, "work")


def _systems(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    if not core.permissions.may(visitor.caller.principal, "view", "system").allowed:
        return
    for system in core.declared.systems:
        names = (system.name, system.kind, *system.aliases)
        if any(typed.lower() in name.lower() for name in names):
            path = f"/systems/{system.name}"
            yield Result("Systems", system.name, path, system.kind, "server")


def _items(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    """By the beginning of a name, or by a whole address or number."""
    c = configuration_items.c
    seen = core.permissions.visible(visitor.caller.principal, "view", configuration_items)
    fits = [each.istartswith(typed, autoescape=True) for each in (c.name, c.fqdn)]
    fits += [c.ip_address == typed, c.serial == typed, c.asset_tag == typed]
    wanted = sa.select(c.id, c.name, c.ci_class).where(seen.where, sa.or_(*fits))
    with reading(core.store) as connection:
        best = Order(USUAL, typed).by
        rows = connection.execute(wanted.order_by(*best).limit(MOST)).all()
    for row in rows:
        kind = row.ci_class.replace("_", " ")
        yield Result("Configuration items", row.name, f"/ci/{row.id}", kind, "parts")


def _commands(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    principal, may = visitor.caller.principal, core.permissions.may
    every = [Result("Commands", "Ask for access to be removed…", "/work/new", "", "ask")]
    if may(principal, "throw", "switch").allowed:
        stop = Result("Commands", "Stop automation…", symbol="stop", key="S", popover="stop")
        every.append(stop)
    if may(principal, "add", "work_item").allowed:
        every.append(Result("Commands", "Somebody leaves…", "/work/new#leaver", "", "people"))
    every.append(
        Result(
            "Commands",
            "Sign out or change the theme…",
            note="light, dark",
            symbol="user",
            popover="account",
        )
    )
    said = typed.lower()
    yield from (each for each in every if said in f"{each.title} {each.note}".lower())


def _pages(core: Core, visitor: Visitor, typed: str) -> Iterator[Result]:
    for place in places_for(core, visitor):
        if typed.lower() in place.title.lower():
            key = f"G {place.key.upper()}" if place.key else ""
            yield Result("Pages", place.title, place.path, "", place.symbol, key)
    sees = core.permissions.may(visitor.caller.principal, "view", "configuration_item").allowed
    if sees and typed.lower() in "sources":
        yield Result("Pages", "Sources", "/sources", "of items and documents", "parts")
