"""The HTTP side of the sample's doveadm endpoint: the key first, then the commands."""

from __future__ import annotations

import asyncio
import base64
import hmac
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

from company.process import LOOPBACK
from company.sample.mail_doveadm import COMMANDS, Doveadm

PATH = "/doveadm/v1"


class Handler(BaseHTTPRequestHandler):
    """One request, in a thread; its commands run in the event loop that also serves IMAP."""

    doveadm: ClassVar[Doveadm]
    loop: ClassVar[asyncio.AbstractEventLoop]
    expected: ClassVar[str]  # the header that holds the right key

    def do_GET(self) -> None:
        if self._may_ask():
            self._reply([{"command": name, "parameters": []} for name in COMMANDS])

    def do_POST(self) -> None:
        if not self._may_ask():
            return
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            calls = [(str(c), dict(given), str(tag)) for c, given, tag in json.loads(body)]
        except (ValueError, TypeError):
            self.send_error(400)
            return
        running = asyncio.run_coroutine_threadsafe(self.doveadm.run(calls), self.loop)
        self._reply(running.result(timeout=30))

    def _may_ask(self) -> bool:
        sent = self.headers.get("Authorization", "")
        if not hmac.compare_digest(sent.encode(), self.expected.encode()):
            self.send_error(401)
        elif self.path != PATH:
            self.send_error(404)
        else:
            return True
        return False

    def _reply(self, body: object) -> None:
        text = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json; charset=utf-8")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, format: str, *values: object) -> None:
        """Silence: who asked what stands in Steersman's own ledger."""


def server(
    doveadm: Doveadm, api_key: str, port: int, loop: asyncio.AbstractEventLoop
) -> ThreadingHTTPServer:
    """Bound to ``port``; call ``serve_forever`` in a thread."""
    key = base64.b64encode(api_key.encode()).decode()
    parts = {"doveadm": doveadm, "loop": loop, "expected": f"X-Dovecot-API {key}"}
    bound = ThreadingHTTPServer((LOOPBACK, port), type("BoundHandler", (Handler,), parts))
    bound.daemon_threads = True
    return bound
