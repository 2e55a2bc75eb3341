"""Changes of level: signed, fresh, for the level in force; a rise needs its gates."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import sqlalchemy as sa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from steersman.capabilities.connector import Tier
from steersman.capabilities.contract import RateLimit, Reversal, Risk, Spec
from steersman.domain.canonical import canonical
from steersman.domain.errors import Permanent
from steersman.domain.sources import Source
from steersman.governor.gates import GateVerdict, Judgement
from steersman.governor.ladder import Rows, Scope, effective, rows_in
from steersman.governor.levels import FRESH_FOR, Levels
from steersman.records.desk.evidence import of_kind
from steersman.records.guard.tables import levels as table
from steersman.records.ledger.ledger import Ledger
from steersman.records.people import People
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

DISABLE, LEAVER = "account.disable", "procedure:leaver"
SPEC = Spec(
    name=DISABLE,
    summary="Disable",
    risk=Risk.MEDIUM,
    reversal=Reversal.EXACT,
    permissions=frozenset(),
    rate_limit=RateLimit(calls=1, per=1.0),
    verify_within=0.0,
)
KEY = Ed25519PrivateKey.generate()
PUBLIC = base64.b64encode(KEY.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)).decode()


@dataclass(frozen=True)
class Answers:
    verdict: GateVerdict

    def judge(self, capability: str, scope: str, level: int) -> Judgement:
        return Judgement(self.verdict, "as the test says")


@pytest.fixture
def levels(record: sa.Engine, noon: ManualClock) -> Iterator[Levels]:
    ledger = Ledger(record)
    made = Levels(record, noon, ledger, {DISABLE: SPEC})
    made.enroll("ann", PUBLIC)
    yield made
    ledger.close()


def signed(text: str, key: Ed25519PrivateKey = KEY) -> str:
    return base64.b64encode(key.sign(text.encode())).decode()


def statement(levels: Levels, to: int, scope: str = LEAVER, **more: Any) -> str:
    told = levels.statement(DISABLE, scope, to, by="ann", reason="a test")
    return canonical({**told, **more})


def change(levels: Levels, to: int, scope: str = LEAVER, **more: Any) -> None:
    text = statement(levels, to, scope, **more)
    levels.change(text, signed(text))


def rows(levels: Levels) -> Rows:
    with levels.engine.connect() as connection:
        return rows_in(connection)


def in_force(levels: Levels, procedure: str = "leaver", department: str = "sales") -> int:
    return effective(SPEC, Scope(procedure, department), rows(levels), Tier.GOLD)


def test_a_signed_fall_is_carried_out_and_leaves_evidence(levels: Levels) -> None:
    change(levels, 2)
    assert in_force(levels) == 2
    (row,) = levels.all()
    assert (row["level"], row["signed_by"], row["reason"]) == (2, "ann", "a test")
    assert [link.body["to"] for link in levels.ledger.entries(kind="level")] == [2]
    assert len(of_kind(levels.engine, "level_changed")) == 1


def test_back_to_what_ships_needs_no_gate(levels: Levels) -> None:
    change(levels, 1)
    change(levels, 3)
    assert in_force(levels) == 3


def test_a_rise_past_what_ships_is_refused_while_no_gate_answers(levels: Levels) -> None:
    with pytest.raises(Permanent, match="needs its gates met: no gate answers"):
        change(levels, 4)
    assert in_force(levels) == 3


@pytest.mark.parametrize("verdict", [GateVerdict.UNKNOWN, GateVerdict.NOT_MET])
def test_one_gate_that_is_not_met_refuses_the_rise(levels: Levels, verdict: GateVerdict) -> None:
    gates = {"good": Answers(GateVerdict.MET), "bad": Answers(verdict)}
    with pytest.raises(Permanent, match="bad: as the test says"):
        change(replace(levels, gates=gates), 4)


def test_a_rise_with_every_gate_met_is_allowed(levels: Levels) -> None:
    change(replace(levels, gates={"good": Answers(GateVerdict.MET)}), 4)
    assert in_force(levels) == 4


def test_a_forged_signature_is_refused(levels: Levels) -> None:
    text = statement(levels, 2)
    for signature in (signed(text, Ed25519PrivateKey.generate()), "", "é", "AAAA", "!"):
        with pytest.raises(Permanent, match="not that of ann"):
            levels.change(text, signature)


def test_a_statement_edited_after_signing_is_refused(levels: Levels) -> None:
    signature = signed(statement(levels, 2))
    with pytest.raises(Permanent, match="not that of ann"):
        levels.change(statement(levels, 1), signature)


@pytest.mark.parametrize(("late", "fresh"), [(FRESH_FOR + 1, False), (FRESH_FOR, True)])
def test_a_stale_statement_is_refused(
    levels: Levels, noon: ManualClock, late: float, fresh: bool
) -> None:
    text = statement(levels, 2)
    noon.advance(late)
    if fresh:
        levels.change(text, signed(text))
    else:
        with pytest.raises(Permanent, match="too old"):
            levels.change(text, signed(text))


def test_a_statement_from_the_future_is_refused(levels: Levels) -> None:
    with pytest.raises(Permanent, match="clock is wrong"):
        change(levels, 2, at=levels.clock.now() + FRESH_FOR + 1)


def test_a_replayed_statement_is_refused(levels: Levels) -> None:
    text = statement(levels, 2)
    levels.change(text, signed(text))
    change(levels, 3)
    with pytest.raises(Permanent, match="carried out already"):
        levels.change(text, signed(text))


def test_a_statement_from_another_level_is_refused(levels: Levels) -> None:
    told = levels.statement(DISABLE, LEAVER, 1, by="ann", reason="a test")
    text = canonical({**told, "from": 2})
    with pytest.raises(Permanent, match="stands at L3, not L2"):
        levels.change(text, signed(text))


def test_an_unknown_signer_is_refused(levels: Levels) -> None:
    with pytest.raises(Permanent, match="bob has no signing key"):
        change(levels, 2, by="bob")


def test_somebody_who_has_left_signs_nothing(levels: Levels, people: People) -> None:
    source = Source(name="hr", recency=0.0)
    left = {"employee_number": "1", "given_name": "A", "employment_status": "terminated"}
    person = people.add({**left, "mail": "a@x.org"}, by="system:test", source=source)
    levels.enroll(person.id, PUBLIC)
    with pytest.raises(Permanent, match="has left"):
        change(levels, 2, by=person.id)


@pytest.mark.parametrize(
    "wrong",
    [{"to": True}, {"to": "2"}, {"by": ["ann"]}, {"at": "now"}, {"scope": None}, {"more": 1}],
)
def test_a_statement_of_another_shape_is_refused(levels: Levels, wrong: dict[str, Any]) -> None:
    told = levels.statement(DISABLE, LEAVER, 2, by="ann", reason="a test")
    text = canonical({**told, **wrong})
    with pytest.raises(Permanent, match="not the canonical one"):
        levels.change(text, signed(text))


@pytest.mark.parametrize("text", ["5", "[]", "null", '"x"', "{}"])
def test_what_is_no_statement_is_refused(levels: Levels, text: str) -> None:
    with pytest.raises(Permanent, match="not the canonical one"):
        levels.change(text, signed(text))


def test_other_spelling_is_refused(levels: Levels) -> None:
    text = statement(levels, 2).replace(":", ": ")
    with pytest.raises(Permanent, match="not the canonical one"):
        levels.change(text, signed(text))
    with pytest.raises(Permanent, match="not JSON"):
        levels.change("{", signed("{"))


def test_a_statement_about_no_scope_is_refused_however_it_is_signed(levels: Levels) -> None:
    told = levels.statement(DISABLE, LEAVER, 2, by="ann", reason="a test")
    text = canonical({**told, "scope": "person:jane", "from": 2})
    with pytest.raises(Permanent, match="no scope"):
        levels.change(text, signed(text))
    assert levels.all() == []


def test_the_lowest_level_is_zero(levels: Levels) -> None:
    change(levels, 0)
    assert in_force(levels) == 0


@pytest.mark.parametrize("to", [-1, 5])
def test_there_are_five_levels(levels: Levels, to: int) -> None:
    with pytest.raises(Permanent, match="from 0 to 4"):
        change(levels, to)


def test_a_second_key_for_a_signer_is_refused(levels: Levels) -> None:
    levels.enroll("ann", PUBLIC)
    other = base64.b64encode(bytes(32)).decode()
    with pytest.raises(Permanent, match="another signing key"):
        levels.enroll("ann", other)


@pytest.mark.parametrize("scope", ["leaver", "procedure:", "person:jane", ""])
def test_an_unknown_scope_is_refused(levels: Levels, scope: str) -> None:
    with pytest.raises(Permanent, match="no scope"):
        levels.stands_at(DISABLE, scope)


# --- the table alone is not believed ---


def edit(levels: Levels, level: int | None, scope: str = LEAVER) -> None:
    """What somebody with write access to the database could do."""
    with writing(levels.engine, "desk") as connection:
        connection.execute(sa.delete(table).where(table.c.scope == scope))
        if level is not None:
            row = {"capability": DISABLE, "scope": scope, "level": level, "since": 0.0}
            connection.execute(sa.insert(table), {**row, "signed_by": "ann", "reason": ""})


def test_a_level_written_into_the_table_by_hand_does_not_count(levels: Levels) -> None:
    edit(levels, 4)
    assert in_force(levels) == 2


def test_a_level_raised_by_hand_after_a_fall_does_not_count(levels: Levels) -> None:
    levels.lower(DISABLE, LEAVER, 1, reason="harm")
    edit(levels, 4)
    assert in_force(levels) == 1


def test_a_fall_taken_out_of_the_table_still_counts(levels: Levels) -> None:
    levels.lower(DISABLE, LEAVER, 1, reason="harm")
    edit(levels, None)
    assert in_force(levels) == 1


def test_an_earlier_level_put_back_by_hand_does_not_count(levels: Levels) -> None:
    change(replace(levels, gates={"good": Answers(GateVerdict.MET)}), 4)
    levels.lower(DISABLE, LEAVER, 2, reason="harm")
    edit(levels, 4)
    assert in_force(levels) == 2


def test_a_level_lowered_by_hand_counts(levels: Levels) -> None:
    edit(levels, 0)
    assert in_force(levels) == 0


# --- scopes ---


def test_a_fall_needs_no_signature(levels: Levels) -> None:
    levels.lower(DISABLE, LEAVER, 2, reason="harm")
    assert in_force(levels) == 2
    levels.lower(DISABLE, LEAVER, 3, reason="never a rise")
    assert in_force(levels) == 2


def test_a_procedure_falls_also_where_everyone_was_raised(levels: Levels) -> None:
    change(replace(levels, gates={"good": Answers(GateVerdict.MET)}), 4, "everyone")
    assert in_force(levels, "joiner") == 4
    levels.lower(DISABLE, "procedure:joiner", 2, reason="harm")
    assert in_force(levels, "joiner") == 2


def test_a_department_can_be_lowered_and_raises_nothing(levels: Levels) -> None:
    levels.lower(DISABLE, "department:sales", 2, reason="harm")
    assert in_force(levels) == 2
    assert in_force(levels, department="it") == 3
    assert in_force(levels, "joiner") == 2


def test_a_low_level_for_everyone_lowers_every_procedure(levels: Levels) -> None:
    change(levels, 2)
    levels.lower(DISABLE, "everyone", 1, reason="harm")
    assert in_force(levels) == 1


@pytest.mark.parametrize(("tier", "level"), [(Tier.BRONZE, 2), (Tier.SILVER, 3), (Tier.GOLD, 3)])
def test_the_quality_of_the_connector_caps_the_level(tier: Tier, level: int) -> None:
    assert effective(SPEC, Scope("leaver", "sales"), {}, tier) == level


@pytest.mark.parametrize(
    ("spec", "procedure", "level"),
    [
        (SPEC, "leaver", 3),
        (SPEC, "undo", 3),
        (SPEC, "joiner", 2),
        (replace(SPEC, reversal=Reversal.NONE), "leaver", 2),
        (replace(SPEC, risk=Risk.HIGH), "leaver", 2),
    ],
)
def test_only_the_reversible_half_of_the_leaver_ships_at_three(
    spec: Spec, procedure: str, level: int
) -> None:
    assert effective(spec, Scope(procedure, "sales"), {}, Tier.GOLD) == level
