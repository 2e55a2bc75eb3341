"""Every error is answered alike: a code, what is wrong, the rule that spoke, and the mend."""

from __future__ import annotations

import logging
import math
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from starlette.exceptions import HTTPException

from steersman.domain.canonical import Json
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.records.read_only import takes_no_writes
from steersman.records.sign_in.throttle import Throttled
from steersman.servicedesk.naming import Ambiguous
from steersman.web.headers import ALWAYS

log = logging.getLogger("steersman.web")
Handler = Callable[[Request, Any], Awaitable[Response]]
ErrorPage = Callable[[Request, "Problem"], Response]  # state.error_page of the application
_CODES = {401: "unauthenticated", 403: "forbidden", 404: "not_found", 405: "method_not_allowed"}
_CODES |= {413: "too_large", 501: "not_available"}


class Told(BaseModel):
    """``rule``: the rule, role or scope that was missing; ``mend``: what to do about it."""

    code: str
    message: str
    rule: str
    mend: str


class Failed(BaseModel):
    """What is answered instead, with 4xx and 5xx."""

    error: Told


RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "Refused or failed", "model": Failed}
}


# For routes whose own answer is no JSON: how they fail is JSON all the same.
FAILED_AS_JSON: dict[int | str, dict[str, Any]] = {
    "default": {
        "description": "Refused or failed",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Failed"}}},
    }
}


@dataclass
class Problem(Exception):
    """An answer that is not what was asked for, with the mend in words."""

    status: int
    code: str
    message: str
    mend: str = ""
    rule: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    more: Json = field(default_factory=dict)


def not_found(what: str, mend: str = "look it up first") -> Problem:
    return Problem(404, "not_found", f"there is no {what}", mend)


def invalid(message: str, mend: str = "correct the request") -> Problem:
    return Problem(422, "invalid", message, mend)


def forbidden(message: str, *, rule: str, mend: str) -> Problem:
    return Problem(403, "forbidden", message, mend, rule)


def answer_of(problem: Problem) -> JSONResponse:
    told: Json = {"code": problem.code, "message": problem.message}
    told |= {"rule": problem.rule, "mend": problem.mend, **problem.more}
    return JSONResponse({"error": told}, problem.status, dict(problem.headers))


def answer_to(request: Request, problem: Problem) -> Response:
    """JSON for programs; a page for a browser that asked for one."""
    page: ErrorPage | None = getattr(request.app.state, "error_page", None)
    if page is not None and _wants_page(request):
        return page(request, problem)
    return answer_of(problem)


def _wants_page(request: Request) -> bool:
    """htmx puts answers into a page, so an error must not be one; it is told in a toast."""
    if request.url.path.startswith("/api/") or request.headers.get("hx-request") == "true":
        return False
    return "text/html" in request.headers.get("accept", "")


def install(app: FastAPI) -> None:
    """One handler for each kind of error that the core raises."""
    for kind, handler in _HANDLERS.items():
        app.add_exception_handler(kind, handler)


async def _problem(request: Request, error: Problem) -> Response:
    return answer_to(request, error)


async def _permanent(request: Request, error: Permanent) -> Response:
    """A conflict with how things stand, unless it is only that there is no such thing."""
    message = str(error)
    status = getattr(error, "http_status", None)  # an HR feed says what its sender understands
    if isinstance(status, int):
        return answer_to(request, Problem(status, "refused", message, _mend_of(message)))
    if "(four-eyes)" in message:
        return answer_to(
            request, forbidden(message, rule="four-eyes", mend="ask somebody else to answer")
        )
    if message.startswith("there is no "):
        return answer_to(request, Problem(404, "not_found", message, "look it up first"))
    return answer_to(request, Problem(409, "conflict", message, _mend_of(message)))


async def _needs_person(request: Request, error: NeedsPerson) -> Response:
    more: Json = {"question": str(error)}
    if isinstance(error, Ambiguous):
        more["candidates"] = [dict(each) for each in error.candidates]
    told = Problem(409, "needs_person", str(error), "decide which is meant and ask again")
    told.more = more
    return answer_to(request, told)


async def _transient(request: Request, error: Transient) -> Response:
    wait = str(max(1, math.ceil(error.retry_after)))
    status = 429 if isinstance(error, Throttled) else 503
    told = Problem(status, "try_again", str(error), f"try again in {wait} s")
    told.headers = {"Retry-After": wait}
    return answer_to(request, told)


async def _database(request: Request, error: sa.exc.SQLAlchemyError) -> Response:
    log.error("the database failed: %s", type(error).__name__)
    if takes_no_writes(error):
        mend = "nothing was done and nothing is lost: look at /healthz, then try again"
        told = Problem(503, "read_only", "the database takes no writes now", mend)
    else:
        mend = "look at /healthz, try again"
        told = Problem(503, "database", "the database does not answer", mend)
    told.headers = {"Retry-After": "5"}
    return answer_to(request, told)


async def _not_storable(request: Request, error: sa.exc.DataError) -> Response:
    """The database answers: it was asked for a value that none of its columns can hold."""
    told = invalid("a value is too large, or holds what no text may hold", "correct the request")
    return answer_to(request, told)


async def _malformed(request: Request, error: RequestValidationError) -> Response:
    """Where it is wrong and why; never what was sent, which may be a secret."""
    faults = [f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors()]
    fields = [".".join(map(str, each["loc"])) for each in error.errors()]
    mend = "send what the schema asks for: GET /api/v1/openapi.json"
    return answer_to(
        request, Problem(422, "invalid", "; ".join(faults), mend, more={"fields": fields})
    )


async def _http(request: Request, error: HTTPException) -> Response:
    code = _CODES.get(error.status_code, "failed")
    headers = dict(error.headers or {})
    mend = "the paths are listed in /api/v1/openapi.json"
    return answer_to(
        request, Problem(error.status_code, code, str(error.detail), mend, headers=headers)
    )


async def _ours(request: Request, error: Exception) -> Response:
    """A fault of ours: the log has the trace, the answer only its kind."""
    log.error("%s %s failed", request.method, request.url.path, exc_info=error)
    kind = type(error).__name__
    told = Problem(500, "internal", f"Steersman failed: {kind}", "look in its log")
    answer = answer_to(request, told)
    for name, value in ALWAYS.items():  # nothing of ours stands around this answer any more
        answer.headers.setdefault(name, value)
    return answer


def _mend_of(message: str) -> str:
    """Our messages end in the mend, behind a colon or a semicolon."""
    before, _, after = message.rpartition(": ")
    return after if before else "put right what the message names, then ask again"


_HANDLERS: Mapping[type[Exception], Handler] = {
    Problem: _problem,
    Permanent: _permanent,
    NeedsPerson: _needs_person,
    Transient: _transient,
    sa.exc.SQLAlchemyError: _database,
    sa.exc.DataError: _not_storable,
    RequestValidationError: _malformed,
    HTTPException: _http,
    Exception: _ours,
}
