"""The policies and limits in force."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.governor.policies.files import Loaded
from steersman.records.ledger.entry import Entry
from steersman.web.auth import Caller, CoreDep, needs

router = APIRouter(tags=["policies"])


@router.get("/policies")
def policies(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "policy")]) -> Json:
    """The policy files, their text, and how many tests they passed."""
    texts = {name: (core.policies.folder / name).read_text() for name in core.policies.loaded.files}
    return {**_shown(core.policies.loaded), "texts": texts}


@router.post("/policies/reload")
def reload(core: CoreDep, caller: Annotated[Caller, needs("admin", "change", "policy")]) -> Json:
    """Load the files again.  A bad one is refused, and those in force stay."""
    loaded = core.policies.reload()
    now, told = core.clock.now(), {**_shown(loaded), "by": caller.id}
    core.ledger.record(Entry(f"policies/{now!r}", "policies-reloaded", now, told))
    return _shown(loaded)


@router.get("/limits")
def limits(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "limit")]) -> Json:
    """Budgets per procedure, change freezes, trading departments."""
    return core.limits().model_dump(mode="json")


def _shown(loaded: Loaded) -> Json:
    return {"files": list(loaded.files), "tests": loaded.tests}
