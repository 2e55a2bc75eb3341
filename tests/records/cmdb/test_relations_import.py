"""Relations from a file: ends found, circles refused, words of other tools understood."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.cmdb.tables import ci_relation_sources
from steersman.records.files.problems import ProblemKind
from tests.fixtures.cmdb import BY, Cmdb, kinds, relation
from tests.fixtures.record import NOON


def things(cmdb: Cmdb, ci_class: str, *names: str) -> None:
    cmdb.bring(*({"key": name, "class": ci_class, "name": name} for name in names))


def test_a_relation_is_stated_by_the_source_key_of_its_ends(cmdb: Cmdb) -> None:
    things(cmdb, "server", "a", "b")
    plan = cmdb.relate(relation("a", "depends_on", "b"))
    assert plan.created == 1
    assert cmdb.edges() == [("a", "depends_on", "b")]


def test_ends_are_found_by_name_or_serial_number_of_another_source(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "server", "name": "web-1", "serial": "S1"})
    cmdb.bring({"key": "2", "class": "server", "name": "db-1", "fqdn": "db-1.example.org"})
    cmdb.relate(relation("s1", "depends_on", "DB-1.example.org"), by="monitoring")
    cmdb.relate(relation("server:web-1", "connected_to", "db-1"), by="monitoring")
    assert cmdb.edges() == [("web-1", "connected_to", "db-1"), ("web-1", "depends_on", "db-1")]


@pytest.mark.parametrize("word", ["Used by", "used_by", "Used by::Depends on"])
def test_a_backward_phrase_is_turned_round(cmdb: Cmdb, word: str) -> None:
    things(cmdb, "server", "a", "b")
    cmdb.relate(relation("a", word, "b"))
    assert cmdb.edges() == [("b", "depends_on", "a")]


def test_the_same_relation_twice_is_one(cmdb: Cmdb) -> None:
    things(cmdb, "server", "a", "b")
    twice = (relation("a", "depends_on", "b"), relation("b", "Used by", "a"))
    assert cmdb.relate(*twice).created == 1
    again = cmdb.relate(*twice, at=NOON + 60)
    assert (again.created, again.unchanged) == (0, 1)


def test_what_cannot_be_understood_is_refused_with_the_nearest_known(cmdb: Cmdb) -> None:
    things(cmdb, "server", "a", "b")
    plan = cmdb.relate(
        relation("a", "dependson", "b"),
        relation("a", "depends_on", "nothing"),
        relation("a", "depends_on", "a"),
        relation("", "depends_on", "a"),
        relation("b", "runs_on", "a"),
    )
    assert kinds(plan) == [
        ProblemKind.UNKNOWN_REFERENCE,
        ProblemKind.BAD_VALUE,
        ProblemKind.UNKNOWN_RELATION,
        ProblemKind.MISSING_VALUE,
    ]
    assert "did you mean depends_on?" in str(plan.problems[2])
    assert (len(plan.rejected), cmdb.edges()) == (4, [("b", "runs_on", "a")])


def test_a_name_that_two_items_have_is_a_question(cmdb: Cmdb) -> None:
    things(cmdb, "server", "a", "x")
    things(cmdb, "application", "y")
    cmdb.bring({"key": "k", "class": "business_service", "name": "y"}, by="services")
    plan = cmdb.plan_relations(relation("a", "depends_on", "y"), by="monitoring")
    assert kinds(plan) == [ProblemKind.AMBIGUOUS]
    better = cmdb.plan_relations(relation("a", "depends_on", "application:y"), by="monitoring")
    assert better.problems == ()


def test_things_that_contain_each_other_are_refused_with_the_circle_named(cmdb: Cmdb) -> None:
    things(cmdb, "location", "hall", "room", "shelf", "yard")
    plan = cmdb.relate(
        relation("hall", "contains", "room"),
        relation("shelf", "located_in", "room"),
        relation("shelf", "contains", "hall"),
        relation("yard", "contains", "hall"),
    )
    assert kinds(plan) == [ProblemKind.CYCLE] * 3
    assert all(name in str(plan.problems[0]) for name in ("hall", "room", "shelf"))
    assert cmdb.edges() == [("yard", "contains", "hall")]


def test_a_circle_with_what_is_in_the_record_is_found(cmdb: Cmdb) -> None:
    things(cmdb, "location", "hall", "room")
    cmdb.relate(relation("hall", "contains", "room"))
    plan = cmdb.relate(relation("hall", "located_in", "room"), at=NOON + 60)
    assert kinds(plan) == [ProblemKind.CYCLE]


def test_dependencies_may_run_in_a_circle(cmdb: Cmdb) -> None:
    things(cmdb, "application", "a", "b")
    plan = cmdb.relate(relation("a", "depends_on", "b"), relation("b", "depends_on", "a"))
    assert (plan.created, plan.problems) == (2, ())


def test_a_relation_goes_when_the_last_source_that_states_it_no_longer_does(cmdb: Cmdb) -> None:
    things(cmdb, "server", "a", "b", "c")
    both, only = relation("a", "depends_on", "b"), relation("b", "depends_on", "c")
    cmdb.relate(both, only)
    cmdb.relate(both, by="monitoring")
    stays = relation("c", "runs_on", "a")
    plan = cmdb.plan_relations(stays, complete=True, at=NOON + 60)
    assert plan.disappeared == 2
    cmdb.importer.apply(plan, by=BY)
    assert cmdb.edges() == [("a", "depends_on", "b"), ("c", "runs_on", "a")]
    with cmdb.engine.connect() as connection:
        assert len(connection.execute(ci_relation_sources.select()).all()) == 2


def test_a_shrunken_list_of_relations_takes_none_away(cmdb: Cmdb) -> None:
    things(cmdb, "server", *"abcdefgh")
    rows = [relation("a", "depends_on", name) for name in "bcdefgh"]
    cmdb.relate(*rows)
    plan = cmdb.plan_relations(rows[0], complete=True, at=NOON + 60)
    with pytest.raises(Permanent, match="6 of 7 that inventory listed before are missing"):
        cmdb.importer.apply(plan, by=BY, partial=True)
    assert len(cmdb.edges()) == 7
