"""Connecting a system: choose its kind, fill in what it needs, try it, then keep it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Annotated

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from steersman.capabilities.connector import Check
from steersman.domain.errors import Permanent
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, redirect
from steersman.web.core import Core, Draft
from steersman.web.errors import not_found
from steersman.web.pages.systems.fields import Field, fields_of
from steersman.web.pages.systems.kinds import DIRECTORY, in_order, kind_of
from steersman.web.pages.systems.waiting import declared_now
from steersman.web.sign_in.forms import Form, FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/systems/new", include_in_schema=False)
Adder = Annotated[Visitor, allowed("change", "system")]


@dataclass(frozen=True, slots=True)
class View:
    """``typed``: what stood in the form, without secrets.  ``check``: what the last try found."""

    kind: str
    title: str
    fields: tuple[Field, ...]
    sources: tuple[str, ...]
    name: str = ""  # what such a system is mostly called, if nothing is called so
    typed: Mapping[str, str] = field(default_factory=dict)
    check: Check | None = None
    fault: str = ""

    @property
    def proves(self) -> bool:
        """Whether “its accounts prove others” is ticked: as typed, else for the first directory."""
        if self.typed:
            return self.typed.get("identity_source") == "yes"
        return self.kind == DIRECTORY and not self.sources


@router.get("")
def choose(request: Request, core: CoreDep, visitor: Adder) -> HTMLResponse:
    """The kinds that can be connected."""
    kinds = in_order(core.declaring.kinds)
    template, crumbs = "pages/systems/choose.html", [Crumb("Systems", "/systems")]
    title = "Connect a system"
    return page(
        request, core, visitor, template, kinds, place="systems", title=title, crumbs=crumbs
    )


@router.get("/{kind}")
def fill_in(request: Request, core: CoreDep, visitor: Adder, kind: str) -> HTMLResponse:
    """An empty form for one kind."""
    return _form(request, core, visitor, _view(core, kind))


@router.post("/{kind}")
def answer(request: Request, core: CoreDep, visitor: Adder, kind: str, form: FormDep) -> Response:
    """Try what was typed; keep it only when it was asked for and the system answers."""
    empty = _view(core, kind)
    typed = {name: form.get(name).strip() for name in form.fields if name not in ("csrf", "do")}
    shown = {n: v for n, v in typed.items() if not n.endswith("_secret")}
    try:
        draft = _draft(core, kind, form, empty.fields)
        found = core.declaring.try_out(draft)
        if found.reached and form.get("do") == "keep":
            core.declaring.keep(draft, by=visitor.id)
            core.system_checks.keep(draft.name, **asdict(found))
            said = f"{draft.name} is kept. Connect the next one, or restart to make it count."
            return redirect("/systems", said)
    except Permanent as error:
        told = replace(empty, typed=shown, fault=str(error))
        return _form(request, core, visitor, told, 422)
    told = replace(empty, typed=shown, check=found)
    return _form(request, core, visitor, told, 200 if found.reached else 422)


def _view(core: Core, kind: str) -> View:
    settings = core.declaring.kinds.get(kind)
    if settings is None:
        raise not_found(f"kind of system {kind}", "choose one of those on /systems/new")
    declared, called = declared_now(core).systems, kind_of(kind)
    name = "" if called.name in {each.name for each in declared} else called.name
    sources = tuple(each.name for each in declared if each.identity_source)
    return View(kind, called.title, fields_of(settings), sources, name)


def _draft(core: Core, kind: str, form: Form, fields: tuple[Field, ...]) -> Draft:
    name = form.get("name").strip()
    if name in {each.name for each in declared_now(core).systems}:
        raise Permanent(f"name: there is a system {name} already: choose another")
    given = {f.name: form.get(f.name) for f in fields}
    missing = [f.title for f in fields if f.required and not given[f.name].strip()]
    if missing:
        raise Permanent(f"still empty: {', '.join(missing)}")
    return Draft(
        name=name,
        kind=kind,
        aliases=tuple(form.get("aliases").replace(",", " ").split()),
        identity_source=form.get("identity_source") == "yes",
        accounts_from=form.get("accounts_from"),
        access_group=form.get("access_group").strip(),
        settings={f.name: f.read(given[f.name]) for f in fields if f.is_told(given[f.name])},
        secrets={f.name: given[f.name] for f in fields if f.secret and given[f.name]},
    )


def _form(
    request: Request, core: Core, visitor: Visitor, view: View, status: int = 200
) -> HTMLResponse:
    crumbs = [Crumb("Systems", "/systems"), Crumb("Connect a system", "/systems/new")]
    return page(
        request,
        core,
        visitor,
        "pages/systems/setup.html",
        view,
        place="systems",
        title=view.title,
        crumbs=crumbs,
        status=status,
    )
