"""Kill switches: many may throw one, few may release it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.records.guard.switches import check_scope
from steersman.records.ledger.entry import Entry
from steersman.web.api.bodies import Body, Reason, Short
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import invalid, not_found

router = APIRouter(prefix="/switches", tags=["switches"])


class Throw(Body):
    """``scope``: everything, capability:NAME, system:NAME or procedure:NAME."""

    scope: Short
    reason: Reason


@router.get("")
def list_switches(
    core: CoreDep, caller: Annotated[Caller, needs("read", "view", "switch")]
) -> Json:
    """Every kill switch that is thrown, by whom and why."""
    return {"switches": list(core.switches.thrown())}


@router.post("", status_code=201)
def throw(
    core: CoreDep, caller: Annotated[Caller, needs("act", "throw", "switch")], body: Throw
) -> Json:
    """Stop the scope before its very next outside write, in every worker."""
    throw_scope(core, caller.id, body.scope, body.reason)
    return {"scope": body.scope, "thrown_by": caller.id, "reason": body.reason}


@router.delete("/{scope}")
def release(
    core: CoreDep, caller: Annotated[Caller, needs("act", "release", "switch")], scope: str
) -> Json:
    """Let the scope go on, and try again what it had held."""
    release_scope(core, caller.id, scope)
    return {"scope": scope, "released_by": caller.id}


def throw_scope(core: Core, by: str, scope: str, reason: str) -> None:
    """Throw the switch and keep in the ledger who did it and why."""
    _check(scope)
    core.switches.throw(scope, by=by, reason=reason)
    _record(core, "switch-thrown", scope, {"by": by, "reason": reason})


def release_scope(core: Core, by: str, scope: str) -> None:
    """Release the switch, keep who did it, and begin again what it held."""
    _check(scope)
    if scope not in {each["scope"] for each in core.switches.thrown()}:
        raise not_found(f"kill switch thrown for {scope!r}", "list them: GET /switches")
    core.switches.release(scope)
    _record(core, "switch-released", scope, {"by": by})
    core.wake()


def _check(scope: str) -> None:
    try:
        check_scope(scope)
    except Permanent as error:
        raise invalid(str(error), "name one of these scopes") from error


def _record(core: Core, kind: str, scope: str, told: Json) -> None:
    now = core.clock.now()
    core.ledger.record(Entry(f"switch/{scope}/{kind}/{now!r}", kind, now, {"scope": scope, **told}))
