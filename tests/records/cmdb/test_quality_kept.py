"""The last count of the quality is kept for each filter that people see items through."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.cmdb.quality import CHECKS, Measure
from steersman.domain.errors import Permanent
from steersman.records.cmdb.items import ConfigurationItems, Wanted
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.quality_kept import LONGEST, KeptQualities, Standing
from steersman.records.cmdb.tables import configuration_items
from tests.fixtures.cmdb import Cmdb

EVERYTHING = sa.true()
_c = configuration_items.c


@pytest.fixture
def kept(cmdb: Cmdb) -> KeptQualities:
    cmdb.bring(
        {"key": "1", "class": "server", "name": "db-1", "criticality": "1", "location": "Rome"},
        {"key": "2", "class": "server", "name": "web-1", "location": "Paris"},
    )
    return KeptQualities(cmdb.engine, cmdb.clock)


def test_nothing_was_counted_at_first(kept: KeptQualities) -> None:
    assert kept.last(EVERYTHING) is None


def test_a_count_stays_as_it_was_until_the_next_one(cmdb: Cmdb, kept: KeptQualities) -> None:
    first = kept.count(EVERYTHING)
    cmdb.clock.advance(60)
    cmdb.bring({"key": "3", "class": "team", "name": "ops"})
    assert kept.last(EVERYTHING) == first
    assert first.found["overall"]["items"] == 2
    again = kept.count(EVERYTHING)
    assert (again.found["overall"]["items"], again.counted_at) == (3, first.counted_at + 60)
    assert kept.last(EVERYTHING) == again


def test_who_sees_less_is_not_told_the_count_of_who_sees_more(kept: KeptQualities) -> None:
    kept.count(EVERYTHING)
    for place in ("Rome", "Paris"):
        assert kept.last(_c.location == place) is None
    found = kept.count(_c.location == "Rome")
    assert found.found["overall"]["items"] == 1
    assert kept.last(_c.location == "Rome") == found
    assert kept.last(_c.location == "Paris") is None


def test_one_counts_at_a_time_whatever_worker_it_is(cmdb: Cmdb, kept: KeptQualities) -> None:
    other = KeptQualities(cmdb.engine, cmdb.clock)
    assert kept.begin(EVERYTHING)
    assert other.standing(EVERYTHING) == Standing(counting=True)
    assert not other.begin(EVERYTHING)
    assert other.begin(_c.location == "Rome"), "another filter is another count"
    done = kept.count(EVERYTHING)
    assert other.standing(EVERYTHING) == Standing(done)


def test_a_count_that_was_broken_off_is_begun_again(cmdb: Cmdb, kept: KeptQualities) -> None:
    first = kept.count(EVERYTHING)
    assert kept.begin(EVERYTHING)
    assert kept.standing(EVERYTHING) == Standing(first, counting=True)
    cmdb.clock.advance(LONGEST + 1)
    assert kept.standing(EVERYTHING) == Standing(first)
    assert kept.begin(EVERYTHING)


def test_a_count_that_failed_says_so_beside_the_last_one(kept: KeptQualities) -> None:
    first = kept.count(EVERYTHING)
    kept.begin(EVERYTHING)
    kept.fail(EVERYTHING, "the disk is full")
    assert kept.standing(EVERYTHING) == Standing(first, fault="the disk is full")
    kept.begin(EVERYTHING)
    assert kept.standing(EVERYTHING) == Standing(first, counting=True)


def test_an_item_counts_once_for_each_of_its_sources(cmdb: Cmdb) -> None:
    web = {"key": "1", "class": "server", "name": "web-1", "serial": "S1"}
    cmdb.bring(web)
    cmdb.bring({**web, "key": "a"}, {"key": "b", "class": "team", "name": "ops"}, by="a, b")
    counts = KeptQualities(cmdb.engine, cmdb.clock).count(EVERYTHING).found
    assert counts["overall"]["items"] == 2
    assert {each["group"]: each["items"] for each in counts["sources"]} == {
        "a, b": 2,
        "inventory": 1,
    }


def test_the_most_critical_items_of_a_check_are_counted(kept: KeptQualities) -> None:
    checks = {each["check"]: each for each in kept.count(EVERYTHING).found["checks"]}
    assert (checks["orphan"]["failing"], checks["orphan"]["critical"]) == (2, 1)
    assert set(checks) == set(CHECKS)


def test_what_a_check_or_a_measure_counts_is_what_the_list_shows(
    cmdb: Cmdb, kept: KeptQualities
) -> None:
    items = ConfigurationItems(cmdb.engine, cmdb.clock)
    for check in kept.count(EVERYTHING).found["checks"]:
        page = items.page(Wanted(check=check["check"]))
        assert page.total == check["failing"], check["check"]
    assert items.page(Wanted(check=Measure.RELATIONSHIPS.value)).total == 2
    with cmdb.engine.connect() as connection, pytest.raises(Permanent, match="no check"):
        QualityCounter(connection, 0.0).wanting("beauty")
