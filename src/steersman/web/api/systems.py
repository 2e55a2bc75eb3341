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
    """What is declared, without the settings: addresses and secrets stand in the systems file."""
    return {"systems": [_shown(core, system) for system in core.declared.systems]}


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
