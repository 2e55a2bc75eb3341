"""A running Steersman among outside systems that count, and HR's office beside it."""

from __future__ import annotations

import csv
import hashlib
import hmac
import io
import json
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from company.feed import COLUMNS
from steersman.bootstrap import Steersman
from steersman.bootstrap.steersman import Parts
from steersman.domain.errors import Permanent
from steersman.domain.sources import HR
from steersman.domain.work import Status
from steersman.records.desk.work import Request
from steersman.runtime.clock import ManualClock
from steersman.servicedesk.approving import Answer
from steersman.servicedesk.hr.poll import PollReport
from steersman.servicedesk.requests.intake import ask
from steersman.settings.product import Settings
from tests.acceptance.hostile.outside import Dump, Outside
from tests.acceptance.hostile.people import ROLES, STAFF, Someone

EVENING = 1_780_000_000.0  # Thursday 28 May 2026, 20:26 UTC: no exchange of ours is open
KEY = "the private key of the webhook"
HOUR, DAY = 3600.0, 86400.0
SYSTEMS = """\
[hr]
file = "people.csv"
webhook_secret = "file:webhook.key"
[[systems]]
name = "directory"
kind = "ldap"
identity_source = true
[[systems]]
name = "mail"
kind = "dovecot"
aliases = ["email"]
[[systems]]
name = "crm"
kind = "scim"
[[systems]]
name = "slack"
kind = "slack"
[[systems]]
name = "web1"
kind = "linux"
[[systems]]
name = "vpn"
kind = "wireguard"
[[systems]]
name = "calendar"
kind = "caldav"
accounts_from = "directory"
"""


