"""The policies and limits in force."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.governor.policies.files import Loaded
from steersman.governor.policies.proposals import LONGEST
from steersman.records.guard.policy_proposals import Proposal
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Reason, Short
from steersman.web.auth import Caller, CoreDep, needs

router = APIRouter(tags=["policies"])
Reader = Annotated[Caller, needs("read", "view", "policy")]
Changer = Annotated[Caller, needs("admin", "change", "policy")]


class Candidate(Body):
    """``file``: one of the files in force; ``text``: what it shall hold."""

    file: Short
    text: Annotated[str, Field(max_length=LONGEST)]


class Wanted(Candidate):
    reason: Reason


@router.get("/policies")
def policies(core: CoreDep, caller: Reader) -> Json:
    """The policy files, their text, and how many tests they passed."""
    texts = {name: (core.policies.folder / name).read_text() for name in core.policies.loaded.files}
    return {**_shown(core.policies.loaded), "texts": texts}


@router.post("/policies/reload")
def reload(core: CoreDep, caller: Changer) -> Json:
    """Load the files again.  A bad one is refused, and those in force stay."""
    loaded = core.policies.reload()
    now, told = core.clock.now(), {**_shown(loaded), "by": caller.id}
    core.ledger.record(Entry(f"policies/{now!r}", "policies-reloaded", now, told))
    return _shown(loaded)


@router.post("/policies/try")
def try_out(core: CoreDep, caller: Reader, body: Candidate) -> Json:
    """Whether a file would be sound, and what it would have changed in the last 90 days."""
    loaded = core.changing_policies.check(body.file, body.text)
    return {**_shown(loaded), "effect": asdict(core.changing_policies.effect(loaded))}


@router.get("/policies/proposals")
def proposals(core: CoreDep, caller: Reader) -> Json:
    """Open proposals first, then the newest that were decided."""
    found = core.changing_policies.proposals.latest()
    return {"proposals": [_proposal(each) for each in found]}


@router.post("/policies/proposals", status_code=201)
def propose(core: CoreDep, caller: Changer, body: Wanted) -> Json:
    """Keep a change that is sound, with its effect.  Somebody else must apply it."""
    made = core.changing_policies.propose(
        body.file, body.text, by=caller.id, reason=body.reason, eyes=caller.bearer.eyes
    )
    return _proposal(made)


@router.post("/policies/proposals/{proposal}/apply")
def apply(core: CoreDep, caller: Changer, proposal: str) -> Json:
    """Put a proposal of somebody else in force."""
    return _shown(core.changing_policies.apply(proposal, by=caller.id, eyes=caller.bearer.eyes))


@router.post("/policies/proposals/{proposal}/refuse")
def refuse(core: CoreDep, caller: Changer, proposal: str) -> Json:
    """Refuse a proposal, or withdraw one's own."""
    core.changing_policies.refuse(proposal, by=caller.id)
    return _proposal(core.changing_policies.proposals.find(proposal))


@router.get("/limits")
def limits(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "limit")]) -> Json:
    """Budgets per procedure, change freezes, trading departments."""
    return core.limits().model_dump(mode="json")


def _proposal(proposal: Proposal) -> Json:
    return asdict(proposal)


def _shown(loaded: Loaded) -> Json:
    return {"files": list(loaded.files), "tests": loaded.tests}
