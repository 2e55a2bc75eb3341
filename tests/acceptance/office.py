"""A Steersman in front of the test company, with a clock that can be sent ahead."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from company.people import Employee, by_number
from company.real import RealCompany
from steersman.bootstrap import Steersman
from steersman.bootstrap.steersman import Parts
from steersman.domain.canonical import Json
from steersman.domain.plan import Plan
from steersman.domain.sources import Source
from steersman.governor.rehearsal import Rehearsal
from steersman.records.desk.work import Request
from steersman.records.imports.importer import Importer
from steersman.settings.product import Settings
from tests.acceptance.worker import Hook, watched

FEED = "system:hr-feed"
ACTIVE = {"employment_status": "active"}


class TravelClock:
    """The real clock, so that real servers get their time, and a jump where a test needs one."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> float:
        return time.time() + self.ahead

    def pause(self, seconds: float) -> None:
        time.sleep(seconds)

    def advance(self, seconds: float) -> None:
        self.ahead += seconds


@dataclass
class Exchange:
    """A stock exchange that is open until ``closes``; ``None``: closed."""

    closes: float | None = None

    def open_until(self, exchange: str, now: float) -> float | None:
        return self.closes if self.closes is not None and now < self.closes else None


@dataclass
class Office:
    """What HR, managers and security do with Steersman in the tests."""

    company: RealCompany
    steersman: Steersman
    clock: TravelClock
    exchange: Exchange = field(default_factory=Exchange)

    def person(self, who: Employee) -> str:
        found = self.steersman.people.by_employee_number(who.employee_number)
        assert found is not None
        return found.id

    def hr_enters(self, who: Employee, *, successor: Employee | None = None, **more: str) -> str:
        """HR says that they left: the record follows, and a leaver is opened."""
        number = who.employee_number
        source = Source(name="hr", recency=self.clock.now(), native_key=number)
        left = {"employment_status": "terminated"}
        self.steersman.people.change(self.person(who), left, by=FEED, source=source)
        to = successor or by_number(who.manager)
        params = {"successor": self.person(to), "effective_at": self._now(), **more}
        request = Request(
            procedure="leaver", requester=FEED, subject=self.person(who), params=params
        )
        return self.steersman.desk.work_items.submit(request)

    def run(self, number: str) -> Json:
        """The run of ``number`` that is due now, to its end."""
        runs = [run for run in self.steersman.tick() if run.partition("#")[0] == number]
        assert runs, f"no run of {number} is due"
        return self.steersman.finish(runs[0])

    def plans(self, number: str) -> list[Plan]:
        """What was decided about the last run of ``number``, step by step."""
        decided = list(self.steersman.ledger.entries(kind="decision", key_prefix=f"{number}#"))
        return [step.plan for step in Rehearsal.from_json(decided[-1].body["rehearsal"]).steps]

    def appoint(self, who: Employee, role: str) -> str:
        self.steersman.permissions.assign(self.person(who), role, by="system:test")
        return self.person(who)

    def approve(self, number: str, by: str) -> None:
        digest = self.steersman.desk.work_items.standing(number).digest
        assert digest
        self.steersman.desk.approvals.approve(number, digest, by=by)

    def status(self, number: str) -> str:
        return self.steersman.desk.work_items.standing(number).status.value

    def _now(self) -> str:
        return datetime.fromtimestamp(self.clock.now(), UTC).isoformat()


@contextmanager
def office(
    company: RealCompany, data: Path, database_url: str = "", hook: Hook | None = None
) -> Iterator[Office]:
    """``hook`` hears of each moment around every effect (see ``worker.Watched``)."""
    clock, exchange = TravelClock(), Exchange()
    settings = Settings(data=data, systems_file=company.systems_file, database_url=database_url)
    steersman = Steersman(settings, Parts(clock=clock, market=exchange.open_until))
    if hook is not None:
        steersman.connected = watched(steersman.connected, hook)
    steersman.open()
    try:
        hire_everybody(steersman, company)
        yield Office(company, steersman, clock, exchange)
    finally:
        steersman.close()


def hire_everybody(steersman: Steersman, company: RealCompany) -> None:
    """The 200 people of HR's file, by the same import that an administrator uses."""
    with (company.home / "hr" / "people.csv").open(newline="") as file:
        rows = [_imported(row) for row in csv.DictReader(file)]
    importer = Importer(steersman.store, steersman.clock)
    source = Source(name="hr", recency=steersman.clock.now())
    plan = importer.plan(json.dumps(rows), format="json", object_type="person", source=source)
    if plan.created:
        importer.apply(plan, by="system:test")


def _imported(row: Mapping[str, str]) -> dict[str, str]:
    left_out = ("status", "termination_type")
    return {name: cell for name, cell in row.items() if name not in left_out} | ACTIVE


Question = Callable[[], bool]


def soon(question: Question, seconds: float = 5.0) -> bool:
    """Whether the answer becomes yes within ``seconds``."""
    until = time.monotonic() + seconds
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.05)
    return True