@dataclass
class World:
    """``staff`` are the rows that HR writes next; ``outside`` is what the judge looks at."""

    folder: Path
    outside: Outside
    database_url: str = ""
    clock: ManualClock = field(default_factory=lambda: ManualClock(EVENING))
    staff: dict[str, dict[str, str]] = field(default_factory=dict)
    market: Callable[[str, float], float | None] | None = None
    template: Path | None = None
    tiers: Mapping[str, Any] = field(default_factory=dict)
    _steersman: Steersman | None = None
    before: Dump = field(default_factory=dict)

    @property
    def steersman(self) -> Steersman:
        """Opened when it is first needed: until then a story may still arrange the world."""
        if self._steersman is None:
            self.before = self.outside.dump()
            self._steersman = self._opened()
        return self._steersman

    def restart(self) -> None:
        """The process ends and starts again on the same record."""
        self.close()
        self._steersman = self._opened()

    def close(self) -> None:
        if self._steersman is not None:
            self._steersman.close()
            self._steersman = None

    def arranged(self) -> None:
        """What stands outside now is how it was before we acted."""
        self.before = self.outside.dump()

    # --- HR ---

    def hr_writes(self, content: bytes | None = None) -> None:
        path = self.folder / "people.csv"
        path.write_bytes(as_csv(list(self.staff.values())) if content is None else content)
        os.utime(path, (self.clock.now(), self.clock.now()))

    def hr_says(self, *people: Someone, **fields: str) -> None:
        """HR corrects the rows of these people, and the list is polled."""
        for who in people:
            self.staff[who.number] |= fields
        self.poll()

    def leave(self, *people: Someone, **fields: str) -> list[str]:
        """HR lists these people as leavers of today; the numbers of the work that follows."""
        opened = self.steersman  # the judge looks before HR speaks
        known = {row["number"] for row in opened.desk.work_items.search(limit=500)}
        self.hr_says(*people, **{"status": "terminated", "end_date": self.day(0), **fields})
        rows = opened.desk.work_items.search(limit=500)
        found = [r for r in rows if r["number"] not in known and r["procedure"] == "leaver"]
        return [row["number"] for row in reversed(found)]

    def poll(self, content: bytes | None = None) -> PollReport:
        steersman = self.steersman
        self.clock.advance(61)
        self.hr_writes(content)
        assert steersman.hr is not None
        return steersman.hr.poll()

    def webhook(self, body: Mapping[str, Any], *, key: str = KEY, at: float | None = None) -> str:
        """A signed call; the answer's status, or why it was refused."""
        steersman = self.steersman
        assert steersman.hr is not None
        moment = str(int(self.clock.now() if at is None else at))
        raw = json.dumps(body).encode()
        digest = hmac.new(key.encode(), raw + moment.encode(), hashlib.sha256).hexdigest()
        headers = {"X-BambooHR-Timestamp": moment, "X-BambooHR-Signature": digest}
        return self.call(raw, headers)

    def call(self, raw: bytes, headers: Mapping[str, str]) -> str:
        assert self.steersman.hr is not None
        try:
            return self.steersman.hr.receive(headers, raw).status
        except Permanent as refused:
            return str(refused)

    def day(self, days: float) -> str:
        return datetime.fromtimestamp(self.clock.now() + days * DAY, UTC).date().isoformat()

    # --- the desk ---

    def id(self, who: Someone) -> str:
        found = self.steersman.people.by_employee_number(who.number, HR)
        assert found is not None, who
        return found.id

    def submit(self, who: Someone, requester: str = "system:hr-feed", **more: Any) -> str:
        given = {"procedure": "leaver", "requester": requester, "subject": self.id(who)}
        return self.steersman.desk.work_items.submit(Request(**{**given, **more}))

    def ask(self, text: str, by: Someone) -> Mapping[str, Any]:
        return ask(self.steersman, text, self.id(by))

    def run(self, times: int = 1) -> None:
        """Do everything that is due now, and wait for it."""
        for _ in range(times):
            for run in self.steersman.tick():
                self.steersman.finish(run)

    def wait(self, seconds: float, *, step: float = HOUR) -> None:
        """Time passes; whatever falls due is done."""
        end = self.clock.now() + seconds
        while self.clock.now() < end:
            self.clock.advance(min(step, end - self.clock.now()))
            self.run()

    def status(self, number: str) -> Status:
        return self.steersman.desk.work_items.standing(number).status

    def reasons(self, number: str) -> str:
        return "; ".join(self.steersman.desk.work_items.standing(number).reasons)

    def digest(self, number: str) -> str:
        return self.steersman.desk.work_items.standing(number).digest or ""

    def approve(self, number: str, *approvers: Someone) -> None:
        """Each says yes to the plan as it stands then, and the desk goes on."""
        for who in approvers:
            self.yes(number, self.digest(number), who)
            self.run()

    def yes(self, number: str, digest: str, who: Someone) -> str:
        """One approval; why it was refused, or nothing."""
        answer = Answer(work=number, digest=digest, by=self.id(who))
        return self.tried(lambda: self.steersman.approving.approve(answer))

    @staticmethod
    def tried(act: Callable[[], object]) -> str:
        try:
            act()
        except Permanent as refused:
            return str(refused) or "refused"
        return ""

    def limits(self, text: str) -> None:
        (self.folder / "data" / "limits.toml").write_text(text)

    def ask_first(self) -> None:
        """Hold every piece of work for one approver."""
        self.limits("[default]\npeople_per_hour = 0\n")

    def _opened(self) -> Steersman:
        connected = self.outside.connected()
        connected = type(connected)(connected.connectors, self.tiers)
        settings = Settings(
            data=self.folder / "data",
            database_url=self.database_url,
            systems_file=self.folder / "systems.toml",
        )
        parts: dict[str, Any] = {"market": self.market} if self.market else {}
        opened = Steersman(settings, Parts(connected=connected, clock=self.clock, **parts))
        opened.open()
        return opened


def settle(world: World) -> None:
    """The record of a company that has worked for a while: everybody known, roles given."""
    steersman = world.steersman
    assert steersman.hr is not None
    world.hr_writes()
    report = steersman.hr.poll()
    assert not report.error, report
    for who, role in ROLES.items():
        steersman.permissions.assign(world.id(who), role, by="system:test")


def empty(folder: Path, database_url: str = "") -> World:
    (folder / "data").mkdir(parents=True, exist_ok=True)
    (folder / "systems.toml").write_text(SYSTEMS)
    secret = folder / "webhook.key"
    secret.write_text(KEY)
    secret.chmod(0o600)
    world = World(folder, Outside(), database_url)
    for who in STAFF:
        world.outside.hire(who)
        world.staff[who.number] = who.row
    return world


@contextmanager
def world_from(template: Path, folder: Path) -> Iterator[World]:
    """A copy of a settled company."""
    shutil.copytree(template / "data", folder / "data")
    world = empty(folder)
    world.hr_writes()
    try:
        yield world
    finally:
        world.close()


def as_csv(rows: Sequence[Mapping[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
