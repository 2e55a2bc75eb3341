#!/usr/bin/python3
"""The shop: a small web program that logs, leaks and floods when told to, and needs its data."""

from __future__ import annotations

import socketserver
import sys
import threading
from http.server import BaseHTTPRequestHandler
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOG = "/srv/logs/shop.log"
VERSION = (HERE / "VERSION").read_text().strip()
HELD: list[bytes] = []


class Shop(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        """``/leak/BYTES`` holds memory for ever, ``/flood`` writes to the log for ever."""
        if self.path.startswith("/leak/"):
            HELD.append(b"x" * int(self.path.rpartition("/")[2]))
        if self.path == "/flood":
            threading.Thread(target=flood, daemon=True).start()
        body = f"shop {VERSION}\n".encode()
        self.send_response(200 if has_catalogue() else 500)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        with open(LOG, "a", encoding="utf-8") as log:
            log.write(f"{self.log_date_time_string()} {format % args}\n")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


def has_catalogue() -> bool:
    try:
        return bool((HERE / "catalogue").read_text())
    except OSError:
        return False


def flood() -> None:
    pause = threading.Event()
    while not pause.wait(0.02):
        with open(LOG, "a", encoding="utf-8") as log:
            log.write("retrying, retrying, retrying\n" * 50)


if __name__ == "__main__":
    if VERSION == "broken":
        sys.exit("this release cannot start")
    Server(("127.0.0.1", 8080), Shop).serve_forever()
