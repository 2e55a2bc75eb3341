"""A contract server for Slack: what Slack publishes about these calls, and nothing else.

Nobody can run Slack, so this stands in for it; what works here is tested against the contract, not
with Slack.  Sources: docs.slack.dev/reference/scim-api (1.1 and 2.0, rate limits),
…/reference/methods/admin.users.session.list, …session.reset and auth.test, …/web-api/rate-limits.
Paths under ``/contract/`` are not Slack's: they set the scene and tell what happened.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from company.people import people
from company.process import LOOPBACK, Processes, free_port, wait_tcp

CHECKOUT = Path(__file__).resolve().parents[2]
TOKEN = "xoxp-contract-admin"
TOKENS = {
    TOKEN: "admin,admin.users:read,admin.users:write",
    "xoxp-contract-scim": "admin",
    "xoxp-contract-more": "admin,admin.users:read,admin.users:write,chat:write",
    "xoxp-contract-read": "admin.users:read",
}
TEAM = "T0MERIDIAN"
SESSIONS_EACH = 2
PAGE = 100
Body = dict[str, Any]
Reply = tuple[int, Body, dict[str, str]]


@dataclass(frozen=True, slots=True)
class SlackContract:
    """A running contract server, as tests and the sample company see it."""

    port: int
    token: str = TOKEN

    @property
    def settings(self) -> dict[str, object]:
        base = f"http://{LOOPBACK}:{self.port}"
        return {"scim_url": f"{base}/scim/v1/", "api_url": f"{base}/api/", "token_secret": "env:X"}

    def call(self, method: str, path: str, body: Mapping[str, object] | None = None) -> Body:
        """One request by hand: to set the scene and to ask what is really so."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        connection.request(method, path, json.dumps(body or {}), headers)
        answer: Body = json.loads(connection.getresponse().read())
        connection.close()
        return answer

    def user(self, employee_number: str) -> Body:
        listed = self.call(
            "GET", f"/scim/v1/Users?filter=externalId%20eq%20%22{employee_number}%22"
        )
        found: Body = listed["Resources"][0]
        return found

    def state(self, user: str) -> Body:
        """What the organisation holds of one user: ``active`` and how many ``sessions``."""
        return self.call("GET", f"/contract/state/{user}")

    def everybody(self) -> dict[str, Body]:
        """Every user with the number of their sessions."""
        users: dict[str, Body] = self.call("GET", "/contract/all")["users"]
        return users

    def open_sessions(self, user: str, count: int) -> None:
        self.call("POST", "/contract/sessions", {"user_id": user, "count": count})

    def end_sessions(self, user: str) -> None:
        self.call("POST", "/contract/sessions", {"user_id": user, "count": 0})

    def limit(self, calls: int, retry_after: int) -> None:
        """Answer the next ``calls`` requests with 429."""
        self.call("POST", "/contract/limit", {"calls": calls, "retry_after": retry_after})


def start(processes: Processes) -> SlackContract:
    server = SlackContract(free_port())
    command = [sys.executable, "-m", __name__, "--port", str(server.port)]
    processes.start("slack-contract", command, env={"PYTHONPATH": str(CHECKOUT)})
    wait_tcp(server.port, "the Slack contract server")
    return server


