"""An import behind a page is kept in the store: found by its beginner, told of, swept away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.domain.sources import FieldChange, Kept
from steersman.records.cmdb.columns import Column
from steersman.records.cmdb.effects import Effect
from steersman.records.cmdb.import_jobs import (
    EACH,
    KEPT,
    MOST_REFUSED,
    SILENT,
    ImportJob,
    ImportJobStore,
    Outcome,
)
from steersman.records.cmdb.request import CmdbPlan, CmdbRequest
from steersman.records.files.problems import Problem, ProblemKind
from tests.fixtures.cmdb import Cmdb, csv_file, source

ASKED = ImportJob(
    id="", by="per_a", subject="configuration_item", name="list.csv", form={"file": "fil_1"}
)
PLAN = CmdbPlan(
    request=CmdbRequest(file=csv_file([{"key": "1"}]), source=source()),
    subject="configuration_item",
    created=2,
    effects=(
        Effect(
            2,
            "ci_1",
            "1",
            "web-1",
            (FieldChange("name", "a", "b", "why"), FieldChange("virtual", None, True)),
            (Kept("cpu", 2.5, 4.0, "why not"),),
        ),
    ),
    gone=("ci_2",),
    problems=(Problem(kind=ProblemKind.BAD_VALUE, message="m", mend="n", line=3, verbatim="x"),),
    rejected=("x,\udcff\n",),
    digests=("a" * 64,),
    digest="b" * 64,
)


@pytest.fixture
def store(cmdb: Cmdb) -> ImportJobStore:
    return ImportJobStore(cmdb.engine, cmdb.clock)


def test_a_job_is_found_by_who_began_it_alone(store: ImportJobStore) -> None:
    made = store.begin(ASKED)
    assert store.find(made.id, "per_a") == made
    assert store.find(made.id, "per_b") is None


def test_what_came_of_it_is_read_as_it_was(cmdb: Cmdb, store: ImportJobStore) -> None:
    made = store.begin(replace(ASKED, mapping={"Host": "name"}, read_at=5.0))
    store.end(made.id, Outcome(PLAN, (Column("Host", "name", ["a"]),), "Host\n"))
    found = ImportJobStore(cmdb.engine, cmdb.clock).find(made.id, "per_a")
    assert found is not None
    assert (found.is_over, found.share, found.read_at) == (True, 1.0, 5.0)
    assert found.mapping == {"Host": "name"}
    assert found.outcome is not None
    assert found.outcome.columns == (Column("Host", "name", ["a"]),)
    assert found.outcome.header == "Host\n"
    (problem,) = PLAN.problems
    told = replace(PLAN, request=found.outcome.plan.request)
    assert found.outcome.plan == replace(told, problems=(replace(problem, verbatim=""),))


def test_refused_rows_are_kept_as_far_as_there_is_room(store: ImportJobStore) -> None:
    row = "x" * (MOST_REFUSED // 4)
    made = store.begin(ASKED)
    store.end(made.id, Outcome(replace(PLAN, rejected=(row,) * 5)))
    found = store.find(made.id, "per_a")
    assert found is not None
    assert found.outcome is not None
    assert len(found.outcome.plan.rejected) == 4


def test_a_worker_that_says_nothing_is_taken_for_dead(cmdb: Cmdb, store: ImportJobStore) -> None:
    made = store.begin(ASKED)
    cmdb.clock.advance(SILENT - 1)
    store.tell(made.id, 0.4)
    cmdb.clock.advance(SILENT - 1)
    told = store.find(made.id, "per_a")
    assert told is not None
    assert (told.share, told.is_silent) == (0.4, False)
    cmdb.clock.advance(2)
    told = store.find(made.id, "per_a")
    assert told is not None
    assert told.is_silent
    store.end(made.id, None, "broken")
    store.tell(made.id, 0.5)
    told = store.find(made.id, "per_a")
    assert told is not None
    assert (told.share, told.is_silent, told.fault) == (1.0, False, "broken")


def test_a_file_is_needed_until_its_job_is_over(cmdb: Cmdb, store: ImportJobStore) -> None:
    first = store.begin(ASKED)
    cmdb.clock.advance(1.0)
    second = store.begin(replace(ASKED, form={"file": "fil_2"}))
    store.begin(replace(ASKED, form={"text": "a"}))
    assert store.files_of("per_a") == []
    store.end(first.id, None)
    assert store.files_of("per_a") == ["fil_1"]
    assert store.files_of("per_b") == []
    cmdb.clock.advance(SILENT + 1)
    assert store.files_of("per_a") == ["fil_1", "fil_2"], second


def test_jobs_are_forgotten_after_a_day(cmdb: Cmdb, store: ImportJobStore) -> None:
    made = store.begin(ASKED)
    cmdb.clock.advance(KEPT + 1)
    store.begin(replace(ASKED, by="per_b"))
    assert store.find(made.id, "per_a") is None


def test_of_one_person_only_so_many_are_kept_that_are_over(
    cmdb: Cmdb, store: ImportJobStore
) -> None:
    running = store.begin(ASKED)
    made = []
    for _ in range(EACH + 3):
        cmdb.clock.advance(1)
        made.append(store.begin(ASKED))
        store.end(made[-1].id, None)
    kept = [each for each in made if store.find(each.id, "per_a")]
    assert kept == made[-EACH:]
    assert store.find(running.id, "per_a") is not None
