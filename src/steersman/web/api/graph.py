"""The dependency graph: impact, dependencies, ways, single points of failure, saved layouts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Literal

from fastapi import APIRouter, Query
from fastapi.responses import Response, StreamingResponse
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.graph import Way
from steersman.records.desk.tables import work_items
from steersman.records.graph import Graph
from steersman.records.graph.layouts import Layouts
from steersman.records.graph.marks import Mark, marks_on
from steersman.records.store import reading
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import FAILED_AS_JSON, Problem
from steersman.web.graph.asking import (
    DEEPEST,
    EXPORTED,
    SHOWN,
    Asked,
    impact_for,
    item_meant,
    sight_for,
)
from steersman.web.graph.exporting import as_csv, as_dot
from steersman.web.graph.telling import (
    impact_json,
    notes_of,
    single_points_json,
    ways_json,
)

router = APIRouter(prefix="/graph", tags=["graph"])
Reader = Annotated[Caller, needs("read")]
Item = Annotated[str, Query(min_length=1, max_length=200, description="An id, or a name.")]
Items = Annotated[list[str], Query(min_length=1, max_length=50, description="Ids or names.")]
Declared = Annotated[list[str], Query(max_length=200)]
Hops = Annotated[int, Query(ge=1, le=DEEPEST)]
Criticality = Annotated[str, Query(pattern="^[1-4]?$", description="This and more critical.")]
ClassName = Annotated[str, Query(max_length=100)]
Limit = Annotated[int, Query(ge=1, le=1000)]
Number = Annotated[float, Field(ge=-1e6, le=1e6, allow_inf_nan=False)]


class Layout(Body):
    """``positions``: the id of each thing that was moved → where it stands, [x, y]."""

    positions: Annotated[dict[str, tuple[Number, Number]], Field(max_length=2000)]


@router.get("/impact")
def impact(
    core: CoreDep,
    caller: Reader,
    ci: Items,
    declared: Declared = [],  # noqa: B006  # FastAPI copies it
    way: Way = Way.DEPENDENTS,
    hops: Hops = 5,
    ci_class: ClassName = "",
    criticality: Criticality = "",
    limit: Limit = SHOWN,
    offset: Annotated[int, Query(ge=0, le=10_000)] = 0,
) -> Json:
    """Everything that depends on the items, or that they depend on, each with why."""
    asked = Asked(
        ci=ci,
        declared=declared,
        way=way,
        hops=hops,
        ci_class=ci_class,
        criticality=criticality,
        limit=limit,
        offset=offset,
    )
    sight = sight_for(core, caller)
    found, named = impact_for(core, sight, asked)
    marks = marks_for(core, caller, found.listed[offset : offset + limit])
    told = impact_json(asked, found, named, marks)
    return {**told, "notes": notes_of(found, sight)}


@router.get("/export", response_class=StreamingResponse, responses=FAILED_AS_JSON)
def export(
    core: CoreDep,
    caller: Reader,
    ci: Items,
    format: Literal["csv", "dot"],
    way: Way = Way.DEPENDENTS,
    hops: Hops = 5,
    ci_class: ClassName = "",
    criticality: Criticality = "",
) -> StreamingResponse:
    """The whole answer as CSV for a spreadsheet, or as DOT for Graphviz."""
    asked = Asked(ci=ci, way=way, hops=hops, ci_class=ci_class, criticality=criticality, most=None)
    return exported(core, caller, asked, format)


@router.get("/paths")
def paths(
    core: CoreDep,
    caller: Reader,
    start: Annotated[str, Query(alias="from", min_length=1, max_length=200)],
    end: Annotated[str, Query(alias="to", min_length=1, max_length=200)],
    count: Annotated[int, Query(ge=1, le=10)] = 3,
) -> Json:
    """How two items hang together: along the dependencies, else by what lies between them."""
    sight = sight_for(core, caller)
    one, other = item_meant(core, sight, start).id, item_meant(core, sight, end).id
    return ways_json(Graph(core.store).ways(sight, one, other, count=count), one, other)


@router.get("/single-points")
def single_points(core: CoreDep, caller: Reader, ci: Item) -> Json:
    """Every item whose failure alone takes this one down, redundancy taken into account."""
    sight = sight_for(core, caller)
    service = item_meant(core, sight, ci).id
    return single_points_json(Graph(core.store).single_points(sight, service), service)


@router.get("/layouts/{ci}")
def layout(core: CoreDep, caller: Reader, ci: str) -> Json:
    """Where the caller moved the things of the drawing around this item; empty: nowhere."""
    root = item_meant(core, sight_for(core, caller), ci).id
    return {"ci": root, "positions": Layouts(core.store, core.clock).of(caller.id, root)}


@router.put("/layouts/{ci}")
def save_layout(
    core: CoreDep, caller: Annotated[Caller, needs("act")], ci: str, body: Layout
) -> Json:
    """Keep a layout, for the caller alone."""
    root = item_meant(core, sight_for(core, caller), ci).id
    Layouts(core.store, core.clock).save(caller.id, root, body.positions)
    return {"ci": root, "positions": body.positions}


@router.delete("/layouts/{ci}", status_code=204)
def forget_layout(core: CoreDep, caller: Annotated[Caller, needs("act")], ci: str) -> Response:
    """Go back to the layout that is computed."""
    root = item_meant(core, sight_for(core, caller), ci).id
    Layouts(core.store, core.clock).forget(caller.id, root)
    return Response(status_code=204)


def exported(core: Core, caller: Caller, asked: Asked, kind: str) -> StreamingResponse:
    """A file to keep; its name says what it is and never what somebody typed."""
    asked = replace(asked, most=EXPORTED, limit=EXPORTED, offset=0)
    found, _ = impact_for(core, sight_for(core, caller), asked)
    if not found.walk.complete or len(found.listed) < sum(found.counted.fitting.values()):
        message = f"there is too much around this for a file: more than {EXPORTED:,}"
        raise Problem(422, "too_large", message, "ask for fewer hops")
    if kind == "dot":
        lines, media = as_dot(found), "text/vnd.graphviz"
    else:
        marks = marks_for(core, caller, found.listed)
        lines, media = as_csv(asked, found, marks), "text/csv; charset=utf-8"
    name = f'attachment; filename="{asked.way.value}.{kind}"'
    return StreamingResponse(lines, media_type=media, headers={"Content-Disposition": name})


def marks_for(core: Core, caller: Caller, ids: Sequence[str]) -> dict[str, tuple[Mark, ...]]:
    """Open work on these, as far as the caller may see work at all."""
    seen = core.permissions.visible(caller.principal, "view", work_items)
    if not seen.rules:
        return {}
    with reading(core.store) as connection:
        return dict(marks_on(connection, ids, seen.where))
