"""What runs, what waits for whom, and how everything stands: the numbers behind ``status``."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.records.desk.tables import work_items
from steersman.records.overview import overview
from steersman.servicedesk.overview import as_json
from steersman.web.auth import Caller, CoreDep, check_rule, needs, visible

router = APIRouter(tags=["health"])


@router.get("/status")
def status(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "system")]) -> Json:
    """The state of the record and of what is connected, for whoever may see all of its parts."""
    for kind in ("level", "switch", "question"):
        check_rule(core.permissions, caller, "view", kind)
    seen = visible(core, caller, "view", work_items)
    return as_json(overview(core.store, seen.where), core.clock.now())
