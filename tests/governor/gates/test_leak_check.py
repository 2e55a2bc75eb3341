"""Answers rise only on a clean, fresh leak test, and fall by themselves."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent
from steersman.domain.permissions import Rule
from steersman.governor.falling import fall_where_unmet
from steersman.governor.gates import GateVerdict, judge_all
from steersman.governor.gates.leak_check import ANSWER, FRESH_FOR, LeakChecks
from steersman.governor.ladder import EVERYONE
from steersman.governor.levels import Levels
from steersman.records.desk.evidence import of_kind
from steersman.records.desk.tables import evidence
from steersman.records.ledger.ledger import Ledger
from steersman.records.permissions import Rules
from steersman.runtime.clock import ManualClock

CLEAN = {"state": "clean", "leak_count": 0}
LEAKS = {"state": "leaks", "leak_count": 2}
KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@dataclass(frozen=True)
class House:
    checks: LeakChecks
    levels: Levels
    clock: ManualClock
    rules: Rules

    def raise_to(self, level: int, scope: str = EVERYONE) -> None:
        told = self.levels.statement(ANSWER.name, scope, level, by="ann", reason="it earned it")
        text = canonical(told)
        self.levels.change(text, base64.b64encode(KEY.sign(text.encode())).decode())

    @property
    def level(self) -> int:
        return self.levels.stands_at(ANSWER.name, EVERYONE)


@pytest.fixture
def house(record: sa.Engine, noon: ManualClock) -> Iterator[House]:
    ledger, rules = Ledger(record), Rules(record, noon)
    checks = LeakChecks(record, ledger, noon, rules)
    levels = Levels(record, noon, ledger, {ANSWER.name: ANSWER}, {"leak test": checks})
    levels.enroll("ann", PUBLIC)
    yield House(checks, levels, noon, rules)
    ledger.close()


def test_without_a_leak_test_nothing_rises(house: House) -> None:
    with pytest.raises(Permanent, match="no leak test was run"):
        house.raise_to(3)


def test_a_clean_one_and_a_signature_let_answers_rise(house: House) -> None:
    house.checks.keep(CLEAN, by="ann")
    assert house.level == 2  # not by the test alone
    house.raise_to(3)
    assert house.level == 3


@pytest.mark.parametrize("told", [LEAKS, {"state": "incomplete", "leak_count": 0}])
def test_one_that_is_not_clean_lets_nothing_rise(house: House, told: dict[str, object]) -> None:
    house.checks.keep(CLEAN, by="ann")
    house.clock.pause(1)
    house.checks.keep(told, by="ann")
    with pytest.raises(Permanent, match="was not clean"):
        house.raise_to(3)


def test_an_old_one_takes_them_back_to_what_ships(house: House) -> None:
    house.checks.keep(CLEAN, by="ann")
    house.raise_to(3)
    assert fall_where_unmet(house.levels, house.checks) == []
    house.clock.pause(FRESH_FOR + 1)
    assert fall_where_unmet(house.levels, house.checks) == [(ANSWER.name, EVERYONE)]
    assert house.level == 2


def test_changed_rules_make_it_old_at_once(house: House) -> None:
    house.checks.keep(CLEAN, by="ann")
    house.raise_to(3)
    rule = Rule(
        name="new", roles=("hr",), object_types=("asset",), actions=("view",), constraints={}
    )
    house.rules.keep(rule, by="ann")
    fall_where_unmet(house.levels, house.checks)
    assert house.level == 2


def test_a_leak_takes_them_further_down_in_every_scope(house: House) -> None:
    house.checks.keep(CLEAN, by="ann")
    house.raise_to(3)
    house.raise_to(3, "procedure:ask")
    house.clock.pause(1)
    house.checks.keep(LEAKS, by="ann")
    fall_where_unmet(house.levels, house.checks)
    assert house.level == 1
    assert house.levels.stands_at(ANSWER.name, "procedure:ask") == 1
    assert fall_where_unmet(house.levels, house.checks) == []  # once


def test_a_clean_test_alone_lifts_nothing_again(house: House) -> None:
    house.checks.keep(LEAKS, by="ann")
    fall_where_unmet(house.levels, house.checks)
    house.clock.pause(1)
    house.checks.keep(CLEAN, by="ann")
    fall_where_unmet(house.levels, house.checks)
    assert house.level == 1
    house.raise_to(2)
    assert house.level == 2


def share(looked_for: int, objects: int) -> dict[str, int]:
    return {"objects": objects, "looked_for": looked_for, "hidden": 3, "asked_for": 3}


def test_what_was_not_looked_at_is_said_and_too_little_is_not_enough(house: House) -> None:
    kinds = {"person": share(280, 280), "configuration_item": share(2_000, 100_246)}
    told = {**CLEAN, "kinds": kinds, "read_in_part": ["GET /api/v1/ci/export"]}
    house.checks.keep(told, by="ann")
    judged = house.checks.judged()
    assert judged.verdict is GateVerdict.MET
    assert "which is not all: 2,000 of 100,246 configuration items" in judged.reason
    assert "the long answers of 1 of the routes" in judged.reason
    for looked, there in ((1, 280), (279, 280), (999, 100_246)):
        house.clock.pause(1)
        house.checks.keep({**told, "kinds": {"person": share(looked, there)}}, by="ann")
        judged = house.checks.judged()
        assert judged.verdict is GateVerdict.NOT_MET
        assert f"{looked:,} of {there:,} persons only" in judged.reason


def test_all_of_a_small_company_is_enough(house: House) -> None:
    house.checks.keep({**CLEAN, "kinds": {"person": share(280, 280)}}, by="ann")
    judged = house.checks.judged()
    assert (judged.verdict, judged.reason) == (
        GateVerdict.MET,
        "the last leak test found nothing",
    )


def test_it_says_nothing_about_other_capabilities(house: House) -> None:
    house.checks.keep(CLEAN, by="ann")
    told = judge_all({"leak test": house.checks}, "account.disable", EVERYONE, 3)
    assert told.verdict is GateVerdict.UNKNOWN


def test_evidence_that_stands_in_the_table_alone_counts_for_nothing(
    house: House, record: sa.Engine
) -> None:
    house.checks.keep(LEAKS, by="ann")
    (kept,) = of_kind(record, "leak_check")
    with record.begin() as connection:
        connection.execute(sa.delete(evidence))
        connection.execute(sa.insert(evidence).values({**kept, "body": canonical(CLEAN)}))
    assert house.checks.judged().verdict is GateVerdict.NOT_MET
