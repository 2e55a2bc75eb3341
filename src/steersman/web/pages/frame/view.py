"""The routes behind the frame of every page."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, StreamingResponse

from steersman.web.auth import CoreDep
from steersman.web.console.frame import frame_for
from steersman.web.console.live import Live
from steersman.web.console.render import part
from steersman.web.pages.frame.palette import Result, found
from steersman.web.sign_in.session import SignedIn

router = APIRouter(prefix="/console", include_in_schema=False)


@router.get("/events")
async def events(request: Request, visitor: SignedIn) -> StreamingResponse:
    """What changed, as it changes."""
    live: Live = request.app.state.live
    headers = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    return StreamingResponse(live.stream(), media_type="text/event-stream", headers=headers)


@router.get("/helm")
def helm(request: Request, core: CoreDep, visitor: SignedIn) -> HTMLResponse:
    """Whether automation acts, for the top bar."""
    frame = frame_for(core, visitor, place="", title="")
    return part(request, core, visitor, "pages/frame/helm.html", frame)


@router.get("/palette")
def palette(request: Request, core: CoreDep, visitor: SignedIn, q: str = "") -> HTMLResponse:
    """People, work, systems, pages and commands that fit what was typed."""
    groups: dict[str, list[Result]] = {}
    for result in found(core, visitor, q.strip()[:100]):
        groups.setdefault(result.group, []).append(result)
    return part(request, core, visitor, "pages/frame/palette.html", groups)
