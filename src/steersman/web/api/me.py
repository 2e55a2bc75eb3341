"""Who the caller is, and what their token is good for."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends

from steersman.domain.canonical import Json
from steersman.web.auth import Caller, CoreDep, authenticated

router = APIRouter(prefix="/me", tags=["me"])


@router.get("")
def me(core: CoreDep, caller: Annotated[Caller, Depends(authenticated)]) -> Json:
    """The principal, the roles that the record gives it now, and the token's scopes."""
    person = core.people.find(caller.id)
    return {
        "id": caller.id,
        "name": person.full_name if person else caller.id,
        "mail": person.mail if person else "",
        "roles": sorted(caller.principal.roles),
        "scopes": sorted(caller.bearer.scopes),
        "token": caller.bearer.token,
    }
