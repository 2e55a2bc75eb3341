"""G2.1: questions about an estate that nobody has seen, graded by its facts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
import sqlalchemy as sa

from company.estate.accounts import Held, bring_accounts
from company.estate.blind import blind
from company.estate.bringing import bring
from company.estate.facts import Estate, estate
from company.estate.questions import Graded, fits, graded
from steersman.domain.permissions import Rule
from steersman.knowledge.asking.answer import Answer
from steersman.knowledge.asking.record import ask_record
from steersman.knowledge.asking.record_world import RecordWorld
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock

TODAY = date(2026, 6, 15)
KINDS = (
    *("configuration_item", "ci_relation", "person", "asset", "work_item"),
    *("account", "entitlement"),
)
SHARE = 0.9  # of the answerable questions that must be answered right
BLIND_SHARE = 0.85  # of those written without sight of how questions are understood


def is_right(question: Graded, told: Answer) -> bool:
    table = told.table
    names = frozenset(str(row[0]) for row in table.rows) if table else frozenset[str]()
    total = table.total if table else 0
    return fits(question.right, state=told.state.value, text=told.text, names=names, total=total)


@pytest.mark.parametrize("seed", [11, 23])
def test_nine_in_ten_are_right_and_none_is_made_up(
    record: sa.Engine, noon: ManualClock, seed: int
) -> None:
    made = estate(seed, TODAY)
    told = ask_all(graded(made), made, record, noon)
    answerable = [each for each in told if each.right is not None]
    assert len(told) >= 150
    assert len(answerable) <= len(told) * 0.7
    assert wrong_facts(told) == [], "a wrong statement told as a fact"
    assert len(failed(told)) <= len(answerable) * (1 - SHARE), failed(told)


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)  # the same words on either store
def test_most_questions_of_the_blind_set_are_right_and_none_is_made_up(
    record: sa.Engine, noon: ManualClock
) -> None:
    made = estate(34, TODAY)
    told = ask_all(blind(made), made, record, noon)
    answerable = [each for each in told if each.right is not None]
    assert len(told) >= 200
    assert len(told) - len(answerable) >= 50
    assert wrong_facts(told) == [], "a wrong statement told as a fact"
    assert len(failed(told)) <= len(answerable) * (1 - BLIND_SHARE), failed(told)


def ask_all(
    asked: list[Graded],
    made: Estate,
    record: sa.Engine,
    noon: ManualClock,
    held: Sequence[Held] = (),
) -> dict[Graded, Answer]:
    """What somebody who may see everything is told about the estate."""
    bring(made, record, noon)
    bring_accounts(held, record, noon)
    rules = Rules(record, noon)
    rules.keep(
        Rule(name="all", object_types=KINDS, actions=("view",), constraints={}, roles=("auditor",)),
        by="system:test",
    )
    rules.assign("system:asker", "auditor", by="system:test")
    with record.connect() as connection:
        world = RecordWorld(connection, rules, rules.principal("system:asker"))
        return {each: ask_record(each.question, world, TODAY) for each in asked}


def wrong_facts(told: dict[Graded, Answer]) -> list[tuple[str, str]]:
    """Wrong answers to answerable questions, and any answer to one that has none on record."""
    return [
        (each.question, answer.text)
        for each, answer in told.items()
        if answer.state.value == "answered" and not is_right(each, answer)
    ]


def failed(told: dict[Graded, Answer]) -> list[tuple[str, str]]:
    """The answerable questions that did not get their right answer."""
    return [
        (each.question, answer.text)
        for each, answer in told.items()
        if each.right is not None and not is_right(each, answer)
    ]
