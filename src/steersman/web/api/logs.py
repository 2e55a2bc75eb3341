"""Lines of logs that were sent to us, and how many there were of each kind."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query

from steersman.domain.canonical import Json
from steersman.records.logs import LogLines, log_lines
from steersman.web.auth import Caller, CoreDep, needs, visible
from steersman.web.core import Core

router = APIRouter(prefix="/logs", tags=["alerts"])
Reader = Annotated[Caller, needs("read", "view", "log_line")]


@router.get("")
def newest(
    core: CoreDep,
    caller: Reader,
    host: Annotated[str, Query(max_length=300)] = "",
    new: bool = False,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> Json:
    """The newest lines of syslog, and what was counted: lines, severities, faults, dropped.

    ``new``: only lines whose wording was not seen before.  ``listener``: where it listens, and why
    it cannot write down what it reads; null: none is declared.
    """
    store = LogLines(core.store, core.clock)
    where = visible(core, caller, "view", log_lines).where
    counts = {each.what: each.lines for each in store.counts()}
    lines = store.newest(where, host, new, limit)
    return {"lines": lines, "counts": counts, "listener": _listener(core)}


def _listener(core: Core) -> Json | None:
    found = core.syslog
    if found is None:
        return None
    names = ("host", "port", "tcp", "udp", "fault", "refused")
    return {name: getattr(found, name) for name in names}
