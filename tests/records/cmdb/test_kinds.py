"""Items of a kind that nobody has named: kept, told, never guessed, and named once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.sources import Fields
from steersman.records.cmdb.duplicates import duplicates
from steersman.records.cmdb.kinds import (
    items_of_kind,
    said_kinds,
    say_kind,
    unknown_kinds,
    words_of,
)
from steersman.records.cmdb.quality import QualityCounter
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.problems import ProblemKind
from steersman.records.store import reading
from tests.fixtures.cmdb import BY, Cmdb, csv_file, source
from tests.fixtures.record import NOON

ROBOT: Mapping[str, Any] = {"key": "r1", "class": "Pick robot", "name": "robo-1"}


def bring(
    cmdb: Cmdb, *rows: Mapping[str, Any], by: str = "inventory", at: float = NOON
) -> CmdbPlan:
    request = CmdbRequest(file=csv_file(rows), source=source(by, at), keep_unknown=True)
    plan = cmdb.importer.plan_items(request)
    cmdb.importer.apply(plan, by=BY, partial=True)
    return plan


def name(cmdb: Cmdb, word: str, ci_class: str, by: str = "inventory") -> None:
    say_kind(cmdb.engine, cmdb.clock, by, word, ci_class, by=BY)


def classes(cmdb: Cmdb) -> list[tuple[Any, Any]]:
    return [(item["name"], item["ci_class"]) for item in cmdb.items()]


def test_an_item_of_unknown_kind_lands_with_the_sources_word(cmdb: Cmdb) -> None:
    plan = bring(cmdb, {**ROBOT, "serial": "S9", "os": "ROS 2", "memory_gb": "8"})
    assert (plan.created, plan.problems, plan.unknown_kinds) == (1, (), {"Pick robot": 1})
    robot = cmdb.one("robo-1")
    assert (robot["ci_class"], robot["stated_kind"]) == ("unclassified", "Pick robot")
    assert (robot["os"], str(robot["memory_gb"])) == ("ROS 2", "8"), "nothing is lost"


@pytest.mark.parametrize("word", ["serverr", "labtop"])
def test_a_slip_of_the_pen_is_refused_and_not_another_kind(cmdb: Cmdb, word: str) -> None:
    plan = bring(cmdb, {**ROBOT, "class": word})
    assert [problem.kind for problem in plan.problems] == [ProblemKind.UNKNOWN_CLASS]
    assert "did you mean" in plan.problems[0].message


def test_the_name_of_a_parent_class_says_nothing_about_the_kind(cmdb: Cmdb) -> None:
    bring(cmdb, {**ROBOT, "class": "cmdb_ci_hardware"})
    assert cmdb.one("robo-1")["stated_kind"] == "cmdb_ci_hardware"


def test_it_does_not_become_one_with_a_server_of_its_name(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "server", "name": "robo-1"}, by="netbox")
    bring(cmdb, ROBOT)
    assert classes(cmdb) == [("robo-1", "server"), ("robo-1", "unclassified")] or classes(cmdb) == [
        ("robo-1", "unclassified"),
        ("robo-1", "server"),
    ]


def test_a_server_does_not_become_one_with_an_item_of_unknown_kind_of_its_name(cmdb: Cmdb) -> None:
    bring(cmdb, {**ROBOT, "serial": "S9"})
    cmdb.bring({"key": "1", "class": "server", "name": "robo-1", "serial": "S9"}, by="netbox")
    assert sorted(kind for _, kind in classes(cmdb)) == ["server", "unclassified"]


def test_the_same_item_is_recognised_by_its_sources_key(cmdb: Cmdb) -> None:
    bring(cmdb, ROBOT)
    plan = bring(cmdb, {**ROBOT, "name": "robo-one"}, at=NOON + 1)
    assert (plan.created, plan.updated) == (0, 1)


def test_two_of_one_name_in_one_source_are_two(cmdb: Cmdb) -> None:
    assert bring(cmdb, ROBOT, {**ROBOT, "key": "r2"}).created == 2


def test_what_a_known_source_says_more_exactly_is_not_taken_back(cmdb: Cmdb) -> None:
    bring(cmdb, {**ROBOT, "class": "server"})
    bring(cmdb, ROBOT, at=NOON + 1)
    robot = cmdb.one("robo-1")
    assert (robot["ci_class"], robot.get("stated_kind", "")) == ("server", "")


def test_naming_a_kind_holds_for_the_source_from_then_on(cmdb: Cmdb) -> None:
    bring(cmdb, ROBOT)
    name(cmdb, "Pick robot", "server")
    bring(cmdb, ROBOT, {**ROBOT, "key": "r2", "class": "PICK-ROBOT", "name": "robo-2"}, at=NOON + 1)
    bring(cmdb, {**ROBOT, "name": "robo-3"}, by="other")
    kinds = dict(classes(cmdb))
    assert kinds == {"robo-1": "server", "robo-2": "server", "robo-3": "unclassified"}


def test_an_item_that_turns_out_to_be_a_known_server_is_a_duplicate_to_merge(cmdb: Cmdb) -> None:
    cmdb.bring({"key": "1", "class": "server", "name": "robo-1", "serial": "S9"}, by="netbox")
    bring(cmdb, {**ROBOT, "serial": "S9"})
    name(cmdb, "Pick robot", "server")
    bring(cmdb, {**ROBOT, "serial": "S9"}, at=NOON + 1)
    with reading(cmdb.engine) as connection:
        (group,) = duplicates(connection)
    assert (group.firm, len(group.items)) == (True, 2)


def test_the_words_are_counted_with_their_source_and_examples(cmdb: Cmdb) -> None:
    bring(cmdb, ROBOT, {**ROBOT, "key": "r2", "class": "pick robot", "name": "robo-2"})
    bring(cmdb, {**ROBOT, "class": "Scale", "name": "scale-1"}, by="other")
    with reading(cmdb.engine) as connection:
        first, second = unknown_kinds(connection)
        ids = items_of_kind(connection, "inventory", "PICK ROBOT")
    assert (first.source, first.items, first.examples) == ("inventory", 2, ("robo-1", "robo-2"))
    assert (second.source, second.word, second.examples) == ("other", "Scale", ("scale-1",))
    assert sorted(ids) == sorted(str(cmdb.one(each)["id"]) for each in ("robo-1", "robo-2"))


def test_it_is_something_to_mend(cmdb: Cmdb) -> None:
    bring(cmdb, ROBOT)
    with reading(cmdb.engine) as connection:
        counter = QualityCounter(connection, NOON)
        assert [row["name"] for row in counter.failing("unknown_kind")] == ["robo-1"]
        found = counter.count()
    assert "unknown_kind" in {task.check.name for task in found.tasks}
    scores = {each.group: each.overall or 0.0 for each in found.of_classes}
    assert scores["unclassified"] < 1.0


def test_what_was_named_is_kept_with_who_said_so_and_can_be_forgotten(cmdb: Cmdb) -> None:
    name(cmdb, "Pick robot", "server")
    name(cmdb, "pick-robot", "router")
    with reading(cmdb.engine) as connection:
        (said,) = said_kinds(connection)
    assert (said.source, said.ci_class, said.by) == ("inventory", "router", BY)
    name(cmdb, "PICK ROBOT", "")
    with reading(cmdb.engine) as connection:
        assert words_of(connection, "inventory") == {}


@pytest.mark.parametrize(
    ("word", "ci_class"),
    [("x", "functional_ci"), ("x", "unclassified"), ("x", "nothing"), (" ", "server")],
)
def test_a_kind_is_named_by_a_class_that_says_what_it_is(
    cmdb: Cmdb, word: str, ci_class: str
) -> None:
    with pytest.raises(Permanent):
        name(cmdb, word, ci_class)


def test_what_a_person_made_of_it_is_no_conflict_with_the_source(cmdb: Cmdb) -> None:
    bring(cmdb, ROBOT)
    cmdb.bring({**ROBOT, "key": "r1", "class": "server"}, at=NOON + 1)
    robot: Fields = cmdb.one("robo-1")
    assert robot["ci_class"] == "server"
    with reading(cmdb.engine) as connection:
        assert QualityCounter(connection, NOON).failing("conflict") == []
