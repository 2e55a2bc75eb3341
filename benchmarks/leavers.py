"""Leavers on the real servers: from HR's event to verified in all systems (needs root).

One hundred one after the other, then two hundred at once, which the threshold holds until a person
has approved each plan.  In the end the servers themselves are asked, past Steersman.
"""

from __future__ import annotations

import csv
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from urllib.parse import quote

from benchmarks.rows import Row, at_most, percentile, shown
from benchmarks.stores import STORES, database_url, home
from company import real, systems
from company.people import DEPARTMENTS, Employee, people
from company.real import RealCompany
from company.services import openldap
from steersman.bootstrap import Steersman
from steersman.domain.sources import Source
from steersman.domain.work import Status
from steersman.records.desk.work import Request, Standing
from steersman.records.imports.importer import Importer
from steersman.settings.product import Settings

FEED, BENCH = "system:hr-feed", "system:bench"
ONE_BY_ONE, AT_ONCE, SAMPLE = 100, 200, 20
PATIENCE = 600.0  # seconds until a benchmark gives up
PACE = 1.1  # seconds between two leavers: connectors declare that systems take 60 a minute
ENDED = frozenset({Status.DONE, Status.INCOMPLETE, Status.REFUSED, Status.CANCELED})
NO_MARKET = "[trading_departments]\n"  # whether the exchange is open must not decide the figure
HIGH = (
    "[default]\npeople_per_hour = 100000\npeople_per_day = 100000\n"
    "share_of_company_per_day = 1.0\nshare_of_department_per_day = 1.0\nalways_allowed = 100000\n"
)
ASKING = "[default]\npeople_per_hour = 0\npeople_per_day = 0\nalways_allowed = 0\n"


@dataclass
class Bench:
    company: RealCompany
    steersman: Steersman
    deputy: str  # takes over and approves when everybody else leaves

    def leaves(self, who: Employee, successor: str) -> str:
        """HR's event: the record says that they left, and a leaver is opened."""
        of = self.person(who)
        source = Source(
            name="hr", recency=self.steersman.clock.now(), native_key=who.employee_number
        )
        left = {"employment_status": "terminated"}
        self.steersman.people.change(of, left, by=FEED, source=source)
        params = {"successor": successor, "effective_at": "2026-01-01T00:00:00+00:00"}
        request = Request(procedure="leaver", requester=FEED, subject=of, params=params)
        number = self.steersman.desk.work_items.submit(request)
        self.steersman.wake()
        return number

    def person(self, who: Employee) -> str:
        found = self.steersman.people.by_employee_number(who.employee_number)
        assert found is not None
        return found.id

    def standing(self, number: str) -> Standing:
        return self.steersman.desk.work_items.standing(number)

    def wait(self, number: str, ended: frozenset[Status] = ENDED) -> Standing:
        until = time.monotonic() + PATIENCE
        while (now := self.standing(number)).status not in ended and time.monotonic() < until:
            time.sleep(0.02)
        return now

    def wrong(self, left: Sequence[Employee], stay: Sequence[Employee]) -> int:
        """How many servers say something else than they should about these people."""
        told = [(who, self._outside(who)) for who in (*left, *stay)]
        return sum(answer is (who in left) for who, answers in told for answer in answers.values())

    def _outside(self, who: Employee) -> dict[str, bool]:
        """Whether each system still lets them in, asked with its own means."""
        named = quote(f'userName eq "{who.mail}"')
        (user,) = self.company.saas.call("GET", f"/Users?filter={named}")["Resources"]
        shadow = self.company.host("web1").run("getent", "shadow", who.login).decode()
        return {
            "directory": self.company.directory.can_sign_in(who.login, who.password),
            "crm": user["active"],
            "slack": bool(self.company.slack.user(who.employee_number)["active"]),
            "web1": not shadow.split(":")[1].startswith("!"),
        }


@contextmanager
def bench(database: str, limits: str) -> Iterator[Bench]:
    with home() as made:
        company = RealCompany(made / "company")
        company.start()
        try:
            _raise_slack(company)
            _keep_groups(company)
            data = made / "data"
            data.mkdir()
            (data / "limits.toml").write_text(limits + NO_MARKET)
            settings = Settings(data=data, systems_file=company.systems_file, database_url=database)
            steersman = Steersman(settings)
            deputy = _hire(steersman, company)
            steersman.open()
            steersman.start_ticking()
            try:
                yield Bench(company, steersman, deputy)
            finally:
                steersman.close()
        finally:
            company.stop()


def _raise_slack(company: RealCompany) -> None:
    """Slack lets an organisation reset 20 sessions a minute; its support can raise that."""
    more = {"session_resets_per_minute": 10_000}
    declared = [
        replace(system, settings={**system.settings, **more}) if system.kind == "slack" else system
        for system in company.declared
    ]
    notices = systems.Notices(company.outside.port)
    systems.write(
        company.systems_file,
        declared,
        real.TITLE,
        feed=systems.Feed(poll_every=1e6),
        notices=notices,
    )


def _keep_groups(company: RealCompany) -> None:
    """Somebody stays in each group: who the last member should be is a question to a person."""
    at = company.directory
    for group in (*DEPARTMENTS, openldap.MAIL_USERS):
        change = f"changetype: modify\nadd: member\nmember: {at.ops_dn}\n"
        at.modify(f"dn: {at.group_dn(group)}\n{change}")


