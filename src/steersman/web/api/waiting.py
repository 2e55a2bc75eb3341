"""Long polling: the answer comes when the work stands still, or when the time is over."""

from __future__ import annotations

import asyncio
from typing import Annotated

import sqlalchemy as sa
from fastapi import APIRouter, Query
from fastapi.concurrency import run_in_threadpool

from steersman.domain.canonical import Json
from steersman.domain.work import Status
from steersman.records.desk.tables import agenda
from steersman.records.desk.work import MANUAL
from steersman.records.store import reading
from steersman.web.api.work import as_json
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.reaching import reachable

router = APIRouter(prefix="/work/{number}", tags=["work"])
LONGEST = 30.0  # seconds
EVERY = 0.1

_LAST_DUE = (
    sa.select(agenda.c.run)
    .where(agenda.c.work == sa.bindparam("work"), agenda.c.due_at <= sa.bindparam("now"))
    .order_by(agenda.c.attempt.desc())
    .limit(1)
)


@router.get("/wait")
async def wait(
    core: CoreDep,
    caller: Annotated[Caller, needs("read")],
    number: str,
    timeout: Annotated[float, Query(ge=0, le=LONGEST)] = LONGEST,
) -> Json:
    """The work item once no run of it is due or under way; ``settled`` is false after the time.

    It sleeps on the event loop, so that many who wait leave the threads to those who act.
    """
    await run_in_threadpool(reachable, core, caller, "view", number)
    until = asyncio.get_running_loop().time() + timeout
    while not (still := await run_in_threadpool(settled, core, number)):
        if asyncio.get_running_loop().time() >= until:
            break
        await asyncio.sleep(EVERY)
    row = await run_in_threadpool(core.desk.work_items.row, number)
    return {**as_json(row), "settled": still}


def settled(core: Core, number: str) -> bool:
    """Whether the last run that was due has ended; one that is due later is not waited for."""
    row = core.desk.work_items.row(number)
    with reading(core.store) as connection:
        last = connection.scalar(_LAST_DUE, {"work": number, "now": core.clock.now()})
    if last is None:
        return bool(row["procedure"] == MANUAL or row["status"] != Status.NEW.value)
    return core.ledger.find(f"{last}/end") is not None
