"""Requests in plain words: "Remove John's access to email and Slack"."""

from __future__ import annotations

import importlib
from typing import Annotated, Protocol

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, needs
from steersman.web.core import Core
from steersman.web.errors import Problem

router = APIRouter(prefix="/requests", tags=["work"])
INTAKE = "steersman.servicedesk.requests.intake"


class Ask(Protocol):
    def __call__(self, core: Core, text: str, asker: str, *, vouched_by: str) -> Json: ...


class Said(Body):
    text: Annotated[str, Field(min_length=1, max_length=2000, pattern=r"\S")]


@router.post("", status_code=201)
def ask(
    core: CoreDep, caller: Annotated[Caller, needs("act", "ask", "work_item")], body: Said
) -> Json:
    """What was understood, and the work that was opened; or the question that it leaves."""
    told = _intake()(core, body.text, caller.id, vouched_by=caller.bearer.vouched_by)
    core.wake()
    return told


def _intake() -> Ask:
    try:
        found: Ask = importlib.import_module(INTAKE).ask
    except ModuleNotFoundError as error:
        if not (error.name or "").startswith("steersman.servicedesk.requests"):
            raise
        mend = "use POST /leave, or install a version that has it"
        text = "requests in plain words are not part of this version"
        raise Problem(501, "not_available", text, mend) from error
    return found