@dataclass
class Organisation:
    """The state behind the contract: users by id, sessions as (session id, user id)."""

    users: dict[str, Body] = field(default_factory=dict)
    sessions: list[tuple[int, str]] = field(default_factory=list)
    limited: list[int] = field(default_factory=list)  # a Retry-After for each request to come
    lock: Lock = field(default_factory=Lock)

    @classmethod
    def of_the_company(cls) -> Organisation:
        organisation = cls()
        for place, person in enumerate(people()):
            identifier = f"W0{person.employee_number}"
            organisation.users[identifier] = {
                "schemas": ["urn:scim:schemas:core:1.0"],
                "id": identifier,
                "externalId": person.employee_number,
                "userName": person.login,
                "displayName": person.full_name,
                "name": {"givenName": person.given_name, "familyName": person.family_name},
                "emails": [{"value": person.mail, "primary": True}],
                "active": True,
            }
            first = place * SESSIONS_EACH
            organisation.sessions += [(first + n, identifier) for n in range(SESSIONS_EACH)]
        return organisation

    def answer(self, method: str, path: str, query: Body, body: Body, token: str) -> Reply:
        with self.lock:
            if path.startswith("/contract/"):
                return 200, self._scene(path, body), {}
            if self.limited:
                told = {"Retry-After": str(self.limited.pop())}
                return 429, {"ok": False, "error": "ratelimited"}, told
            scopes = TOKENS.get(token, "")
            if path.startswith("/api/"):
                return 200, self._web(path.removeprefix("/api/"), body, scopes), _scopes(scopes)
            status, told_body = self._scim(method, path, query, body, scopes)
            return status, told_body, {}

    def _scene(self, path: str, body: Body) -> Body:
        if path == "/contract/sessions":
            if not body["count"]:
                self.sessions = [held for held in self.sessions if held[1] != body["user_id"]]
            free = max((number for number, _ in self.sessions), default=0) + 1
            self.sessions += [(free + n, body["user_id"]) for n in range(body["count"])]
        elif path == "/contract/limit":
            self.limited = [body["retry_after"]] * body["calls"]
        elif path == "/contract/all":
            return {
                "users": {user: {**self.users[user], **self._held(user)} for user in self.users}
            }
        else:
            user = path.rpartition("/")[2]
            return {"active": self.users[user]["active"], **self._held(user)}
        return {}

    def _held(self, user: str) -> Body:
        return {"sessions": sum(owner == user for _, owner in self.sessions)}

    # -- the Web API: 200 always, and `ok` tells ------------------------------------------------

    def _web(self, method: str, form: Body, scopes: str) -> Body:
        needed = {
            "auth.test": "",
            "admin.users.session.list": "admin.users:read",
            "admin.users.session.reset": "admin.users:write",
        }
        if not scopes:
            return _not_ok("invalid_auth")
        if method not in needed:
            return _not_ok("unknown_method")
        if needed[method] and needed[method] not in scopes.split(","):
            return {**_not_ok("missing_scope"), "needed": needed[method], "provided": scopes}
        if method == "auth.test":
            return {"ok": True, "user": "it-admin", "team": "Meridian", "team_id": TEAM}
        return self._reset(form) if method.endswith("reset") else self._list(form)

    def _reset(self, form: Body) -> Body:
        if form.get("user_id") not in self.users:
            return _not_ok("user_not_found")
        self.sessions = [one for one in self.sessions if one[1] != form["user_id"]]
        return {"ok": True}

    def _list(self, form: Body) -> Body:
        """A user and a workspace must come together; without them everybody's are listed."""
        user, team = form.get("user_id"), form.get("team_id")
        if (user is None) != (team is None) or team not in (None, TEAM):
            return _not_ok("invalid_arguments")
        fitting = [one for one in self.sessions if user in (None, one[1])]
        start, size = int(form.get("cursor") or 0), min(int(form.get("limit", 1000)), PAGE)
        page = [
            {"session_id": number, "user_id": owner, "team_id": TEAM, "created": {"os": "Linux"}}
            for number, owner in fitting[start : start + size]
        ]
        following = str(start + size) if start + size < len(fitting) else ""
        return {
            "ok": True,
            "active_sessions": page,
            "response_metadata": {"next_cursor": following},
        }

    # -- SCIM 1.1 and 2.0 -----------------------------------------------------------------------

    def _scim(
        self, method: str, path: str, query: Body, body: Body, scopes: str
    ) -> tuple[int, Body]:
        _, _, version, collection, *rest = [*path.split("/"), "", ""]
        identifier = unquote(rest[0]) if rest else ""
        if not scopes:
            return _scim_error(version, 401, "invalid_authentication")
        if "admin" not in scopes.split(","):
            return _scim_error(version, 403, "missing_scope")
        if collection.startswith("ServiceProviderConfig"):
            return 200, {"patch": {"supported": True}, "filter": {"supported": True}}
        if collection != "Users":
            return _scim_error(version, 404, "not_found")
        if not identifier:
            return self._search(version, query)
        if identifier not in self.users:
            return _scim_error(version, 404, "user_not_found")
        return 200, self._one(method, identifier, body)

    def _one(self, method: str, identifier: str, body: Body) -> Body:
        user = self.users[identifier]
        if method == "DELETE":  # Slack deactivates; nothing is ever deleted
            user["active"] = False
        elif method == "PATCH":
            changes = {one["path"]: one["value"] for one in body.get("Operations", [])} or body
            user.update({name: value for name, value in changes.items() if name != "schemas"})
        return user

    def _search(self, version: str, query: Body) -> tuple[int, Body]:
        expression = query.get("filter", "")
        terms = [
            re.fullmatch(r'([\w.]+) eq ("(?:[^"\\]|\\.)*")', one, re.IGNORECASE)
            for one in (expression.split(" and ") if expression else [])
        ]
        if not all(term and term[1] in _FILTERS for term in terms):
            return _scim_error(version, 400, "invalid_filter")
        wanted = [(term[1], json.loads(term[2]).casefold()) for term in terms if term]
        fitting = [
            user
            for user in self.users.values()
            if all(_FILTERS[name](user).casefold() == value for name, value in wanted)
        ]
        start, count = int(query.get("startIndex", 1)), min(int(query.get("count", 10)), PAGE)
        page = fitting[start - 1 : start - 1 + count]
        told = {"totalResults": len(fitting), "startIndex": start, "itemsPerPage": len(page)}
        return 200, {**told, "Resources": page}


_FILTERS = {
    "id": lambda user: str(user["id"]),
    "userName": lambda user: str(user["userName"]),
    "externalId": lambda user: str(user["externalId"]),
    "email": lambda user: str(user["emails"][0]["value"]),
    "name.givenName": lambda user: str(user["name"]["givenName"]),
    "name.familyName": lambda user: str(user["name"]["familyName"]),
}


def _not_ok(error: str) -> Body:
    return {"ok": False, "error": error}


def _scopes(scopes: str) -> dict[str, str]:
    return {"X-OAuth-Scopes": scopes} if scopes else {}


def _scim_error(version: str, status: int, description: str) -> tuple[int, Body]:
    if version == "v1":
        return status, {"Errors": {"description": description, "code": status}}
    return status, {"detail": description, "status": status}


def serve(port: int) -> None:
    organisation = Organisation.of_the_company()

    class Handler(BaseHTTPRequestHandler):
        def handle_one(self) -> None:
            address = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(address.query).items()}
            raw = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            token = self.headers.get("Authorization", "").removeprefix("Bearer ")
            body = _parsed(raw, self.headers.get("Content-Type", ""))
            status, told, headers = organisation.answer(
                self.command, address.path, query, body, token
            )
            content = json.dumps(told).encode()
            self.send_response(status)
            for name, value in {**headers, "Content-Length": str(len(content))}.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PATCH = do_DELETE = handle_one

    ThreadingHTTPServer((LOOPBACK, port), Handler).serve_forever()


def _parsed(raw: bytes, kind: str) -> Body:
    if "json" in kind:
        body: Body = json.loads(raw or b"{}")
        return body
    return {name: values[0] for name, values in parse_qs(raw.decode()).items()}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    serve(parser.parse_args().port)
