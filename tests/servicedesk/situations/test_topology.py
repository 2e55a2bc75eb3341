"""Alerts on things that depend on each other are one situation, with the deepest as its cause."""

from __future__ import annotations

from steersman.records.cmdb.items import ConfigurationItems
from steersman.records.desk.work import Request
from steersman.records.graph.sight import EVERYTHING
from steersman.records.situations.mapping import Mapped, mapped
from steersman.servicedesk.situations.story import around
from tests.servicedesk.situations.conftest import EVERY, Site

DAY = 86_400.0


def estate(site: Site) -> tuple[str, str, str]:
    """Two services on one database, all of them long known."""
    database = site.item("db-1", fqdn="db-1.example.org", ip_address="10.0.0.7")
    services = [site.item(name, "application_service") for name in ("payroll", "ledger")]
    for service in services:
        site.needs(service, database)
    site.clock.advance(DAY)
    return database, services[0], services[1]


def test_the_symptoms_and_the_cause_become_one_situation(site: Site) -> None:
    database, _, _ = estate(site)
    site.says("ProbeFailed", "payroll")
    site.passes(10)
    site.says("ProbeFailed", "ledger")
    site.passes(10)
    assert len(site.live()) == 2, "nothing says yet that they belong together"
    site.says("DiskFull", "db-1.example.org")
    site.passes(10)

    (live,) = site.live()
    assert live["alerts"] == 3
    assert live["causes"][0]["item"] == database
    reasons = live["causes"][0]["reasons"]
    assert reasons[0] in ("payroll, ledger depend on it", "ledger, payroll depend on it")
    assert "it depends on nothing else that alerts" in reasons
    assert live["title"] == "DiskFull on db-1.example.org and 2 other hosts: 3 alerts of 2 kinds"
    (gone,) = [row for row in site.situations.search(EVERY) if row["merged_into"]]
    assert gone["merged_into"] == live["number"]
    assert site.worker.work_items.row(gone["number"])["state"] == "resolved"


def test_what_was_changed_just_before_speaks_for_the_cause(site: Site) -> None:
    database, service, _ = estate(site)
    items = ConfigurationItems(site.engine, site.clock)
    items.change([database], {"environment": "test"}, by="system:test")
    number = site.worker.work_items.submit(
        Request(procedure="manual", requester="system:test", subject=service, summary="Deploy 4.2")
    )
    site.clock.advance(240)
    site.says("ProbeFailed", "payroll")
    site.says("DiskFull", "db-1")
    site.worker.work()

    one = site.one()
    assert any(
        reason.startswith("changed 4 minutes before the first alert: environment")
        for reason in one["causes"][0]["reasons"]
    )
    told = around(site.engine, one, EVERYTHING)
    assert {(each.item, each.link) for each in told.changes} == {(database, ""), (service, number)}


def test_an_old_change_is_not_told(site: Site) -> None:
    database, _, _ = estate(site)
    items = ConfigurationItems(site.engine, site.clock)
    items.change([database], {"environment": "test"}, by="system:test")
    site.clock.advance(3 * 3600)
    site.says("DiskFull", "db-1")
    site.worker.work()
    assert around(site.engine, site.one(), EVERYTHING).changes == []


def test_a_name_that_two_items_have_is_neither(site: Site) -> None:
    first = site.item("web", ip_address="10.0.0.1")
    site.item("web", "application_service")
    with site.engine.connect() as connection:
        found = mapped(connection, ["web", "10.0.0.1", "nowhere"])
    assert found == {"web": Mapped(several=2), "10.0.0.1": Mapped(first), "nowhere": Mapped()}
    site.says("Down", "web")
    site.worker.work()
    assert site.one()["items"] == []


def test_who_depends_on_it_is_told_the_most_critical_first(site: Site) -> None:
    database, service, other = estate(site)
    items = ConfigurationItems(site.engine, site.clock)
    items.change([other], {"criticality": "1"}, by="system:test")
    site.says("DiskFull", "10.0.0.7")
    site.worker.work()
    told = around(site.engine, site.one(), EVERYTHING)
    assert [fact.id for fact in told.affected] == [database]
    assert [fact.id for fact in told.hit] == [other, service]
    assert {(edge.dependent, edge.needed) for edge in told.path} == {
        (service, database),
        (other, database),
    }


def test_far_apart_in_time_they_are_two(site: Site) -> None:
    estate(site)
    site.says("DiskFull", "db-1")
    site.passes(1_000)
    site.says("ProbeFailed", "payroll")
    site.passes(10)
    assert len(site.live()) == 2
