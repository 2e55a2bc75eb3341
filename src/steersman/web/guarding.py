"""Around every request: bodies have an end, and every answer says how it may be used."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from steersman.web.errors import Problem, answer_of
from steersman.web.headers import headers_for

LARGEST = 1024 * 1024  # bytes of a body
_NO_HEAD = ("/api/", "/console/events")  # as the schema says; and a stream has no end
READ_ON = 16 * LARGEST  # bytes; beyond them the connection is cut


class Guarding:
    """Reads the body, up to its limit, before any handler sees the request."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        always = headers_for(_address(scope))

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in always.items():
                    headers.setdefault(name, value)
            await send(message)

        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            told = Problem(400, "invalid", "an address holds no zero byte", "leave it out")
            await answer_of(told)(scope, receive, marked)
            return
        body = await _whole(scope, receive)
        if body is None:
            mend = "send less at once"
            told = Problem(413, "too_large", f"a body may have {LARGEST} bytes at most", mend)
            await answer_of(told)(scope, receive, marked)
            return
        if scope["method"] == "HEAD" and not scope["path"].startswith(_NO_HEAD):
            await self._app({**scope, "method": "GET"}, _once(body, receive), _headers_of(marked))
            return
        await self._app(scope, _once(body, receive), marked)


def _headers_of(send: Send) -> Send:
    """HEAD is answered as GET would be, without the body (RFC 9110 §9.3.2)."""

    async def bare(message: Message) -> None:
        if message["type"] == "http.response.body":
            message = {**message, "body": b""}
        await send(message)

    return bare


def _address(scope: Scope) -> str:
    core = getattr(scope["app"].state, "core", None)
    return "" if core is None else str(core.settings.address)


async def _whole(scope: Scope, receive: Receive) -> bytes | None:
    """The body; None when it is too large.  What is too large is not kept.

    It is read on for a while: who is answered in the middle of sending sees a broken connection.
    """
    said = Headers(scope=scope).get("content-length", "0")
    if not said.isdigit() or int(said) > READ_ON:
        return None
    parts: list[bytes] = []
    size, more = 0, True
    while more and size <= READ_ON:
        message = await receive()
        part = message.get("body", b"")
        size += len(part)
        if size <= LARGEST:
            parts.append(part)
        more = message["type"] == "http.request" and message.get("more_body", False)
    return b"".join(parts) if size <= LARGEST else None


def _once(body: bytes, receive: Receive) -> Receive:
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay
