"""Asking the web application as somebody, in this process: no token is made, nothing is written."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import FastAPI, Request

from steersman.records.sign_in.sessions import Session
from steersman.web.auth import Caller, authenticated
from steersman.web.core import Core
from steersman.web.leaks.askers import Asker
from steersman.web.sign_in.session import Visitor, signed_in

LARGEST = 2 * 1024 * 1024  # bytes of an answer that are read; the rest counts as not looked at
PATIENCE = 60.0  # seconds for one answer
ASKER = "steersman.leaks.asker"
CSRF = "leak-check"
TIMED_OUT, FAILED = 0, 500  # statuses; no server sends the first


@dataclass(frozen=True, slots=True)
class Ask:
    """One question.  ``route``: as the report names it; ``path`` with everything filled in."""

    route: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    html: bool = False

    def with_word(self, word: str, other: str) -> Ask:
        """The same question about something else."""
        query = tuple((name, value.replace(word, other)) for name, value in self.query)
        body = self.body.replace(word.encode(), other.encode())
        return replace(self, path=self.path.replace(word, other), query=query, body=body)

    @property
    def method(self) -> str:
        return self.route.partition(" ")[0]


@dataclass(frozen=True, slots=True)
class Got:
    """``text``: the body with what stands in the headers, for a name may leak there too.

    ``cut``: it was longer than what was read of it.
    """

    status: int
    media: str
    text: str
    cut: bool = False


class _Enough(Exception):
    """The rest of an answer is not wanted."""


class Quiet:
    """A core whose answers are by rules alone: the test tells nothing to a language model.

    That can widen nothing: its queries run as those that are typed, and those are asked here.
    """

    def __init__(self, core: Core) -> None:
        self._core, self.asking = core, core.asking.by_rules

    def __getattr__(self, name: str) -> Any:
        return getattr(self._core, name)


def opened(app: FastAPI) -> FastAPI:
    """The application, taking an asker's word for who they are: only for calls in this process."""
    app.dependency_overrides[authenticated] = _caller
    app.dependency_overrides[signed_in] = _visitor
    return app


async def ask(app: FastAPI, asker: Asker, asked: Ask) -> Got:
    """The answer; one that does not end in time is none."""
    got = _Answer(asked.body)
    try:
        async with asyncio.timeout(PATIENCE):
            await app(_scope(app, asker, asked), got.receive, got.send)
    except _Enough:
        return got.told()
    except TimeoutError:
        return Got(TIMED_OUT, "", "")
    except Exception as error:  # noqa: BLE001 - whatever a route raises is its answer: it failed
        return Got(FAILED, "", type(error).__name__)
    return got.told()


class _Answer:
    """Takes an answer in as a server would, up to its limit."""

    def __init__(self, body: bytes) -> None:
        self._body, self._status = body, 0
        self._headers: list[tuple[bytes, bytes]] = []
        self._parts: list[bytes] = []
        self._size = 0
        self._read = False

    async def receive(self) -> dict[str, Any]:
        """The body once; then nothing more comes, and nobody hangs up."""
        if self._read:
            await asyncio.Event().wait()
        self._read = True
        return {"type": "http.request", "body": self._body, "more_body": False}

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._status, self._headers = message["status"], list(message["headers"])
        elif message["type"] == "http.response.body":
            part = message.get("body", b"")
            self._parts.append(part[: LARGEST - self._size])
            self._size += len(part)
            if self._size > LARGEST:
                raise _Enough

    def told(self) -> Got:
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in self._headers}
        body = b"".join(self._parts).decode("utf-8", "replace")
        also = [headers[name] for name in ("location", "content-disposition") if name in headers]
        media, cut = headers.get("content-type", ""), self._size > LARGEST
        return Got(self._status, media, "\n".join([body, *also]), cut)


def _scope(app: FastAPI, asker: Asker, asked: Ask) -> dict[str, Any]:
    accept = b"text/html" if asked.html else b"application/json"
    headers = [(b"host", b"localhost"), (b"accept", accept)]
    headers += [(b"content-type", b"application/json")] if asked.body else []
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": asked.method,
        "scheme": "http",
        "path": asked.path,
        "raw_path": quote(asked.path).encode(),
        "query_string": urlencode(asked.query).encode(),
        "root_path": "",
        "headers": headers,
        "client": ("127.0.0.1", 0),
        "server": ("localhost", 80),
        "app": app,
        ASKER: asker,
    }


def _caller(request: Request) -> Caller:
    asker: Asker = request.scope[ASKER]
    return asker.caller


def _visitor(request: Request) -> Visitor:
    caller = _caller(request)
    now = request.app.state.core.clock.now()
    session = Session(
        id="ses_leak_check",
        account=caller.id,
        how="password",
        address="",
        agent="",
        created_at=now,
        last_seen=now,
        expires_at=now + PATIENCE,
        proved_at=now,
        second_factor_at=now,
        ended_at=None,
    )
    return Visitor(caller, session, CSRF, "Leak Check", "system")
