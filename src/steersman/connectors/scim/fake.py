"""A SCIM server in memory that behaves: filters, versions, PATCH and errors as RFC 7644 says.

It stands where the network stands (an ``httpx`` transport), so everything of ours runs for real.
"""

from __future__ import annotations

import copy
import json
import re
from dataclasses import dataclass, field
from urllib.parse import unquote

import httpx

from steersman.connectors.scim.connector import ScimConnector
from steersman.connectors.scim.settings import ScimSettings
from steersman.domain.canonical import Json

TOKEN = "fake-scim-token"
ADDRESS = "http://localhost/scim/v2"
_TERM = re.compile(r'([\w.:]+) eq ("(?:[^"\\]|\\.)*")')
_VALUE_PATH = re.compile(r'(\w+)\[value eq ("(?:[^"\\]|\\.)*")\]')


@dataclass
class FakeScim(httpx.BaseTransport):
    """``users`` and ``groups`` map ids to SCIM resources; ``writes`` tells what was written."""

    users: dict[str, Json] = field(default_factory=dict)
    groups: dict[str, Json] = field(default_factory=dict)
    writes: list[str] = field(default_factory=list)
    token: str = TOKEN
    _version: int = 0

    def connector(self, system: str = "crm", **settings: object) -> ScimConnector:
        """A connector whose server is this one."""
        told = ScimSettings.model_validate(
            {"base_url": ADDRESS, "token_secret": "env:FAKE", **settings}
        )
        return ScimConnector(system, told, lambda: self.token, self)

    def add_user(self, identifier: str, **attributes: object) -> None:
        self.users[identifier] = self._stamped({"id": identifier, "active": True, **attributes})

    def add_group(self, identifier: str, display_name: str, *members: str) -> None:
        entries = [{"value": member} for member in members]
        self.groups[identifier] = self._stamped(
            {"id": identifier, "displayName": display_name, "members": entries}
        )

    def state(self) -> object:
        """Everything but versions, to compare before with after."""
        return copy.deepcopy(
            [
                {name: {**body, "meta": None} for name, body in held.items()}
                for held in (self.users, self.groups)
            ]
        )

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return _error(401, "the token is not known")
        raw = request.url.raw_path.decode().partition("?")[0]
        collection, _, identifier = raw.removeprefix("/scim/v2/").partition("/")
        if collection == "ServiceProviderConfig":
            return _answer({name: {"supported": True} for name in ("patch", "filter", "etag")})
        held = self.users if collection == "Users" else self.groups
        if not identifier:
            return _listed(held, request)
        return self._one(held, unquote(identifier), request)

    def _one(
        self, held: dict[str, Json], identifier: str, request: httpx.Request
    ) -> httpx.Response:
        if identifier not in held:
            return _error(404, "no such resource")
        body = held[identifier]
        if request.method == "GET":
            return _answer(body)
        if request.headers.get("if-match", body["meta"]["version"]) != body["meta"]["version"]:
            return _error(412, "changed")
        self.writes.append(f"{request.method} {identifier}")
        if request.method == "DELETE":
            del held[identifier]
        else:
            changed = copy.deepcopy(body)
            for operation in json.loads(request.content)["Operations"]:
                _patch(changed, operation)
            held[identifier] = self._stamped(changed)
        return httpx.Response(204)

    def _stamped(self, body: Json) -> Json:
        self._version += 1
        return {**body, "meta": {"version": f'W/"{self._version}"'}}


def _patch(body: Json, operation: Json) -> None:
    path = operation["path"]
    if operation["op"] == "replace":
        body[path] = operation["value"]
    elif operation["op"] == "add":
        body[path] = [*body.get(path, []), *operation["value"]]
    elif found := _VALUE_PATH.fullmatch(path):
        attribute, value = found[1], json.loads(found[2])
        body[attribute] = [entry for entry in body[attribute] if entry["value"] != value]


def _listed(held: dict[str, Json], request: httpx.Request) -> httpx.Response:
    query = request.url.params
    expression = query.get("filter", "")
    terms = [_TERM.fullmatch(term) for term in expression.split(" and ")] if expression else []
    if not all(terms):
        return _error(400, "this filter is not supported", scimType="invalidFilter")
    wanted = [(term[1], json.loads(term[2])) for term in terms if term]
    fitting = [
        body
        for body in held.values()
        if all(value.casefold() in _values(body, path) for path, value in wanted)
    ]
    start, count = int(query.get("startIndex", 1)), int(query.get("count", 50))
    page = fitting[start - 1 : start - 1 + min(count, 50)]
    return _answer({"totalResults": len(fitting), "startIndex": start, "Resources": page})


def _values(body: Json, path: str) -> list[str]:
    """What stands at ``path``; a schema's urn is one step although it holds dots."""
    urn, _, rest = path.rpartition(":")
    steps = ([urn] if urn else []) + rest.split(".")
    here: list[object] = [body]
    for step in steps:
        below = [entry.get(step) for entry in here if isinstance(entry, dict)]
        here = [one for entry in below for one in (entry if isinstance(entry, list) else [entry])]
    return [str(value).casefold() for value in here]


def _answer(body: Json) -> httpx.Response:
    headers = {"etag": body["meta"]["version"]} if "version" in body.get("meta", {}) else {}
    return httpx.Response(200, json=body, headers=headers)


def _error(status: int, detail: str, **more: str) -> httpx.Response:
    return httpx.Response(status, json={"status": str(status), "detail": detail, **more})
