"""A company with its web application, and one token for each kind of caller."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from steersman.bootstrap import Steersman
from steersman.domain.roles import ROLES
from steersman.web.app import create_app
from tests.governor.company import HR, Company

WEEK = 7 * 86400.0
EVERY_SCOPE = ("read", "act", "approve", "admin", "report")
V1 = "/api/v1"


@dataclass
class Office:
    """``callers``: one person for each role, and two approvers; ``jane`` reports to ``mary``."""

    steersman: Steersman
    company: Company
    http: TestClient
    people: Mapping[str, str]
    _tokens: dict[str, str] = field(default_factory=dict)

    def id(self, who: str) -> str:
        return self.people[who]

    def token(self, who: str, *scopes: str) -> str:
        principal = self.people.get(who, who)
        until = self.steersman.clock.now() + WEEK
        return self.steersman.tokens.create(principal, scopes or EVERY_SCOPE, "test", until)

    def ask(self, who: str, method: str, path: str, body: Any = None, **more: Any) -> Response:
        if who and who not in self._tokens:
            self._tokens[who] = self.token(who)
        headers = {"Authorization": f"Bearer {self._tokens[who]}"} if who else {}
        headers |= more.pop("headers", {})
        answer: Response = self.http.request(method, V1 + path, json=body, headers=headers, **more)
        return answer

    def get(self, who: str, path: str, **more: Any) -> Response:
        return self.ask(who, "GET", path, **more)

    def post(self, who: str, path: str, body: Any = None, **more: Any) -> Response:
        return self.ask(who, "POST", path, {} if body is None else body, **more)

    def run(self) -> list[Mapping[str, Any]]:
        """Everything that is due, to its end."""
        return [self.steersman.finish(run) for run in self.steersman.tick()]

    def leaver(self, who: str = "hr", subject: str = "jane", **more: Any) -> str:
        """A leaver that ``who`` asked for, rehearsed and held."""
        told = self.post(who, "/leave", {"person": self.id(subject), **more})
        assert told.status_code == 201, told.text
        self.run()
        number: str = told.json()["work"]
        return number

    def digest(self, number: str) -> str:
        digest = self.steersman.desk.work_items.standing(number).digest
        assert digest
        return digest

    def status(self, number: str) -> str:
        return self.steersman.desk.work_items.standing(number).status.value

    def ledger(self, kind: str) -> list[dict[str, Any]]:
        return [json.loads(link.text) for link in self.steersman.ledger.entries(kind=kind)]


def move_in(steersman: Steersman, company: Company) -> Office:
    people = company.settle_in(steersman)
    for place, role in enumerate((*ROLES, "approver2", "stranger"), 2000):
        person = _hire(steersman, str(place), role)
        if role in ROLES and role != "employee":
            steersman.permissions.assign(person, role, by="system:test")
        people[role] = person
    steersman.permissions.assign(people["approver2"], "approver", by="system:test")
    client = TestClient(create_app(steersman), raise_server_exceptions=False)
    return Office(steersman, company, client, people)


def _hire(steersman: Steersman, number: str, role: str) -> str:
    values = {"employee_number": number, "given_name": role.title(), "family_name": "Test"}
    values |= {"mail": f"{role}@example.org", "department": "it"}
    source = replace(HR, native_key=number)
    return steersman.people.add(values, by="system:test", source=source).id
