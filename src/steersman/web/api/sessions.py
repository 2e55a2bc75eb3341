"""Sessions of the console: who is signed in where, and ending them."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter

from steersman.domain.canonical import Json
from steersman.web.accounts import account_named
from steersman.web.auth import Caller, CoreDep, needs

router = APIRouter(prefix="/sessions", tags=["sessions"])
Ender = Annotated[Caller, needs("admin", "end", "sign_in_session")]


@router.get("")
def list_sessions(
    core: CoreDep,
    caller: Annotated[Caller, needs("admin", "view", "sign_in_session")],
    account: str = "",
) -> Json:
    """Those that run now, of one account or of all."""
    whose = account_named(core, account).id if account else ""
    return {"sessions": [asdict(session) for session in core.sign_in.sessions.running(whose)]}


@router.delete("/{session}")
def revoke(core: CoreDep, caller: Ender, session: str) -> Json:
    """Whoever uses it is signed out at once."""
    found = core.sign_in.sessions.get(session)
    return {"id": session, "ended": True, "new": core.sign_in.end(found, by=caller.id)}
