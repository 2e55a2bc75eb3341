"""The list of what is held back, with forms to add one and to end one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.cmdb.tables import configuration_items
from steersman.records.situations.mapping import mapped
from steersman.records.store import reading
from steersman.web.api.silences import list_inhibitions, listed, one
from steersman.web.auth import CoreDep, check_rule
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core
from steersman.web.naming import names_for
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/silences", include_in_schema=False)
Viewer = Annotated[Visitor, allowed("view", "silence")]
Adder = Annotated[Visitor, allowed("add", "silence")]
Ender = Annotated[Visitor, allowed("end", "silence")]
HOUR = 3_600.0
HOURS = ("0.5", "2", "8", "24", "168")


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """``items``: names of configuration items, by id; ``typed``: what a refused form held."""

    mutes: Sequence[Json]
    rules: Sequence[Json]
    names: Mapping[str, str]
    items: Mapping[str, str]
    may_add: bool
    may_end: bool
    now: float
    fault: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)


@router.get("")
def show(request: Request, core: CoreDep, visitor: Viewer) -> HTMLResponse:
    """What holds alerts back now or is planned, the newest first."""
    return _page(request, core, visitor)


@router.post("")
def add(request: Request, core: CoreDep, visitor: Adder, form: FormDep) -> Response:
    """A silence or a maintenance window, from now on."""
    try:
        said = _add(core, visitor, form)
    except Permanent as error:
        typed = {name: form.get(name) for name in ("matchers", "items", "reason")}
        return _page(request, core, visitor, str(error), typed)
    return redirect("/silences", said)


@router.post("/{silence}/end")
def end(core: CoreDep, visitor: Ender, silence: str) -> Response:
    """End it now, whatever its kind."""
    one(core, visitor.caller, silence)
    core.handling.end_mute(silence, by=visitor.id)
    return redirect("/silences", "Ended. What it held back and fires still is told now.")


@router.post("/inhibitions/{rule}/end")
def end_rule(core: CoreDep, visitor: Viewer, rule: str) -> Response:
    check_rule(core.permissions, visitor.caller, "end", "inhibition_rule")
    core.handling.end_inhibition(rule, by=visitor.id)
    return redirect("/silences", "Ended. What it held back and fires still is told now.")


def _add(core: Core, visitor: Visitor, form: Form) -> str:
    reason = form.get("reason").strip()[:1_000]
    if not reason:
        raise Permanent("a reason is missing: say in a few words why")
    hours = form.get("hours")
    now = core.clock.now()
    until = now + HOUR * float(hours if hours in HOURS else HOURS[0])
    if form.get("kind") == "maintenance":
        items = _items(core, visitor, _lines(form.get("items")))
        core.handling.maintain(items, since=now, until=until, why=reason, by=visitor.id)
        return "The maintenance window is open, for what depends on these items too."
    matchers = _lines(form.get("matchers"))
    core.handling.silence(matchers, since=now, until=until, why=reason, by=visitor.id)
    return "Silenced. What fires still at the end is told then."


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text[:20_000].splitlines() if line.strip()]


def _items(core: Core, visitor: Visitor, names: Sequence[str]) -> list[str]:
    """Ids of the items that are called so: exactly one each, that the visitor may see."""
    sees = core.permissions.visible(visitor.caller.principal, "view", configuration_items).where
    with reading(core.store) as connection:
        found = mapped(connection, [name.lower() for name in names])
        ids = [found[name.lower()].item for name in names]
        asked = sa.select(configuration_items.c.id).where(configuration_items.c.id.in_(ids), sees)
        known = set(connection.scalars(asked))
    for name, id in zip(names, ids, strict=True):
        if id not in known:
            raise Permanent(f"no one item is called {name[:80]!r}: write its exact name or address")
    return ids


def _page(
    request: Request,
    core: Core,
    visitor: Visitor,
    fault: str = "",
    typed: Mapping[str, str] | None = None,
) -> HTMLResponse:
    rules, mutes = core.permissions, listed(core, visitor.caller)
    principal = visitor.caller.principal
    inhibitions: list[Json] = []
    if rules.may(principal, "view", "inhibition_rule").allowed:
        inhibitions = list_inhibitions(core, visitor.caller)["inhibitions"]
    people = [each["by"] for each in (*mutes, *inhibitions)]
    view = View(
        mutes=mutes,
        rules=inhibitions,
        names=names_for(core, visitor.caller, *people),
        items=_names(core, visitor, {item for each in mutes for item in each["items"]}),
        may_add=rules.may(principal, "add", "silence").allowed,
        may_end=rules.may(principal, "end", "silence").allowed,
        now=core.clock.now(),
        fault=fault,
        typed=typed or {},
    )
    return page(
        request,
        core,
        visitor,
        "pages/silences/page.html",
        view,
        place="situations",
        title="Silences",
        crumbs=[Crumb("Situations", "/situations")],
        status=409 if fault else 200,
    )


def _names(core: Core, visitor: Visitor, ids: set[str]) -> Mapping[str, str]:
    sees = core.permissions.visible(visitor.caller.principal, "view", configuration_items).where
    c = configuration_items.c
    with reading(core.store) as connection:
        rows = connection.execute(sa.select(c.id, c.name).where(c.id.in_(sorted(ids)), sees))
        return {row.id: row.name for row in rows}
