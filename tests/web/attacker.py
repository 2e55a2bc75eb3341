"""A browser in an attacker's hands: every answer that it gets is looked at, whatever was asked."""

from __future__ import annotations

import re
from ipaddress import IPv4Address
from itertools import count
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from steersman.web.app import create_app
from tests.web.lively import FILE, RAW, Lively
from tests.web.router import Served
from tests.web.visitors import HERE, Visit, visit

MUST = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
POLICY = ("default-src 'none'", "frame-ancestors 'none'", "base-uri 'none'", "form-action")
FOREIGN = "https://evil.example"
_ADDRESSES = count(1)


def faults_of(answer: Response, told: str) -> list[str]:
    """What no answer may be, or do without."""
    headers = answer.headers
    found = [f"{name}: {headers.get(name)}" for name in MUST if headers.get(name) != MUST[name]]
    policy = headers.get("content-security-policy", "")
    found += [f"policy without {each}" for each in POLICY if each not in policy]
    found += ["unsafe policy"] if "unsafe" in policy or "*" in policy else []
    found += (
        [] if headers.get("referrer-policy") in ("same-origin", "no-referrer") else ["referrer"]
    )
    if "/static/" not in told and headers.get("cache-control") != "no-store":
        found.append("kept by caches")
    if any(re.search(rb"[\r\n\0]", name + value) for name, value in headers.raw):
        found.append("a line end in a header")
    if answer.status_code >= 500:
        found.append(f"failed: {answer.status_code} {answer.text[:200]}")
    if "Traceback" in answer.text or (RAW in answer.text and "html" in _kind(answer)):
        found.append("tells too much or shows what was sent as it was sent")
    if not re.match(r"/(?![/\\])", headers.get("location", "/")):
        found.append(f"leads away: {headers['location']}")
    return [f"{told}: {each}" for each in found]


def _kind(answer: Response) -> str:
    kind: str = answer.headers.get("content-type", "")
    return kind


class Attacker:
    """``faults``: of every answer so far.  Nothing is raised, so that one run tells them all."""

    def __init__(self, lively: Lively, who: str = "") -> None:
        self.lively = lively
        self.visit: Visit | None = visit(lively.office, who) if who else None
        self.faults: list[str] = []
        app = create_app(lively.office.steersman)
        # An address of its own, so that nobody is slowed down for what another has tried.
        client = (str(IPv4Address("10.0.0.0") + next(_ADDRESSES)), 50_000)
        app.state.live.close()  # an event stream ends at once
        self.http = TestClient(app, HERE, False, client=client, follow_redirects=False)
        if self.visit:
            self.http.cookies = self.visit.http.cookies

    @property
    def csrf(self) -> str:
        return self.visit.csrf if self.visit else ""

    def ask(self, method: str, path: str, **more: Any) -> Response:
        answer: Response = self.http.request(method, path, **more)
        self.faults += faults_of(answer, f"{method} {path[:100]}")
        return answer

    def post(self, path: str, form: dict[str, Any] | None = None, **headers: str) -> Response:
        """A form of ours, sent as a browser sends it."""
        sent = {"Origin": HERE, **{k.replace("_", "-"): v for k, v in headers.items()}}
        return self.ask("POST", path, data={"csrf": self.csrf, **(form or {})}, headers=sent)

    def path(self, route: Served) -> str:
        """The route's path with what there is in the office."""
        return fill(self.lively, route.path)


def fill(lively: Lively, path: str) -> str:
    question = lively.office.steersman.desk.questions.open(lively.asked)[0]["id"]
    place = "levels" if path.startswith("/help") else "directory"
    known = {"number": lively.held, "person": lively.hostile, "question": str(question)}
    known |= {"file": FILE, "seq": "1", "kind": "ldap", "shelf": "guide", "name": place}
    known |= {"given": "0", "name:path": "icon.svg", "token": "x", "feed": "hr"}
    known |= {"scope": "system:mail"}
    return re.sub(r"\{([a-z_:]+)\}", lambda found: known.get(found[1], "none"), path)
