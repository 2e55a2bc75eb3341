"""A real Request Tracker 5 with a SQLite database and users of different rights, on loopback.

Source: docs.bestpractical.com/rt/5.0 (RT_Config, rt-setup-database, initialdata, RT::REST2).
"""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_tcp

HOME = Path("/usr/share/request-tracker5")
SERVER = HOME / "libexec" / "rt-server"
SETUP = Path("/usr/sbin/rt-setup-database-5")
DATA = Path(__file__).with_name("request_tracker_data.pl")
TOKENS = Path(__file__).with_name("request_tracker_tokens.pl")
USERS = ("root", "reader", "narrow", "commentator", "editor", "blind")
CATALOGS = ("General assets", "Laptops", "Bob's servers", "Furniture")
ORGANISATION = "rt.meridian.test"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class RequestTracker:
    """``tokens`` by user: ``reader`` may see all, ``narrow`` one catalog and one queue."""

    port: int
    tokens: Mapping[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}"

    def call(self, method: str, path: str, body: object = None, user: str = "root") -> Any:
        """One request by hand: to set the scene and to ask what is really so."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=30)
        headers = {"Authorization": f"token {self.tokens[user]}"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        sent = None if body is None else json.dumps(body)
        connection.request(method, f"/REST/2.0/{path}", sent, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        told = json.loads(raw) if raw else {}
        if answer.status >= 300 or (isinstance(told, dict) and set(told) == {"message"}):
            raise ServiceFailed(f"{method} {path}: {answer.status} {raw[:300]!r}")
        return told

    def add_place(self, kind: str, name: str) -> str:
        """A new ``catalog`` or ``queue``, so that a test has one of its own; its name."""
        self.call("POST", kind, {"Name": name})
        return name

    def add_asset(self, name: str, catalog: str = "General assets", **told: object) -> str:
        """A new asset; its id."""
        made: Json = self.call("POST", "asset", {"Name": name, "Catalog": catalog, **told})
        return str(made["id"])

    def link(self, asset: str, **links: str) -> None:
        """Links such as ``DependsOn`` and ``MemberOf`` to other assets, by id."""
        told = {kind: [f"asset:{other}"] for kind, other in links.items()}
        self.call("PUT", f"asset/{asset}", told)

    def add_ticket(self, subject: str, question: str, queue: str = "Helpdesk") -> str:
        body = {"Queue": queue, "Subject": subject, "Content": question}
        made: Json = self.call("POST", "ticket", {**body, "Requestor": "jdoe@meridian.test"})
        return str(made["id"])

    def say(
        self, ticket: str, text: str, kind: str = "text/plain", how: str = "correspond"
    ) -> None:
        """Reply to a ticket, or ``how="comment"`` on it."""
        self.call("POST", f"ticket/{ticket}/{how}", {"Content": text, "ContentType": kind})

    def resolve(self, ticket: str) -> None:
        self.call("PUT", f"ticket/{ticket}", {"Status": "resolved"})


def is_installed() -> bool:
    return SERVER.is_file() and SETUP.is_file()


def start(processes: Processes) -> RequestTracker:
    home, port = processes.home, free_port()
    for folder in ("mason", "sessions"):
        (home / folder).mkdir(parents=True, exist_ok=True)
    config = home / "RT_SiteConfig.pm"
    config.write_text(_config(home, port))
    env = {"RT_SITE_CONFIG": str(config), "RT_SITE_CONFIG_DIR": os.devnull}
    _run([str(SETUP), "--action", "init", "--skip-create"], env)
    _run([str(SETUP), "--action", "insert", "--datafile", str(DATA)], env)
    told = _run(["perl", f"-I{HOME / 'lib'}", str(TOKENS), *USERS], env)
    tokens = dict(line.split() for line in told.splitlines() if line.count(" ") == 1)
    command = ["perl", str(SERVER), "--host", LOOPBACK, "--port", str(port), "--max-workers", "2"]
    processes.start("request-tracker", command, env=env)
    wait_tcp(port, "Request Tracker", timeout=60)
    return RequestTracker(port, tokens)


def _config(home: Path, port: int) -> str:
    """Nothing of it lies outside ``home``, and no mail goes out."""
    told = {
        "rtname": ORGANISATION,
        "Organization": ORGANISATION,
        "DatabaseType": "SQLite",
        "DatabaseName": str(home / "rt.db"),
        "WebDomain": LOOPBACK,
        "WebPort": str(port),
        "WebPath": "",
        "MailCommand": "testfile",
        "Timezone": "UTC",
        "BcryptCost": "4",  # else each request takes a quarter of a second
        "WebSessionClass": "Apache::Session::File",
        "LogToSTDERR": "warning",
        "LogToSyslog": "",
    }
    lines = [f"Set(${name}, '{value}');" for name, value in told.items()]
    lines += [f"$RT::MasonDataDir = '{home}/mason';", f"$RT::MasonSessionDir = '{home}/sessions';"]
    return "\n".join([*lines, "1;", ""])


def _run(command: list[str], env: Mapping[str, str]) -> str:
    done = subprocess.run(
        command, env={**os.environ, **env}, capture_output=True, text=True, timeout=120
    )
    if done.returncode:
        raise ServiceFailed(f"{Path(command[0]).name}: {(done.stderr or done.stdout)[-400:]}")
    return done.stdout
