"""Short words for the tests that follow one piece of work through the desk."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from steersman.bootstrap import Steersman
from steersman.domain.work import Status
from steersman.runtime.clock import ManualClock
from tests.governor.company import Company, leaver

NOON = 1_780_000_000.0  # a Thursday, 20:26 UTC
HOUR, DAY = 3600.0, 86400.0


@dataclass
class Office:
    """A running Steersman in which Jane has left and Mary takes over."""

    steersman: Steersman
    company: Company
    clock: ManualClock
    jane: str
    mary: str

    def submit(self, **more: Any) -> str:
        subject = more.pop("subject", self.jane)
        return self.steersman.desk.work_items.submit(leaver(subject, self.mary, **more))

    def run(self) -> list[dict[str, Any]]:
        """Do everything that is due now, and wait for it."""
        return [self.steersman.finish(run) for run in self.steersman.tick()]

    def status(self, number: str) -> Status:
        return self.steersman.desk.work_items.standing(number).status

    def reasons(self, number: str) -> str:
        return "; ".join(self.steersman.desk.work_items.standing(number).reasons)

    def digest(self, number: str) -> str:
        return self.steersman.desk.work_items.standing(number).digest or ""

    def approver(self, number: str, name: str, role: str = "approver") -> str:
        person = self.company.hire(self.steersman, number, name, "Approver")
        self.steersman.permissions.assign(person, role, by="system:test")
        return person

    def approve(self, work: str, by: str) -> bool:
        return self.steersman.desk.approvals.approve(work, self.digest(work), by=by)

    def questions(self, work: str) -> list[dict[str, Any]]:
        return self.steersman.desk.questions.open(work)

    def ledger(self, kind: str) -> list[dict[str, Any]]:
        return [link.body for link in self.steersman.ledger.entries(kind=kind)]


def limit(company: Company, text: str) -> None:
    data = company.path / "data"
    data.mkdir(exist_ok=True)
    (data / "limits.toml").write_text(text)


def ask_first(company: Company) -> None:
    """Hold every piece of work for one approver."""
    limit(company, "[default]\npeople_per_hour = 0\n")


@contextmanager
def office(company: Company, **more: Any) -> Iterator[Office]:
    clock = ManualClock(NOON)
    with company.open(clock=clock, **more) as steersman:
        people = company.settle_in(steersman)
        company.leaves(steersman, people["jane"])
        yield Office(steersman, company, clock, people["jane"], people["mary"])
