"""The routes of the graph: the page, what the drawing needs, saved layouts, single points."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response, StreamingResponse
from pydantic import ValidationError

from steersman.domain.cmdb.classes import CLASS_NAMES
from steersman.domain.graph import Way
from steersman.records.graph import Graph
from steersman.records.graph.layouts import Layouts
from steersman.records.graph.questions import HOPS
from steersman.web.api.graph import Layout, exported, marks_for
from steersman.web.auth import CoreDep
from steersman.web.console.render import HEADERS, page, part
from steersman.web.core import Core
from steersman.web.errors import Problem, invalid
from steersman.web.graph.asking import DEEPEST, Asked, impact_for, item_meant, sight_for
from steersman.web.graph.telling import single_points_json
from steersman.web.pages.graph.drawing import drawing, shown_in
from steersman.web.pages.graph.model import View, view_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import SignedIn, Visitor

router = APIRouter(prefix="/graph", include_in_schema=False)
LONGEST = 200  # characters of a name
LISTED = 50  # lines


@router.get("")
def show(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """What depends on an item, or what it depends on; without one, the question which."""
    view = _view(request, core, visitor)
    title = f"Dependencies of {view.root.name}" if view.root else "Dependencies"
    status = 404 if view.missing and not view.candidates else 200
    return page(
        request,
        core,
        visitor,
        "pages/graph/page.html",
        view,
        place="ci",
        title=title,
        status=status,
    )


@router.get("/drawing")
def data(request: Request, core: CoreDep, visitor: SignedIn) -> JSONResponse:
    """The things and lines of the drawing, with the places that the visitor saved."""
    asked = _asked(request)
    found, _ = impact_for(core, sight_for(core, visitor.caller), asked)
    (root,) = found.walk.roots
    marks = marks_for(core, visitor.caller, [root, *shown_in(asked, found)])
    saved = Layouts(core.store, core.clock).of(visitor.id, root)
    return JSONResponse(drawing(asked, found, marks, saved), headers=HEADERS)


@router.get("/points")
def points(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """What takes the item down alone; asked for after the page is there."""
    sight = sight_for(core, visitor.caller)
    service = item_meant(core, sight, _given(request, "ci")).id
    found = Graph(core.store).single_points(sight, service)
    view = single_points_json(found, service)
    return part(request, core, visitor, "pages/graph/_points.html", view)


@router.get("/file")
def file(request: Request, core: CoreDep, visitor: SignedIn) -> StreamingResponse:
    """All of it, as CSV or DOT."""
    kind = _given(request, "format")
    if kind not in ("csv", "dot"):
        raise invalid(f"there is no format {kind!r}", "ask for csv or dot")
    return exported(core, visitor.caller, _asked(request), kind)


@router.post("/layout")
def save(core: CoreDep, visitor: SignedIn, form: FormDep) -> Response:
    """Keep where the visitor moved things; without positions: forget it."""
    sight = sight_for(core, visitor.caller)
    root = item_meant(core, sight, form.get("ci")).id
    layouts, given = Layouts(core.store, core.clock), form.get("positions")
    if not given:
        layouts.forget(visitor.id, root)
        return Response(status_code=204)
    try:
        positions = Layout.model_validate_json(given).positions
    except ValidationError as error:
        raise invalid("a layout is {positions: {id: [x, y]}}", "draw it again") from error
    layouts.save(visitor.id, root, positions)
    return Response(status_code=204)


def _view(request: Request, core: Core, visitor: Visitor) -> View:
    asked, word = _asked(request), _given(request, "ci")
    sight = sight_for(core, visitor.caller)
    empty = View(word, asked.way, asked.hops, asked.ci_class, asked.criticality)
    if not word:
        return empty
    try:
        found, _ = impact_for(core, sight, asked)
    except Problem as problem:
        if problem.status not in (404, 409):
            raise
        candidates = problem.more.get("candidates", ())
        return replace(empty, missing=problem.message, candidates=candidates)
    (root,) = found.walk.roots
    shown = found.listed[asked.offset : asked.offset + asked.limit]
    marks = marks_for(core, visitor.caller, [root, *shown])
    return view_of(word, asked, found, marks, sight)


def _asked(request: Request) -> Asked:
    """What the address says; a word that means nothing is taken as if it were not there."""
    way, hops = _given(request, "way"), _given(request, "hops")
    kind, rank = _given(request, "class"), _given(request, "criticality")
    after = _given(request, "after")
    return Asked(
        ci=[_given(request, "ci")],
        way=Way(way) if way in list(Way) else Way.DEPENDENTS,
        hops=int(hops) if hops.isascii() and hops.isdigit() and 0 < int(hops) <= DEEPEST else HOPS,
        ci_class=kind if kind in CLASS_NAMES else "",
        criticality=rank if rank in ("1", "2", "3", "4") else "",
        limit=LISTED,
        offset=int(after) if after.isascii() and after.isdigit() and len(after) < 5 else 0,
    )


def _given(request: Request, name: str) -> str:
    text = request.query_params.get(name, "").strip()[:LONGEST]
    return text if text.isprintable() else ""
