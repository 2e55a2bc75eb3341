"""What is wrong with the record is counted, scored and put in the order of its effect."""

from __future__ import annotations

import pytest

from steersman.domain.cmdb.quality import CHECKS, Counted, Measure, scores, tasks
from steersman.records.cmdb.quality import Quality, QualityCounter
from steersman.records.cmdb.silence import let_be_silent
from steersman.records.cmdb.tables import configuration_items
from steersman.records.people import People
from tests.fixtures.cmdb import BY, Cmdb, relation
from tests.fixtures.record import NOON, console

DAY = 86_400.0


def counted(cmdb: Cmdb, now: float = NOON) -> Quality:
    with cmdb.engine.connect() as connection:
        return QualityCounter(connection, now).count()


def failing(cmdb: Cmdb, check: str, now: float = NOON) -> list[str]:
    with cmdb.engine.connect() as connection:
        return [row["name"] for row in QualityCounter(connection, now).failing(check)]


def test_a_whole_item_fails_nothing(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "l", "class": "location", "name": "London", "city": "London", "country": "UK"},
        {"key": "r", "class": "rack", "name": "R1", "location": "London"},
    )
    cmdb.relate(relation("l", "contains", "r"))
    assert {check: failing(cmdb, check) for check in CHECKS} == {check: [] for check in CHECKS}
    assert counted(cmdb).overall.overall == 1.0


def test_empty_required_and_recommended_attributes_are_counted(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", "class": "subnet", "name": "a", "cidr": "10.0.0.0/8"},
        {"key": "2", "class": "vlan", "name": "b"},
        {"key": "3", "class": "location", "name": "c", "city": "London"},
    )
    assert failing(cmdb, "missing_required") == ["b"]
    assert failing(cmdb, "missing_recommended") == ["c"]


def test_an_item_is_stale_when_no_source_lists_it_any_more(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "team", "name": "a"})
    cmdb.bring({"key": "2", "class": "team", "name": "b"}, by="slow")
    let_be_silent(cmdb.engine, cmdb.clock, "slow", 365, by=BY)
    assert failing(cmdb, "stale", NOON + 59 * DAY) == []
    assert failing(cmdb, "stale", NOON + 61 * DAY) == ["a"]
    assert failing(cmdb, "stale", NOON + 366 * DAY) == ["a", "b"]


def test_what_sources_disagree_about_is_a_conflict(cmdb: Cmdb) -> None:
    web = {"key": "1", "class": "server", "name": "web-1", "serial": "S1"}
    cmdb.bring({**web, "os": "Debian"})
    cmdb.bring({**web, "os": "Ubuntu"}, by="discovery", at=NOON + 1)
    assert failing(cmdb, "conflict") == ["web-1"]
    cmdb.bring({**web, "os": "Ubuntu"}, at=NOON + 2)
    assert failing(cmdb, "conflict") == []


def test_a_retired_item_that_is_still_seen_breaks_the_rules(cmdb: Cmdb) -> None:
    gone = {"class": "server", "status": "retired", "retired_on": "2020-01-01"}
    cmdb.bring({"key": "1", "name": "old", **gone}, at=NOON - 30 * DAY)
    cmdb.bring({"key": "2", "name": "still", **gone})
    assert failing(cmdb, "retired_but_seen") == ["still"]


def test_an_owner_who_left_breaks_the_rules(cmdb: Cmdb, people: People) -> None:
    values = {"given_name": "Ann", "mail": "ann@example.org", "employment_status": "terminated"}
    people.add(values, by=BY, source=console())
    cmdb.bring({"key": "1", "class": "server", "name": "web-1", "owner": "ann@example.org"})
    assert failing(cmdb, "owner_left") == ["web-1"]


def test_what_ran_out_breaks_the_rules(cmdb: Cmdb) -> None:
    row = {"class": "contract", "vendor": "ACME"}
    cmdb.bring(
        {"key": "1", "name": "old", "ends_on": "2020-01-01", **row},
        {"key": "2", "name": "new", "ends_on": "2099-01-01", **row},
    )
    assert failing(cmdb, "expired") == ["old"]


def test_an_item_without_relation_and_owner_is_an_orphan(cmdb: Cmdb) -> None:
    cmdb.bring(*({"key": n, "class": "server", "name": n} for n in "abc"))
    cmdb.relate(relation("a", "depends_on", "b"))
    assert failing(cmdb, "orphan") == ["c"]


def test_the_same_serial_number_twice_is_counted_for_both(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "server", "name": "a", "serial": "S1"})
    cmdb.bring({"key": "x", "class": "server", "name": "b"}, by="discovery")
    late = {"key": "x", "class": "server", "name": "b", "serial": "S1"}
    cmdb.bring(late, by="discovery", at=NOON + 1)
    assert failing(cmdb, "duplicate") == ["a", "b"]


def test_the_scores_tell_class_from_class_and_source_from_source(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "subnet", "name": "a", "cidr": "10.0.0.0/8"})
    cmdb.bring({"key": "2", "class": "vlan", "name": "b"}, by="network")
    found = counted(cmdb)
    by_class = {score.group: score.shares[Measure.COMPLETENESS] for score in found.of_classes}
    by_source = {score.group: score.shares[Measure.COMPLETENESS] for score in found.of_sources}
    assert by_class == {"subnet": 1.0, "vlan": pytest.approx(0.2)}
    assert by_source == {"inventory": 1.0, "network": pytest.approx(0.2)}
    assert found.overall.items == 2


def test_the_most_critical_item_that_fails_comes_first(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", "class": "server", "name": "a", "criticality": "4"},
        {"key": "2", "class": "server", "name": "b", "criticality": "1"},
    )
    assert failing(cmdb, "orphan") == ["b", "a"]


def test_what_is_hidden_is_counted_nowhere(cmdb: Cmdb) -> None:
    cmdb.bring(
        {"key": "1", "class": "server", "name": "a", "serial": "S1", "location": "London"},
        {"key": "2", "class": "vlan", "name": "b"},
    )
    cmdb.bring({"key": "x", "class": "server", "name": "c", "location": "Paris"}, by="discovery")
    late = {"key": "x", "class": "server", "name": "c", "location": "Paris", "serial": "S1"}
    cmdb.bring(late, by="discovery", at=NOON + 1)
    london = configuration_items.c.location == "London"
    with cmdb.engine.connect() as connection:
        counter = QualityCounter(connection, NOON, london)
        found, twice = counter.count(), counter.failing("duplicate")
    assert (found.overall.items, [score.group for score in found.of_classes]) == (1, ["server"])
    assert twice == []


def test_scores_are_shares_of_what_passes() -> None:
    (one,) = scores({"server": 4}, [Counted("server", "missing_required", 2, 4.0)])
    assert one.shares[Measure.COMPLETENESS] == pytest.approx(1 - 2 * 2 / (4 * 2.5))
    assert one.shares[Measure.CORRECTNESS] == 1.0


def test_no_items_are_no_perfect_items() -> None:
    (empty,) = scores({"server": 0}, [])
    assert empty.overall is None


def test_what_has_the_worst_effect_is_mended_first() -> None:
    found = tasks(
        [
            Counted("server", "missing_recommended", 9, 9.0),
            Counted("server", "duplicate", 2, 8.0),
            Counted("laptop", "stale", 0, 0.0),
        ]
    )
    assert [(task.check.name, task.effect) for task in found] == [
        ("duplicate", 24.0),
        ("missing_recommended", 4.5),
    ]
