"""Bringing items and relations in from a file: first what would change, then exactly that."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.sources import CONSOLE, Source
from steersman.records.cmdb.importer import CmdbImporter
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.problems import Problem as Fault
from steersman.records.files.streams import File
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Digest, Short
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.uploads import Uploads

router = APIRouter(prefix="/ci", tags=["configuration items"])
Actor = Annotated[Caller, needs("act")]
TYPES = {"items": "configuration_item", "relations": "ci_relation"}


class Asked(Body):
    """What to import: ``text`` itself, or a ``file`` that was brought in parts.

    ``complete``: the file lists everything that ``source`` has, so that what is absent is missing;
    ``ci_class`` is for files without a column for the class; ``mapping`` renames columns (to ""
    leaves one out); ``discovered``: a machine found the relations; ``known_only``: refuse rows
    whose class is not known, which are taken as unclassified items otherwise; ``keep_rows``: leave
    out single cells that make no sense or lead to nobody, and take their rows.
    """

    type: Literal["items", "relations"]
    format: Literal["csv", "json", "jsonl", "xlsx"]
    source: Short
    text: Annotated[str, Field(max_length=1024 * 1024)] = ""
    file: Annotated[str, Field(max_length=100)] = ""
    encoding: Annotated[str, Field(max_length=40)] = "utf-8"
    sheet: Annotated[str, Field(max_length=100)] = ""
    mapping: dict[str, str] = Field(default_factory=dict)
    ci_class: Annotated[str, Field(max_length=100)] = ""
    complete: bool = False
    discovered: bool = False
    known_only: bool = False
    keep_rows: bool = False


class Apply(Asked):
    """``digest`` and ``digests`` are the plan's; ``partial``: leave the bad rows out."""

    digest: Digest
    digests: Annotated[list[Digest], Field(max_length=10_000)]
    partial: bool = False


@router.post("/files", status_code=201)
def begin_file(core: CoreDep, caller: Actor) -> Json:
    """Begin a file that is too large for one body; bring it with PUT, part by part."""
    check_may_import(core, caller, "items")
    return {"file": uploads_of(core).begin(by=caller.id)}


@router.put("/files/{file}")
async def bring_part(
    core: CoreDep,
    caller: Actor,
    request: Request,
    file: str,
    at: Annotated[int, Query(ge=0, le=2**40)] = 0,
) -> Json:
    """Put the body behind the first ``at`` bytes of the file; the answer is its new size."""
    check_may_import(core, caller, "items")
    return {"size": uploads_of(core).append(file, at, await request.body(), by=caller.id)}


@router.delete("/files/{file}")
def forget_file(core: CoreDep, caller: Actor, file: str) -> Json:
    """Forget a file that is not going to be imported."""
    check_may_import(core, caller, "items")
    uploads_of(core).forget(file, by=caller.id)
    return {"forgotten": file}


@router.post("/import/plan")
def plan(core: CoreDep, caller: Annotated[Caller, needs("read")], body: Asked) -> Json:
    """What the import would create and change, what is missing and wrong; writes nothing."""
    check_may_import(core, caller, body.type)
    return as_json(planned(core, TYPES[body.type], request_for(core, caller, body)))


@router.post("/import/apply")
def apply(core: CoreDep, caller: Actor, body: Apply) -> Json:
    """Do what was planned, when it still is what was read."""
    check_may_import(core, caller, body.type)
    request = request_for(core, caller, body)
    promised = CmdbPlan(
        request=request,
        subject=TYPES[body.type],
        digest=body.digest,
        digests=tuple(body.digests),
    )
    return as_json(carry_out(core, caller, promised, partial=body.partial))


def carry_out(core: Core, caller: Caller, promised: CmdbPlan, *, partial: bool) -> CmdbPlan:
    """Do what was planned, and write it to the ledger."""
    done = _importer(core).apply(promised, by=caller.id, partial=partial)
    told = {**counts(done), "by": caller.id}
    told |= {"source": promised.request.source.name, "type": promised.subject}
    now = core.clock.now()
    core.ledger.record(Entry(f"import/{promised.digest}/{now!r}", "import", now, told))
    core.wake()
    return done


def planned(core: Core, subject: str, request: CmdbRequest) -> CmdbPlan:
    importer = _importer(core)
    return (
        importer.plan_items(request)
        if subject == TYPES["items"]
        else importer.plan_relations(request)
    )


def as_json(plan: CmdbPlan) -> Json:
    return {
        "digest": plan.digest,
        "digests": list(plan.digests),
        "counts": counts(plan),
        "effects": [asdict(each) for each in plan.effects],
        "gone": list(plan.gone),
        "unknown_kinds": dict(plan.unknown_kinds),
        "problems": [_fault(each) for each in plan.problems],
        "rejected": list(plan.rejected),
    }


def counts(plan: CmdbPlan) -> Json:
    return {
        "digest": plan.digest,
        "created": plan.created,
        "updated": plan.updated,
        "unchanged": plan.unchanged,
        "disappeared": plan.disappeared,
        "conflicts": plan.conflicts,
        "refused": plan.refused,
        "problems": plan.problem_count,
    }


def request_for(core: Core, caller: Caller, body: Asked) -> CmdbRequest:
    if bool(body.text) is bool(body.file):
        raise invalid("say either text or file", "send the text, or the id of a file")
    if body.source == CONSOLE:
        raise invalid(f"{CONSOLE} is no source of files", "name the tool that the file is from")
    path = uploads_of(core).path(body.file, by=caller.id) if body.file else None
    file = File(body.format, body.text.encode(), path, body.encoding, body.sheet)
    return CmdbRequest(
        file=file,
        source=Source(name=body.source, recency=core.clock.now(), feed="api"),
        mapping=body.mapping,
        complete=body.complete,
        default_class=body.ci_class,
        discovered=body.discovered,
        keep_unknown=not body.known_only,
        keep_rows=body.keep_rows,
    )


def check_may_import(core: Core, caller: Caller, type: str) -> None:
    for action in ("add", "change"):
        check_rule(core.permissions, caller, action, TYPES[type])


def _importer(core: Core) -> CmdbImporter:
    return CmdbImporter(core.store, core.clock)


def uploads_of(core: Core) -> Uploads:
    return Uploads(core.settings.data / "uploads", core.clock)


def _fault(fault: Fault) -> Json:
    return {
        "kind": fault.kind.value,
        "line": fault.line,
        "column": fault.column,
        "value": fault.value,
        "message": fault.message,
        "mend": fault.mend,
    }
