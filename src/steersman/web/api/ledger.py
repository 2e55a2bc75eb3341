"""The ledger: read it, verify it, take a checkpoint outside, export it to a SIEM."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import APIRouter, Query
from fastapi.responses import PlainTextResponse, StreamingResponse
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.records.ledger import ocsf
from steersman.records.ledger.checkpoints import Checkpoint
from steersman.records.ledger.verify import verify
from steersman.web.api.bodies import Body
from steersman.web.api.plans import entry_json
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import FAILED_AS_JSON, not_found
from steersman.web.naming import names_for

router = APIRouter(prefix="/ledger", tags=["ledger"])
After = Annotated[int, Query(ge=0, le=2**62)]
Auditor = Annotated[Caller, needs("read", "view", "ledger")]


class Held(Body):
    """``held``: the text of a checkpoint that was kept outside."""

    held: Annotated[str, Field(max_length=4000)] = ""


@router.get("")
def entries(
    core: CoreDep,
    caller: Auditor,
    work: str = "",
    kind: str = "",
    after: After = 0,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Json:
    """Entries in their order; ``after`` is the ``seq`` to go on from.

    ``by``: who stands behind each; ``names``: who these are, as far as the caller may see them.
    """
    links = core.ledger.entries(
        kind=kind or None, key_prefix=work or None, after_seq=after, limit=limit
    )
    found = [entry_json(link) for link in links]
    names = names_for(core, caller, *(each["by"] for each in found))
    following = found[-1]["seq"] if len(found) == limit else None
    return {"entries": found, "after": following, "names": names}


@router.get("/checkpoint", response_class=PlainTextResponse, responses=FAILED_AS_JSON)
def checkpoint(core: CoreDep, caller: Auditor) -> PlainTextResponse:
    """The signed checkpoint over everything until now: keep it outside."""
    return PlainTextResponse(signed_now(core).text)


@router.post("/verify")
def check(core: CoreDep, caller: Auditor, body: Held) -> Json:
    """Walk the whole ledger and name the first entry that is wrong."""
    report = verify(core.store, public_key=core.signer.public_key, held=body.held or None)
    agreed = report.checkpoint
    return {
        "whole": report.fault is None,
        "entries": report.entries,
        "fault": report.fault,
        "seq": report.seq,
        "key": report.key,
        "checkpoint": None if agreed is None else {"size": agreed.size, "text": agreed.text},
        "public_key": str(core.signer.public_key),
    }


@router.get("/export", response_class=StreamingResponse, responses=FAILED_AS_JSON)
def export(core: CoreDep, caller: Auditor, after: After = 0) -> StreamingResponse:
    """One OCSF event per entry, as JSON lines."""

    return StreamingResponse(events(core, after), media_type="application/x-ndjson")


def signed_now(core: Core) -> Checkpoint:
    """A checkpoint over everything until now.  404 while the ledger is empty."""
    found = core.checkpoints.make() or core.checkpoints.latest()
    if found is None:
        raise not_found("entry in the ledger yet", "come back when something was done")
    return found


def events(core: Core, after: int) -> Iterator[str]:
    """OCSF, a line each."""
    for line in ocsf.export(core.ledger.entries(after_seq=after)):
        yield f"{line}\n"
