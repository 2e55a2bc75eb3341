"""The declared systems, and whether each answers with the rights that are needed."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.settings.systems import System
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import not_found

router = APIRouter(prefix="/systems", tags=["systems"])


class Which(Body):
    """Without a name, every declared system is asked."""

    name: Annotated[str, Field(max_length=32)] = ""


@router.get("")
def list_systems(core: CoreDep, caller: Annotated[Caller, needs("read", "view", "system")]) -> Json:
    """What is declared, without the settings: addresses and secrets stand in the systems file.

    ``waiting``: what the file says by now and counts only after a restart.  ``process``: the worker
    that answered, with a mark that another start changes.
    """
    return {
        "systems": [_shown(core, system) for system in core.declared.systems],
        "waiting": asdict(core.restarting.differences()),
        "process": _process(core),
    }


@router.post("/check")
def check(
    core: CoreDep, caller: Annotated[Caller, needs("act", "check", "system")], body: Which
) -> Json:
    """Ask the systems what we may do there; changes nothing in any of them."""
    known = {system.name for system in core.declared.systems}
    if body.name and body.name not in known:
        raise not_found(f"system {body.name}", f"declared are: {', '.join(sorted(known))}")
    checks = core.check_systems(body.name)
    return {"systems": [{"name": name, **asdict(found)} for name, found in checks.items()]}


@router.post("/restart", status_code=202)
def restart(core: CoreDep, caller: Annotated[Caller, needs("admin", "restart", "system")]) -> Json:
    """Stop in good order and start anew, so that the systems file counts as it is now.

    409 and nothing stops when it could not start again.  It is over once ``process.mark`` of
    GET /systems is another one.
    """
    told, before = core.restarting.differences(), _process(core)
    core.restarting.ask(by=caller.id)
    others = list(core.restarting.other_workers())
    return {"process": before, "waiting": asdict(told), "other_workers": others}


def _process(core: Core) -> Json:
    return {"worker": core.settings.worker, "mark": core.restarting.mark}


def _shown(core: Core, system: System) -> Json:
    mine = [key.partition("@")[0] for key in core.governor.powers.registry if _is_of(key, system)]
    return {
        "name": system.name,
        "kind": system.kind,
        "aliases": list(system.aliases),
        "identity_source": system.identity_source,
        "accounts_from": system.accounts_from,
        "capabilities": sorted(mine),
    }


def _is_of(key: str, system: System) -> bool:
    return key.partition("@")[2] == system.name
