"""What is held back is counted, never lost, and told when what held it ends."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.ledger.ledger import Ledger
from steersman.records.situations.mutes import Holding
from steersman.records.situations.tables import held_alerts
from steersman.servicedesk.situations.acting import Acting
from tests.servicedesk.situations.conftest import Site

ANYTHING = sa.true()
ME = "system:test"
DAY, WEEK = 86_400.0, 7 * 86_400.0


@pytest.fixture
def acting(site: Site) -> Acting:
    return Acting(site.engine, site.clock, Ledger(site.engine))


def silence(site: Site, acting: Acting, *matchers: str, minutes: float = 60.0) -> str:
    now = site.clock.now()
    until = now + 60 * minutes
    return acting.silence(matchers or ("host=web-1",), since=now, until=until, why="x", by=ME)


def held(site: Site) -> list[dict[str, Any]]:
    with site.engine.connect() as connection:
        rows = connection.execute(sa.select(held_alerts).order_by(held_alerts.c.event)).mappings()
        return [dict(row) for row in rows]


def test_what_is_silenced_opens_nothing_and_is_counted_for_its_silence(
    site: Site, acting: Acting
) -> None:
    id = silence(site, acting)
    site.says("Down", "web-1")
    site.says("Down", "web-2")
    site.passes(10)
    assert [row["hosts"] for row in site.live()] == [["web-2"]]
    (mute,) = Holding(site.engine).mutes(ANYTHING, site.clock.now())
    assert (mute["id"], mute["held"]) == (id, 1)


def test_what_fires_still_at_the_end_is_told_then_and_once(site: Site, acting: Acting) -> None:
    silence(site, acting)
    site.says("Down", "web-1")
    site.says("Slow", "web-1", severity="warning")
    site.passes(10)
    site.passes(3_600)
    site.passes(3_600)
    assert (site.one()["title"], len(site.told.said)) == ("Down on web-1", 1)
    assert all(row["released_at"] is not None for row in held(site))


def test_what_is_over_by_then_is_not_told(site: Site, acting: Acting) -> None:
    silence(site, acting)
    site.says("Down", "web-1")
    site.passes(10)
    site.says("Down", "web-1", status="resolved")
    site.passes(3_700)
    assert (site.live(), site.told.said) == ([], [])


def test_what_is_silenced_joins_no_situation_of_its_host(site: Site, acting: Acting) -> None:
    silence(site, acting, "alertname=Slow")
    slow, down = site.alert("Slow", "web-1", "warning"), site.alert("Down", "web-1")
    site.alerts.keep([slow, down])
    site.passes(10)
    assert site.one()["names"] == ["Down"]


def test_two_workers_tell_it_once_when_a_silence_ends(site: Site, acting: Acting) -> None:
    id = silence(site, acting)
    site.says("Down", "web-1")
    site.passes(10)
    first, second = site.another_worker(), site.another_worker()
    first.work()
    second.work()
    acting.end_mute(id, by=ME)
    site.clock.advance(6)
    first.work()
    second.work()
    assert len(site.told.said) == 1
    assert site.one()["alerts"] == 1


def test_what_a_second_silence_holds_goes_over_to_it(site: Site, acting: Acting) -> None:
    silence(site, acting, minutes=10)
    site.says("Down", "web-1")
    site.passes(10)
    second = silence(site, acting, "alertname=Down", minutes=60)
    site.passes(700)
    assert site.live() == []
    assert [(row["holder"], row["released_at"]) for row in held(site)] == [(second, None)]
    site.passes(3_600)
    assert len(site.live()) == 1


def test_a_window_of_an_item_covers_who_depends_on_it_and_not_what_it_needs(
    site: Site, acting: Acting
) -> None:
    disk, host = site.item("san-1"), site.item("db-1")
    service = site.item("payroll", "application_service")
    site.needs(host, disk)
    site.needs(service, host)
    now = site.clock.now()
    acting.maintain([host], since=now + 60, until=now + 660, why="patching", by=ME)
    site.says("Down", "payroll", early="yes")
    site.passes(5)
    assert [row["hosts"] for row in site.live()] == [["payroll"]], "it had not begun"
    site.clock.advance(100)
    for name in ("db-1", "payroll", "san-1"):
        site.says("Failed", name)
    site.passes(10)
    assert [row["kind"] for row in held(site)] == ["maintenance", "maintenance"]
    assert "san-1" in {name for row in site.live() for name in row["hosts"]}


def test_between_two_times_of_a_window_that_repeats_nothing_stays_hidden(
    site: Site, acting: Acting
) -> None:
    host, now = site.item("db-1"), site.clock.now()
    until = now + 600
    acting.maintain([host], since=now, until=until, why="backup", by=ME, every="week")
    site.says("Down", "db-1")
    site.passes(10)
    assert site.live() == []
    site.passes(700)
    assert len(site.live()) == 1, "it fires still after the window"
    site.clock.advance(WEEK - 710)
    site.says("Down", "db-1", again="1")
    site.passes(10)
    assert site.one()["alerts"] == 1, "and the window holds again"


def test_an_inhibited_alert_is_told_when_its_source_ends(site: Site, acting: Acting) -> None:
    rule = (["alertname=SwitchDown"], ["alertname=HostDown"], ["rack"])
    acting.inhibit(*rule, why="no network, no host", by=ME)
    site.says("SwitchDown", "sw-1", rack="a")
    site.says("HostDown", "web-1", rack="a")
    site.passes(10)
    assert [row["names"] for row in site.live()] == [["SwitchDown"]]
    site.says("SwitchDown", "sw-1", status="resolved", rack="a")
    site.passes(10)
    site.passes(10)
    assert sorted(row["names"][0] for row in site.live()) == ["HostDown", "SwitchDown"]


def test_a_new_worker_knows_which_sources_fire(site: Site, acting: Acting) -> None:
    acting.inhibit(["alertname=SwitchDown"], ["alertname=HostDown"], [], why="x", by=ME)
    site.says("SwitchDown", "sw-1")
    site.worker.work()
    site.says("HostDown", "web-1")
    site.another_worker().work()
    assert [row["kind"] for row in held(site)] == ["inhibition"]


def test_what_holds_is_ended_once(site: Site, acting: Acting) -> None:
    id = silence(site, acting)
    acting.end_mute(id, by=ME)
    for wrong in (id, "mut_none"):
        with pytest.raises(Permanent):
            acting.end_mute(wrong, by=ME)


def test_a_rule_that_was_unmuted_is_judged_anew(site: Site, acting: Acting) -> None:
    def judged(times: int) -> list[str]:
        muted = list[str]()
        for n in range(times):
            site.says("Noise", f"web-{n}-{site.clock.now()}")
            site.passes(10)
            number = site.live()[0]["number"]
            muted += acting.judge(number, by=ME, useful=False)
            acting.resolve(number, by=ME, reason="noise")
            site.clock.advance(2_000)
        return muted

    assert judged(5) == ["Noise"]
    (mute,) = Holding(site.engine).mutes(ANYTHING, site.clock.now())
    acting.end_mute(mute["id"], by=ME)
    site.clock.advance(10)
    assert judged(4) == [], "what was said before is spent"
    assert judged(1) == ["Noise"]
