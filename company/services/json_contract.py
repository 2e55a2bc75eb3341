"""What contract servers of web APIs are built from: a request, a reply, a server around them."""

from __future__ import annotations

import json
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock, Thread
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from company.certificates import write_certificate
from company.process import LOOPBACK

Body = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Asked:
    """``headers`` have names in lower case; ``address`` is where the asker believes us to be."""

    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: bytes
    address: str


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    body: object
    headers: Mapping[str, str] = field(default_factory=dict)


Answer = Callable[[Asked], Reply]


@dataclass
class Serving:
    """A running contract server; ``log`` is every request that came in."""

    url: str
    ca_file: str = ""  # of its certificate, when it speaks TLS
    log: list[Asked] = field(default_factory=list)


@contextmanager
def serving(answer: Answer, folder: Path | None = None, port: int = 0) -> Iterator[Serving]:
    """Serve until the block ends; over TLS when a ``folder`` for the certificate is given."""
    lock, running = Lock(), Serving("")

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = -1  # head and body in one packet
        disable_nagle_algorithm = True

        def log_message(self, format: str, *args: object) -> None:
            """The log is kept in ``Serving``."""

        def handle_one(self) -> None:
            parts = urlsplit(self.path)
            headers = {name.lower(): value for name, value in self.headers.items()}
            body = self.rfile.read(int(headers.get("content-length") or 0))
            address = f"{running.url.partition(':')[0]}://{headers.get('host', '')}"
            query = dict(parse_qsl(parts.query, keep_blank_values=True))
            asked = Asked(self.command, parts.path, query, headers, body, address)
            with lock:
                running.log.append(asked)
                reply = answer(asked)
            self._send(reply)

        def _send(self, reply: Reply) -> None:
            text = reply.body if isinstance(reply.body, str) else json.dumps(reply.body)
            raw = text.encode()
            self.send_response(reply.status)
            told = {"Content-Type": "application/json", **reply.headers}
            for name, value in {**told, "Content-Length": str(len(raw))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)

        do_GET = do_POST = do_PATCH = do_PUT = do_DELETE = do_OPTIONS = handle_one

    class Server(ThreadingHTTPServer):
        daemon_threads = True

    with Server((LOOPBACK, port), Handler) as server:
        scheme = "http"
        if folder is not None:
            scheme, running.ca_file = "https", str(folder / "contract.pem")
            server.socket = _over_tls(folder).wrap_socket(server.socket, server_side=True)
        running.url = f"{scheme}://{LOOPBACK}:{server.server_address[1]}"
        Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
        try:
            yield running
        finally:
            server.shutdown()


def _over_tls(folder: Path) -> ssl.SSLContext:
    certificate, key = folder / "contract.pem", folder / "contract.key"
    if not certificate.exists():
        write_certificate(certificate, key, LOOPBACK)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    return context
