"""Levels of the ladder: read them, and hand in a signed change."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json, canonical
from steersman.governor.ladder import HIGHEST
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Reason, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.errors import forbidden

router = APIRouter(prefix="/levels", tags=["levels"])
Changer = Annotated[Caller, needs("admin", "change", "level")]


class Wanted(Body):
    capability: Short
    scope: Short
    to: Annotated[int, Field(ge=0, le=HIGHEST)]
    reason: Reason


class Signed(Body):
    """``statement`` byte for byte as it was given; ``signature``: Ed25519 over it, in base64."""

    statement: Annotated[str, Field(max_length=4000)]
    signature: Annotated[str, Field(max_length=200)]


class Key(Body):
    public_key: Annotated[str, Field(max_length=100)]


@router.get("")
def list_levels(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "level")]) -> Json:
    """Every level that differs from what ships, and every capability that has one."""
    return {"levels": core.levels.all(), "capabilities": sorted(core.levels.specs)}


@router.post("/statement")
def statement(core: CoreDep, caller: Changer, body: Wanted) -> Json:
    """What has to be signed, as the canonical text; it is fresh for ten minutes."""
    told = core.levels.statement(
        body.capability, body.scope, body.to, by=caller.id, reason=body.reason
    )
    return {"statement": canonical(told)}


@router.post("")
def change(core: CoreDep, caller: Changer, body: Signed) -> Json:
    """Carry out a signed statement."""
    told = core.levels.change(body.statement, body.signature)
    core.wake()
    return told


@router.post("/keys", status_code=201)
def enroll(core: CoreDep, caller: Changer, body: Key) -> Json:
    """Keep the key that the caller signs with; a second one is refused."""
    if caller.id.startswith("system:"):
        message = f"{caller.id} is no person and signs nothing"
        raise forbidden(message, rule="level.change", mend="use a person's token")
    core.levels.enroll(caller.id, body.public_key)
    told = {"by": caller.id, "public_key": body.public_key}
    entry = Entry(f"signer/{caller.id}", "signer-enrolled", core.clock.now(), told)
    core.ledger.record(entry)
    return {"person": caller.id, "public_key": body.public_key}
