"""Stored alerts become situations, exactly once, whoever is killed and however many work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.records.situations import cursor
from steersman.records.situations.tables import held_alerts, situation_alerts, situations
from steersman.servicedesk.situations.judging import Judge, Judged
from steersman.servicedesk.situations.telling import Telling, Urgency
from steersman.servicedesk.situations.worker import Situating
from tests.servicedesk.situations.conftest import Site


def rows(site: Site, table: sa.Table) -> int:
    with site.engine.connect() as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def test_what_is_declared_critical_opens_a_situation_at_once(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    assert site.worker.work() == 1

    one = site.one()
    assert (one["title"], one["severity"], one["state"]) == (
        "InstanceDown on web-1",
        "critical",
        "open",
    )
    assert (one["alerts"], one["firing"]) == (1, 1)
    (told,) = site.told.said
    assert (told.situation, told.urgency) == (one["number"], Urgency.PAGE)
    assert [kind for kind, _ in site.timeline(one["number"])] == ["opened", "told"]


def test_a_situation_is_an_incident_of_the_same_number(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    site.worker.work()
    number = site.one()["number"]
    row = site.worker.work_items.row(number)
    assert number.startswith("INC")
    assert (row["kind"], row["state"], row["summary"]) == (
        "incident",
        "new",
        "InstanceDown on web-1",
    )


def test_what_nobody_declared_critical_is_judged_by_surprise(site: Site) -> None:
    for name in ("Login", "Backup", "DiskFull"):
        site.says(name, "web-1", severity="warning")
    assert site.worker.work() == 3
    assert site.live() == []
    site.passes(120)
    assert site.live() == [], "the first twelve hours are for learning"


def test_the_budget_tells_what_is_unusual_after_learning(site: Site) -> None:
    for _ in range(80):
        site.says("Heartbeat", "web-1", severity="info", n=str(site.clock.now()))
        site.passes(600)
    site.says("DiskFailing", "web-1", severity="warning")
    for _ in range(4):
        site.passes(60)
    one = site.one()
    assert "DiskFailing" in one["names"]
    assert "never seen" in one["reasons"][0]
    assert site.told.said[0].urgency is Urgency.NOTIFY


def test_alerts_of_one_host_are_one_situation(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    site.says("HighLatency", "web-1", severity="warning")
    site.says("DiskFull", "db-9")
    site.worker.work()
    site.says("CertificateExpired", "web-1")
    site.passes(60)

    of_host = {tuple(one["hosts"]): one["alerts"] for one in site.live()}
    assert of_host == {("web-1",): 3, ("db-9",): 1}


def test_a_warning_alone_joins_and_opens_nothing(site: Site) -> None:
    site.says("HighLatency", "web-1", severity="warning")
    site.worker.work()
    assert site.live() == []


def test_it_is_resolved_when_all_its_alerts_are_over_for_five_minutes(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    site.passes(60)
    site.says("InstanceDown", "web-1", status="resolved")
    site.passes(30)
    assert site.one()["state"] == "open"
    site.passes(400)

    one = site.one()
    assert (one["state"], one["firing"]) == ("resolved", 0)
    assert site.told.said[-1].urgency is Urgency.INFORM
    assert site.worker.work_items.row(one["number"])["state"] == "resolved"


def test_what_begins_again_soon_is_the_same_situation(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    site.passes(10)
    site.says("InstanceDown", "web-1", status="resolved")
    site.passes(10)
    site.passes(400)
    site.says("InstanceDown", "web-1")
    site.passes(60)

    one = site.one()
    assert (one["state"], one["firing"]) == ("open", 1)
    assert "reopened" in [kind for kind, _ in site.timeline(one["number"])]
    assert site.worker.work_items.row(one["number"])["state"] == "in_progress"


def test_what_comes_and_goes_stays_open_and_is_told_once_in_ten_minutes(site: Site) -> None:
    for _ in range(6):
        site.says("LinkDown", "sw-1")
        site.passes(20)
        site.says("LinkDown", "sw-1", status="resolved")
        site.passes(20)
    site.passes(310)

    one = site.one()
    assert one["state"] == "open"
    assert "flaps" in [kind for kind, _ in site.timeline(one["number"])]
    assert len(site.told.said) == 1


class Killed(BaseException):
    """The process ends here."""


class DiesOnce:
    """Ends the process while it tells, the first time."""

    def __init__(self, site: Site) -> None:
        self.site, self.died = site, False

    def tell(self, connection: sa.Connection, telling: Telling) -> str:
        if not self.died:
            self.died = True
            raise Killed
        return self.site.told.tell(connection, telling)


def test_a_worker_killed_in_its_transaction_loses_nothing_and_tells_nothing_twice(
    site: Site,
) -> None:
    site.says("InstanceDown", "web-1")
    dying = replace(site.worker, tells=DiesOnce(site))
    with pytest.raises(Killed):
        dying.work()
    assert (rows(site, situations), site.told.said) == (0, [])

    site.another_worker().work()
    site.another_worker().work()
    assert (rows(site, situations), len(site.told.said)) == (1, 1)


def test_a_worker_killed_between_batches_is_followed_by_one_that_goes_on(
    site: Site,
) -> None:
    site.alerts.keep([site.alert("Down", f"web-{n}") for n in range(25)])
    assert site.another_worker(batch=10).turn() == 10
    other = site.another_worker(batch=10)
    assert [other.turn(), other.turn(), other.turn()] == [10, 5, 0]
    assert rows(site, situation_alerts) == 25


def test_many_workers_at_once_make_each_situation_once_and_count_exactly(
    site: Site,
) -> None:
    hosts = [f"web-{n % 4}" for n in range(60)]
    site.alerts.keep([site.alert(f"Down-{n}", host) for n, host in enumerate(hosts)])
    workers = [site.another_worker(batch=7) for _ in range(4)]

    def to_the_end(one: Situating) -> None:
        while site.situations.behind().events:
            one.turn()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(to_the_end, workers))
    live = site.live()
    assert sorted(one["alerts"] for one in live) == [15, 15, 15, 15]
    assert len({telling.situation for telling in site.told.said}) == 4


class Overtaken(Judge):
    """Judges, and then another worker is faster."""

    def __init__(self, other: Situating) -> None:
        super().__init__()
        self.other = other

    def judge(self, connection: sa.Connection, most: int, now: float) -> Judged:
        judged = super().judge(connection, most, now)
        self.other.work()
        return judged


def test_a_worker_that_was_overtaken_writes_nothing(site: Site) -> None:
    site.says("InstanceDown", "web-1", severity="warning")
    site.says("InstanceDown", "web-2")
    slow = replace(site.another_worker(), judge=Overtaken(site.another_worker()))
    assert slow.turn() == 0
    assert (rows(site, situations), len(site.told.said)) == (1, 1)
    with site.engine.connect() as connection:
        assert cursor.read(connection).version == 1


def test_a_worker_knows_what_another_one_learned(site: Site) -> None:
    first, second = site.another_worker(), site.another_worker()
    for n in range(80):
        site.says("Heartbeat", "web-1", severity="info", n=str(n))
        first.work()
        site.clock.advance(300)
        site.says("Backup", "web-1", severity="info", n=str(n))
        second.work()
        site.clock.advance(300)
    site.says("Backup", "web-1", severity="info", n="last")
    for _ in range(4):
        first.work()
        site.clock.advance(60)
    assert site.live() == [], "the other one saw it eighty times"


def test_what_grows_is_told_again_after_ten_minutes_and_not_before(site: Site) -> None:
    database, service = site.item("db-1"), site.item("payroll", "application_service")
    site.needs(service, database)
    site.says("ProbeFailed", "payroll")
    site.passes(10)
    site.says("DiskFull", "db-1")
    site.passes(10)
    assert len(site.told.said) == 1
    site.passes(600)
    assert [each.title for each in site.told.said] == [
        "ProbeFailed on payroll",
        "DiskFull on db-1 and 1 other host: 2 alerts of 2 kinds",
    ]
    site.passes(700)
    assert len(site.told.said) == 2


def test_a_storm_opens_few_situations_and_loses_no_alert(site: Site) -> None:
    site.alerts.keep([site.alert("InstanceDown", f"web-{n}") for n in range(3_000)])
    assert site.worker.work() == 3_000
    live = site.live()
    assert len(live) <= 6
    assert sum(one["alerts"] for one in live) == 3_000
    assert rows(site, held_alerts) == 0
    assert site.situations.behind().events == 0


def test_how_far_behind_it_is_is_told(site: Site) -> None:
    site.says("InstanceDown", "web-1")
    behind = site.situations.behind()
    assert (behind.events, behind.since) == (1, site.clock.now())


@pytest.mark.parametrize("batch", [1, 3, 50])
def test_how_the_stream_is_cut_changes_no_situation(site: Site, batch: int) -> None:
    kinds = [("Down", "critical"), ("DiskFull", "info"), ("Slow", "warning")]
    stream = [site.alert(kinds[n % 3][0], f"web-{n % 4}", kinds[n % 3][1]) for n in range(12)]
    stream += [site.alert("Down", "web-0", "critical", "resolved")]
    site.alerts.keep([*stream[1:12], stream[0], stream[12]])
    worker = site.another_worker(batch=batch)
    while site.situations.behind().events:
        worker.turn()
    said = {(row["hosts"][0], row["alerts"], row["firing"]) for row in site.live()}
    assert said == {("web-0", 3, 2), ("web-1", 3, 3), ("web-2", 3, 3), ("web-3", 3, 3)}


def test_what_fired_on_the_host_before_is_part_of_it_unless_it_was_silenced(site: Site) -> None:
    site.says("Slow", "web-1", severity="warning")
    site.says("Ended", "web-1", severity="warning")
    site.says("Ended", "web-1", severity="warning", status="resolved")
    site.passes(60)
    site.says("Down", "web-1")
    site.passes(10)
    assert site.one()["names"] == ["Down", "Slow"]
