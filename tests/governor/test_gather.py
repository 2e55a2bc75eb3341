"""What was let through lately, as it is counted before the next decision, on both stores."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from steersman.domain.work import Due, Work
from steersman.governor.facts import Facts, Population, Recent, Subject
from steersman.governor.gather import DAY, HOUR, Gatherer
from steersman.governor.limits import Limits
from steersman.governor.rehearsal import Rehearsal
from steersman.records.guard.tables import writes
from steersman.records.store import reading

NOON = 1_780_000_000.0
RECENT, TODAY, BEFORE = NOON - HOUR / 2, NOON - DAY / 2, NOON - DAY - 1
WORK = Work(number="REQ1", procedure="leaver", requester="system:hr", subject="jane")


class Nobody:
    def subject(self, person: str) -> Subject | None:
        return None

    def roles(self, principal: str) -> frozenset[str]:
        return frozenset()

    def population(self, department: str, procedure: str, since: float) -> Population:
        return Population()


Count = Callable[..., Recent]


@pytest.fixture
def count(record: sa.Engine) -> Count:
    """Counts after these writes: ``(work, subject, department, at, procedure)`` each."""
    gatherer = Gatherer(registry={}, people=Nobody(), limits=Limits, market=lambda *_: None)
    facts = Facts(
        now=NOON,
        work=WORK,
        specs={},
        limits=Limits(),
        subject=Subject(person="jane", department="sales"),
    )
    nothing = Rehearsal(work="REQ1", procedure="leaver", request="r")

    def counted(*rows: tuple[str, str, str, float, str]) -> Recent:
        names = ("work", "subject", "department", "at", "procedure")
        with record.begin() as connection:
            for n, row in enumerate(rows):
                values = {**dict(zip(names, row, strict=True)), "id": str(n)}
                values |= {"run": f"{row[0]}#1", "capability": "account.disable@mail"}
                connection.execute(sa.insert(writes), values)
        with reading(record) as connection:
            return gatherer.within(connection, facts, nothing, Due("REQ1#1", "REQ1", 1)).recent

    return counted


def test_before_anything_was_written_all_counts_are_zero(count: Count) -> None:
    assert count() == Recent(target_hour={"jane": 0})


def test_others_count_once_each_in_their_hour_day_and_department(count: Count) -> None:
    told = count(
        ("REQ2", "ann", "sales", RECENT, "leaver"),
        ("REQ2", "ann", "sales", RECENT, "leaver"),
        ("REQ3", "bob", "sales", TODAY, "leaver"),
        ("REQ4", "cid", "law", RECENT, "leaver"),
        ("REQ5", "dan", "law", TODAY, "leaver"),
    )
    assert (told.people_hour, told.people_day, told.department_day) == (2, 4, 2)


@pytest.mark.parametrize(
    "row",
    [
        ("REQ2", "ann", "sales", BEFORE, "leaver"),
        ("REQ2", "ann", "sales", RECENT, "joiner"),
        ("REQ2", "jane", "sales", TODAY, "leaver"),
    ],
    ids=["yesterday", "another procedure", "the same person"],
)
def test_what_is_another_matter_does_not_count(
    count: Count, row: tuple[str, str, str, float, str]
) -> None:
    assert count(row) == Recent(target_hour={"jane": 0})


def test_the_same_person_in_other_work_of_this_hour_is_counted_by_runs(count: Count) -> None:
    told = count(
        ("REQ2", "jane", "sales", RECENT, "leaver"),
        ("REQ2", "jane", "sales", RECENT, "leaver"),
        ("REQ3", "jane", "sales", RECENT, "leaver"),
    )
    assert told == Recent(target_hour={"jane": 2})


def test_work_that_was_let_through_before_goes_on(count: Count) -> None:
    told = count(("REQ1", "jane", "sales", RECENT, "leaver"))
    assert told == replace(Recent(target_hour={"jane": 0}), begun=True)
