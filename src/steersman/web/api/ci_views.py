"""Saved views of the list of items: one's own, and those that are shared with one's roles."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.roles import ROLES
from steersman.records.cmdb.flat import CI
from steersman.records.cmdb.tables import configuration_items
from steersman.records.saved_views import (
    LONGEST_FILTER,
    LONGEST_NAME,
    SavedView,
    SavedViews,
)
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible
from steersman.web.core import Core
from steersman.web.errors import invalid, not_found

router = APIRouter(prefix="/ci", tags=["configuration items"])
Reader = Annotated[Caller, needs("read")]
Actor = Annotated[Caller, needs("act")]


class View(Body):
    """``filter`` as in the address of the list: ``class=server&where=environment:production``.

    ``role``: who else is to see the view; their own rules say which items they see through it.
    """

    name: Annotated[str, Field(min_length=1, max_length=LONGEST_NAME)]
    filter: Annotated[str, Field(max_length=LONGEST_FILTER)] = ""
    role: Annotated[str, Field(max_length=100)] = ""


@router.get("/views")
def list_views(core: CoreDep, caller: Reader) -> Json:
    """Your views, then those that others share with a role of yours."""
    visible(core, caller, "view", configuration_items)
    return {"views": [asdict(each) for each in views_for(core, caller)]}


@router.post("/views", status_code=201)
def keep(core: CoreDep, caller: Actor, body: View) -> Json:
    """Keep a view, in place of one of yours with the same name."""
    visible(core, caller, "view", configuration_items)
    view = SavedView(body.name, body.filter, body.role)
    keep_view(core, caller, view)
    return {"view": asdict(view)}


@router.delete("/views/{view}")
def remove(
    core: CoreDep, caller: Actor, view: str, owner: Annotated[str, Query(max_length=200)] = ""
) -> Json:
    """Forget a view of yours; who configures the CMDB may forget one that somebody shares."""
    visible(core, caller, "view", configuration_items)
    remove_view(core, caller, view, owner or caller.id)
    return {"removed": view}


def views_for(core: Core, caller: Caller) -> list[SavedView]:
    return _views(core).of(caller.id, caller.principal.roles)


def keep_view(core: Core, caller: Caller, view: SavedView) -> None:
    """A view is shared with a role that one has; who configures the CMDB shares with any."""
    if view.role and view.role not in ROLES:
        raise invalid(f"{view.role!r} is no role", f"say one of {', '.join(ROLES)}")
    if view.role and view.role not in caller.principal.roles:
        check_rule(core.permissions, caller, "configure", CI.name)
    _views(core).save(caller.id, view)


def remove_view(core: Core, caller: Caller, name: str, owner: str) -> None:
    if owner != caller.id:
        check_rule(core.permissions, caller, "configure", CI.name)
        if not any(each.name == name for each in _views(core).of(owner) if each.role):
            raise not_found(f"shared view {name}", "GET /ci/views lists them")
    if not _views(core).remove(owner, name):
        raise not_found(f"view {name} of yours", "GET /ci/views lists them")


def _views(core: Core) -> SavedViews:
    return SavedViews(core.store, core.clock, "ci")
