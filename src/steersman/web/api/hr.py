"""The HR system calls: its signature over the body is the proof, so there is no token."""

from __future__ import annotations

from dataclasses import asdict, is_dataclass

from fastapi import APIRouter, Request

from steersman.domain.canonical import Json
from steersman.web.api.bodies import RawBody
from steersman.web.auth import CoreDep
from steersman.web.errors import not_found

router = APIRouter(prefix="/hr", tags=["hr"])


@router.post("/{feed}/webhook")
def webhook(core: CoreDep, request: Request, feed: str, body: RawBody) -> Json:
    """Take in a signed call of the HR system."""
    known = core.feeds.get(feed)
    if known is None:
        raise not_found(f"HR feed {feed}", "declare [hr] in the systems file")
    told = known.receive(dict(request.headers), body)
    core.wake()
    return asdict(told) if is_dataclass(told) and not isinstance(told, type) else {"taken": True}
