"""The list of watched series, one series, what the drawing needs, and the form of a watch."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from pydantic import ValidationError

from steersman.domain.canonical import Json
from steersman.records.series import series_watches
from steersman.web.api import series as api
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import HEADERS, page, part, redirect
from steersman.web.core import Core
from steersman.web.errors import Problem, not_found
from steersman.web.pages.series.model import RANGES, USUAL, FormView, list_of, one_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/series", include_in_schema=False)
Viewer = Annotated[Visitor, allowed("view", "series")]
Watcher = Annotated[Visitor, allowed("add", "series")]
Word = Annotated[str, Query(max_length=100)]
Moment = Annotated[float | None, Query(ge=0, lt=253_402_300_800)]
CRUMBS = (Crumb("Series", "/series"),)
TEXTS = ("name", "system", "expression", "step", "capacity", "horizon", "unit")
CHECKS = ("detect", "falling")


@router.get("")
def show(request: Request, core: CoreDep, visitor: Viewer) -> HTMLResponse:
    """Every watched series with its line, and in what state it is."""
    view = list_of(core, visitor)
    template = "pages/series/page.html"
    return page(request, core, visitor, template, view, place="series", title="Series")


@router.get("/rows")
def rows(request: Request, core: CoreDep, visitor: Viewer) -> HTMLResponse:
    """The list again, when something was read."""
    return part(request, core, visitor, "pages/series/rows.html", list_of(core, visitor))


@router.get("/new")
def new(request: Request, core: CoreDep, visitor: Watcher, name: Word = "") -> HTMLResponse:
    """The form of a new watch, or of the one with this ``name``."""
    systems = sorted(core.watching.sources)
    if not name:
        return _form(request, core, visitor, FormView(_first_values(systems), systems, True))
    where = core.permissions.visible(visitor.caller.principal, "change", series_watches).where
    watch = core.watching.watches.get(name, where)
    if watch is None:
        raise not_found(f"watched series {name}", "look through the list: /series")
    values = {each: _text(getattr(watch, each)) for each in TEXTS}
    values |= {each: "yes" if getattr(watch, each) else "" for each in CHECKS}
    return _form(request, core, visitor, FormView(values, systems, False))


@router.post("/new")
def keep(request: Request, core: CoreDep, visitor: Watcher, form: FormDep) -> Response:
    """Try what was typed, or watch it from now on."""
    values = {name: form.get(name).strip() for name in (*TEXTS, *CHECKS)}
    systems, is_new = sorted(core.watching.sources), form.get("old") == ""
    try:
        body = api.Watching.model_validate(_typed(values))
        if form.get("do") == "try":
            tried = _tried(core, visitor, body)
            return _form(request, core, visitor, FormView(values, systems, is_new, tried=tried))
        api.watch(core, visitor.caller, body)
    except ValidationError as error:
        faults = {str(each["loc"][0]): _mend(each) for each in error.errors() if each["loc"]}
        view = FormView(values, systems, is_new, "Some of it makes no sense yet.", faults=faults)
        return _form(request, core, visitor, view, 422)
    except Problem as problem:
        view = FormView(values, systems, is_new, problem.message)
        return _form(request, core, visitor, view, problem.status)
    return redirect("/series", f"{body.name} is watched from now on.")


@router.get("/{series}")
def one(
    request: Request,
    core: CoreDep,
    visitor: Viewer,
    series: str,
    range: Word = USUAL,
) -> HTMLResponse:
    """One series: its line, where it was expected, what stood out, and when it will be full."""
    view = one_of(core, visitor, series, _range(range))
    template, title = "pages/series/one.html", f"{view.watch['name']}: {view.title}"
    return page(request, core, visitor, template, view, place="series", title=title, crumbs=CRUMBS)


@router.get("/{series}/now")
def now(request: Request, core: CoreDep, visitor: Viewer, series: str) -> HTMLResponse:
    """Its newest value and state again, when something was read."""
    view = one_of(core, visitor, series, "1h")
    return part(request, core, visitor, "pages/series/now.html", view)


@router.get("/{series}/drawing")
def data(
    core: CoreDep,
    visitor: Viewer,
    series: str,
    start: Moment = None,
    end: Moment = None,
) -> JSONResponse:
    """What the drawing needs; the same as the API."""
    return JSONResponse(api.points(core, visitor.caller, series, start, end), headers=HEADERS)


@router.post("/{series}/verdict")
def judge(
    core: CoreDep,
    visitor: Annotated[Visitor, allowed("change", "series")],
    series: str,
    form: FormDep,
) -> Response:
    """Whether an anomaly was worth knowing."""
    verdict = api.Verdict(useful=form.get("useful") == "yes")
    api.judge(core, visitor.caller, form.get("anomaly"), verdict)
    word = "useful" if verdict.useful else "not useful"
    return redirect(f"/series/{series}?range={_range(form.get('range'))}", f"Noted: {word}.")


@router.post("/{watch}/end")
def end(
    core: CoreDep, visitor: Annotated[Visitor, allowed("delete", "series")], watch: str
) -> Response:
    """Watch it no longer."""
    api.unwatch(core, visitor.caller, watch)
    return redirect("/series", f"{watch} is watched no longer.")


def _form(
    request: Request, core: Core, visitor: Visitor, view: FormView, status: int = 200
) -> HTMLResponse:
    title = "Watch a series" if view.is_new else f"Change {view.values['name']}"
    return page(
        request,
        core,
        visitor,
        "pages/series/form.html",
        view,
        place="series",
        title=title,
        crumbs=CRUMBS,
        status=status,
    )


def _first_values(systems: list[str]) -> dict[str, str]:
    given = {"step": "60", "horizon": "14", "detect": "yes", "system": next(iter(systems), "")}
    return {**dict.fromkeys((*TEXTS, *CHECKS), ""), **given}


def _typed(values: dict[str, str]) -> Json:
    """As the API takes it: what was left empty is as if it were not there."""
    told: Json = {name: values[name] for name in TEXTS if values[name]}
    return {**told, **{name: values[name] == "yes" for name in CHECKS}}


def _tried(core: Core, visitor: Visitor, body: api.Watching) -> Json:
    trying = api.Trying(system=body.system, expression=body.expression)
    return api.try_out(core, visitor.caller, trying)


def _mend(error: object) -> str:
    words = {"missing": "fill this in", "string_pattern_mismatch": "small letters, digits, - and ."}
    told = error if isinstance(error, dict) else {}
    return words.get(str(told.get("type")), str(told.get("msg", "this makes no sense")).lower())


def _text(value: object) -> str:
    return "" if value is None else f"{value:.15g}" if isinstance(value, float) else str(value)


def _range(word: str) -> str:
    return word if word in RANGES else USUAL