def _hire(steersman: Steersman, company: RealCompany) -> str:
    """Import HR's people, and one more who stays in any case, unknown to HR's feed."""
    with (company.home / "hr" / "people.csv").open(newline="") as file:
        rows = [dict(row) for row in csv.DictReader(file)]
    for row in rows:
        row["employment_status"] = "active"
        del row["status"], row["termination_type"]
    importer = Importer(steersman.store, steersman.clock)
    source = Source(name="hr", recency=steersman.clock.now())
    plan = importer.plan(json.dumps(rows), format="json", object_type="person", source=source)
    importer.apply(plan, by=BENCH)
    values = {"employee_number": "9999", "given_name": "Dana", "family_name": "Deputy"}
    deputy = steersman.people.add(
        {**values, "mail": "dana.deputy@meridian.test"},
        by=BENCH,
        source=Source(name="bench", recency=source.recency, native_key="9999"),
    )
    steersman.permissions.assign(deputy.id, "approver", by=BENCH)
    return deputy.id


def one_by_one(at: Bench, store: str, count: int) -> list[Row]:
    bosses = {who.manager for who in people()}
    leaving = [who for who in people() if who.employee_number not in bosses][:count]
    seconds, ends = [], []
    for who in leaving:
        began, successor = time.time(), _person_by_number(at, who.manager)
        number = at.leaves(who, successor)
        end = at.wait(number)
        seconds.append((end.settled_at or time.time()) - began)
        ends.append(end)
        _report_fault(number, end)
        time.sleep(max(0.0, PACE - (time.time() - began)))
    done = sum(end.status is Status.DONE for end in ends)
    return [
        at_most(3, f"{count} leavers one by one, p50", store, percentile(seconds, 0.5), "s"),
        at_most(10, f"{count} leavers one by one, p99", store, percentile(seconds, 0.99), "s"),
        shown(f"{count} leavers one by one, longest", store, max(seconds), "s"),
        _all_done(f"{count} leavers one by one, done and verified", store, done, count),
        _wrong(at, store, leaving, f"{count} leavers one by one"),
    ]


def at_once(at: Bench, store: str, count: int) -> list[Row]:
    """All leave at the same moment; the threshold holds every one, then they are approved."""
    leaving = list(people())[-count:]
    began = time.time()
    numbers = [at.leaves(who, at.deputy) for who in leaving]
    held = [at.wait(number, ENDED | {Status.HELD}) for number in numbers]
    asked = time.time() - began
    holds = sum(each.status is Status.HELD for each in held)
    approved = time.time()
    for number, each in zip(numbers, held, strict=True):
        if each.status is Status.HELD and each.digest:
            at.steersman.desk.approvals.approve(number, each.digest, by=at.deputy)
    at.steersman.wake()
    ends = [at.wait(number) for number in numbers]
    for number, end in zip(numbers, ends, strict=True):
        _report_fault(number, end)
    took = max(end.settled_at or time.time() for end in ends) - approved
    done = sum(end.status is Status.DONE for end in ends)
    name = f"{count} leavers at once"
    return [
        _all_done(f"{name}, held for a person", store, holds, count),
        shown(f"{name}, until all were held", store, asked, "s"),
        at_most(300, f"{name}, approval to the last verified", store, took, "s"),
        _all_done(f"{name}, done and verified", store, done, count),
        _wrong(at, store, leaving, name),
    ]


def _person_by_number(at: Bench, number: str) -> str:
    found = at.steersman.people.by_employee_number(number)
    return at.deputy if found is None else found.id


def _all_done(name: str, store: str, done: int, count: int) -> Row:
    row = shown(name, store, done, "people")
    row["bar"], row["met"] = f"= {count}", done == count
    return row


def _wrong(at: Bench, store: str, leaving: Sequence[Employee], name: str) -> Row:
    """Asked of a sample of those who left, and of those who did not."""
    chance = random.Random(1)
    stay = [who for who in people() if who not in leaving]
    left = chance.sample(list(leaving), min(SAMPLE, len(leaving)))
    others = chance.sample(stay, min(SAMPLE, len(stay)))
    wrong = at.wrong(left, others)
    asked = 4 * (len(left) + len(others))
    return at_most(0, f"{name}, wrong among {asked} outside answers", store, wrong, "answers")


def _report_fault(number: str, end: Standing) -> None:
    if end.status is not Status.DONE:
        print(f"  {number} is {end.status.value}: {'; '.join(end.reasons)[:600]}", flush=True)


def run(quick: bool) -> list[Row]:
    parts: list[tuple[Callable[[Bench, str, int], list[Row]], str, int]] = [
        (one_by_one, HIGH, 2 if quick else ONE_BY_ONE),
        (at_once, ASKING, 3 if quick else AT_ONCE),
    ]
    rows: list[Row] = []
    for store in STORES[:1] if quick else STORES:
        for act, limits, count in parts:
            with database_url(store) as url, bench(url, limits) as at:
                rows += act(at, store, count)
                print(
                    f"  {store}: {rows[-3]['name']}: {rows[-3]['value']} {rows[-3]['unit']}",
                    flush=True,
                )
    return rows
