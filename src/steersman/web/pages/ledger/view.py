"""Newest first, or one piece of work from its first entry to its last."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi import Path as PathOf
from fastapi.responses import HTMLResponse, PlainTextResponse, StreamingResponse

from steersman.domain.errors import NeedsPerson
from steersman.records.ledger.verify import verify
from steersman.web.api.ledger import events, signed_now
from steersman.web.api.plans import entries_of
from steersman.web.auth import CoreDep
from steersman.web.console.frame import Crumb
from steersman.web.console.render import page, part
from steersman.web.core import Core
from steersman.web.errors import not_found
from steersman.web.pages.ledger.model import TITLES, Page, Single, pretty, rows_of, work_of
from steersman.web.sign_in.forms import FormDep
from steersman.web.sign_in.session import Visitor, allowed

router = APIRouter(prefix="/ledger", include_in_schema=False)
Auditor = Annotated[Visitor, allowed("view", "ledger")]
Position = Annotated[int | None, Query(ge=1, le=2**62)]
Seq = Annotated[int, PathOf(ge=0, le=2**62)]
SHOWN = 50


@router.get("")
def show(
    request: Request,
    core: CoreDep,
    visitor: Auditor,
    kind: str = "",
    work: str = "",
    before: Position = None,
) -> HTMLResponse:
    """The ledger, with what may be asked of it."""
    view = _page(core, kind.strip()[:64], work.strip()[:200], before)
    return page(
        request, core, visitor, "pages/ledger/page.html", view, place="ledger", title="Ledger"
    )


@router.get("/rows")
def rows(
    request: Request, core: CoreDep, visitor: Auditor, kind: str = "", work: str = ""
) -> HTMLResponse:
    """The newest rows again, when something was written."""
    view = _page(core, kind.strip()[:64], work.strip()[:200], None)
    return part(request, core, visitor, "pages/ledger/rows.html", view)


@router.post("/verify")
def check(request: Request, core: CoreDep, visitor: Auditor, form: FormDep) -> HTMLResponse:
    """Walk the whole ledger, with the checkpoint that was kept outside."""
    held = form.get("held").strip().replace("\r\n", "\n")[:4000]
    text = f"{held}\n" if held else None
    report = verify(core.store, public_key=core.signer.public_key, held=text)
    return part(request, core, visitor, "pages/ledger/verdict.html", report)


@router.get("/checkpoint.txt")
def checkpoint(core: CoreDep, visitor: Auditor) -> PlainTextResponse:
    """The signed checkpoint over everything until now: keep it outside."""
    found = signed_now(core)
    headers = {"Content-Disposition": 'attachment; filename="steersman-checkpoint.txt"'}
    return PlainTextResponse(found.text, headers=headers)


@router.get("/export.jsonl")
def export(core: CoreDep, visitor: Auditor) -> StreamingResponse:
    """One OCSF event per entry, as JSON lines."""
    headers = {"Content-Disposition": 'attachment; filename="steersman-ledger.jsonl"'}
    return StreamingResponse(events(core, 0), media_type="application/x-ndjson", headers=headers)


@router.get("/{seq}")
def one(request: Request, core: CoreDep, visitor: Auditor, seq: Seq) -> HTMLResponse:
    """One entry, as it was hashed."""
    wanted = core.ledger.entries(after_seq=max(seq - 2, 0), limit=3)
    near = {link.seq: link for link in wanted}
    if seq not in near:
        raise not_found(f"entry {seq}", "the newest stands on top of the ledger page")
    view = Single(
        row=rows_of(core.store, [near[seq]])[0],
        text=pretty(near[seq].text),
        previous=near[seq - 1].hash if seq - 1 in near else "",
        older=seq - 1 if seq - 1 in near else None,
        newer=seq + 1 if seq + 1 in near else None,
        signed=_signed(core)[0] >= seq,
    )
    return page(
        request,
        core,
        visitor,
        "pages/ledger/one.html",
        view,
        place="ledger",
        title=f"Entry {seq:,}",
        crumbs=[Crumb("Ledger", "/ledger")],
    )


def _page(core: Core, kind: str, work: str, before: int | None) -> Page:
    """One piece of work is read from its beginning; everything else newest first."""
    more = False
    if work and work_of(work) == work:
        found = [link for link in entries_of(core, work) if kind in ("", link.kind)]
    elif work:
        found = list(core.ledger.entries(kind=kind or None, key_prefix=work, limit=1000))
    else:
        found = core.ledger.newest(kind or None, before, SHOWN + 1)
        more = len(found) > SHOWN
        found = found[:SHOWN]
    signed, fault = _signed(core)
    return Page(
        rows=rows_of(core.store, found),
        kind=kind,
        prefix=work,
        before=found[-1].seq if more else None,
        kinds=sorted(TITLES),
        oldest_first=bool(work),
        size=core.ledger.head().seq,
        signed=signed,
        fault=fault,
    )


def _signed(core: Core) -> tuple[int, str]:
    """How far the last checkpoint goes, or what is wrong with it."""
    try:
        latest = core.checkpoints.latest()
    except NeedsPerson as broken:
        return 0, str(broken)
    return (latest.size if latest else 0), ""
