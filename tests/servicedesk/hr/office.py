"""HR's office as the tests play it: a file that is rewritten as a whole, and signed calls."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from company.feed import COLUMNS
from steersman.domain.canonical import Json
from steersman.domain.people import Person
from steersman.domain.sources import HR
from steersman.records.desk.desk import Desk
from steersman.records.people import People
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.hr import HrFeed, Received
from steersman.settings import systems

KEY = "the private key of the webhook"
DAY = 86400.0
Row = Mapping[str, str]


def row(number: str, given: str, family: str, **more: str) -> Row:
    mail = f"{given}.{family}@x.test".lower()
    own = {"employee_number": number, "given_name": given, "family_name": family, "mail": mail}
    rest = {"login": f"{given[0]}{family}".lower(), "department": "sales", "status": "active"}
    return {**dict.fromkeys(COLUMNS, ""), **own, **rest, "start_date": "2020-01-01", **more}


BOSS = row("1001", "Mary", "Boss")
JANE = row("1000", "Jane", "Doe", manager="1001")
STAFF = (BOSS, JANE, *(row(str(2000 + n), f"Given{n}", f"Family{n}") for n in range(18)))


def as_csv(rows: Sequence[Row]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def sign(body: bytes, moment: str, key: str = KEY) -> dict[str, str]:
    """Written anew from BambooHR's page, so that it is evidence of its own."""
    digest = hmac.new(key.encode(), body + moment.encode(), hashlib.sha256).hexdigest()
    return {"X-BambooHR-Timestamp": moment, "X-BambooHR-Signature": digest}


@dataclass
class Office:
    engine: sa.Engine
    clock: ManualClock
    folder: Path
    settings: systems.HrFeed = field(default_factory=lambda: systems.HrFeed(file="people.csv"))

    def __post_init__(self) -> None:
        self.desk, self.people = Desk(self.engine, self.clock), People(self.engine, self.clock)
        self.feed = HrFeed(self.engine, self.clock, self.settings, self.folder, lambda: KEY)

    def writes(self, rows: Sequence[Row] = STAFF) -> None:
        self.saves(as_csv(rows))

    def saves(self, content: bytes) -> None:
        path = self.folder / self.settings.file
        path.write_bytes(content)
        os.utime(path, (self.clock.now(), self.clock.now()))

    def changes(self, number: str, **fields: str) -> None:
        """HR corrects one row of the list that it wrote first."""
        self.writes([{**r, **fields} if r["employee_number"] == number else r for r in STAFF])

    def settle_in(self) -> None:
        self.writes()
        assert not self.feed.poll().error
        self.clock.advance(60)

    def says(self, event: Mapping[str, Any], **headers: str) -> Received:
        body = json.dumps(event).encode()
        return self.feed.receive({**sign(body, str(int(self.clock.now()))), **headers}, body)

    def updated(self, number: str, **fields: str) -> Received:
        return self.updated_before(0.0, number, **fields)

    def updated_before(self, seconds: float, number: str, **fields: str) -> Received:
        """A change that HR made some seconds ago."""
        return self.says(event(number, self.clock.now() - seconds, **fields))

    def person(self, number: str) -> Person:
        found = self.people.by_employee_number(number, HR)
        assert found is not None
        return found

    def day(self, days: float) -> str:
        return datetime.fromtimestamp(self.clock.now() + days * DAY, UTC).date().isoformat()

    def leavers(self, status: str = "new") -> list[Json]:
        """Work items of the procedure leaver in this status, with their parameters."""
        rows = self.desk.work_items.search(status=status, limit=500)
        found = [r for r in rows if r["procedure"] == "leaver"]
        return [{**r, "params": json.loads(r["params"])} for r in found]

    def leaver(self, status: str = "new") -> Json:
        (only,) = self.leavers(status)
        return only

    def questions(self) -> list[Json]:
        rows = self.desk.work_items.search(status="new", limit=500)
        return [r for r in rows if r["procedure"] == "manual"]

    def due(self) -> list[str]:
        return [run.work for run in self.desk.agenda.due()]


def event(number: str, at: float, **fields: str) -> dict[str, Any]:
    moment = datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%S+0000")
    data: dict[str, Any] = {"companyId": "meridian", "employeeId": number}
    changed = {"changedFields": list(fields)}
    return {"type": "employee.updated", "timestamp": moment, "data": {**data, **changed, **fields}}


def without(*numbers: str) -> list[Row]:
    return [r for r in STAFF if r["employee_number"] not in numbers]


def moved(office: Office, **settings: Any) -> Office:
    """The same office with other settings."""
    return replace(office, settings=office.settings.model_copy(update=settings))
