"""scim2-server from PyPI: a SCIM 2.0 server on loopback, as one of the company's SaaS products."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from company.people import Employee, people
from company.process import LOOPBACK, Processes, ServiceFailed, free_port, wait_tcp

TOKEN = "meridian-scim"
DEVICE = "urn:ietf:params:scim:schemas:core:2.0:Device"
ETHERNET = "urn:ietf:params:scim:schemas:extension:ethernet-mab:2.0:Device"
CORE = "urn:ietf:params:scim:schemas:core:2.0"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
LICENCE_GROUP = "licence-crm"  # sales and finance are in it


@dataclass(frozen=True, slots=True)
class ScimServer:
    port: int
    token: str = TOKEN

    @property
    def url(self) -> str:
        return f"http://{LOOPBACK}:{self.port}/v2"

    def call(
        self, method: str, path: str, body: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """One request by hand, for seeding and to ask the server what is really so."""
        connection = HTTPConnection(LOOPBACK, self.port, timeout=10)
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/scim+json"}
        sent = None if body is None else json.dumps(body)
        connection.request(method, f"/v2{path}", sent, headers)
        answer = connection.getresponse()
        raw = answer.read()
        connection.close()
        if answer.status >= 300:
            raise ServiceFailed(f"{method} {path}: {answer.status} {raw[:200]!r}")
        told: dict[str, Any] = json.loads(raw) if raw else {}
        return told


def start(processes: Processes, staff: Sequence[Employee] | None = None) -> ScimServer:
    """The server with an account per person: mail as user name, the HR number as external id."""
    server = ScimServer(free_port())
    program = Path(sys.executable).with_name("scim2-server")
    processes.start("scim", [program, "--port", str(server.port), "--bearer-token", TOKEN])
    wait_tcp(server.port, "scim2-server")
    seed(server, people() if staff is None else staff)
    return server


def start_with_devices(processes: Processes) -> ScimServer:
    """A server of its own that has devices (RFC 9944) and no people."""
    server = ScimServer(free_port())
    program = Path(sys.executable).with_name("scim2-server")
    told = {"schema": [_DEVICE, _ETHERNET], "resource-type": [_DEVICES]}
    argv: list[str | Path] = [program, "--port", str(server.port), "--bearer-token", TOKEN]
    for name, body in told.items():
        file = processes.home / f"{name}.json"
        file.write_text(json.dumps(body))
        argv += [f"--{name}", file]
    processes.start("scim-devices", argv)
    wait_tcp(server.port, "scim2-server")
    return server


def seed(server: ScimServer, staff: Sequence[Employee]) -> None:
    ids = {p.employee_number: server.call("POST", "/Users", user(p))["id"] for p in staff}
    members: dict[str, list[dict[str, str]]] = {}
    for person in staff:
        names = [f"team-{person.department}"]
        if person.department in ("sales", "finance"):
            names.append(LICENCE_GROUP)
        for name in names:
            members.setdefault(name, []).append({"value": ids[person.employee_number]})
    for name, entries in members.items():
        group = {"schemas": [f"{CORE}:Group"], "displayName": name, "members": entries}
        server.call("POST", "/Groups", group)


def user(person: Employee) -> dict[str, object]:
    """The account of one person, as the product's own administrator would create it."""
    return {
        "schemas": [f"{CORE}:User", ENTERPRISE],
        "userName": person.mail,
        "externalId": person.employee_number,
        "active": True,
        "name": {"givenName": person.given_name, "familyName": person.family_name},
        "displayName": person.full_name,
        "title": person.title,
        "emails": [{"value": person.mail, "primary": True}],
        "entitlements": [{"value": "seat", "type": "crm"}],
        "roles": [{"value": "editor"}],
        ENTERPRISE: {"employeeNumber": person.employee_number, "department": person.department},
    }


def _text(name: str, kind: str = "string") -> dict[str, object]:
    return {"name": name, "type": kind, "multiValued": False, "mutability": "readWrite"}


_DEVICE = {
    "id": DEVICE,
    "name": "Device",
    "attributes": [_text("displayName"), _text("active", "boolean")],
}
_ETHERNET = {"id": ETHERNET, "name": "Ethernet", "attributes": [_text("deviceMacAddress")]}
_DEVICES = {
    "id": "Device",
    "name": "Device",
    "endpoint": "/Devices",
    "schema": DEVICE,
    "schemaExtensions": [{"schema": ETHERNET, "required": False}],
}
