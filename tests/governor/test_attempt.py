"""One step: planned anew, written down, cleared, done, read back; in this order and no other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
import sqlalchemy as sa

from steersman.capabilities.contract import Capability, RateLimit, Reversal, Risk, Spec
from steersman.domain.canonical import Json
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Change, Plan
from steersman.governor.attempt import LONGEST_PAUSE, TRIES, Attempt, Outcome, Powers, Warrant
from steersman.records.guard.clearance import Clearance
from steersman.records.guard.leases import LASTS, take_in
from steersman.records.guard.switches import Switches
from steersman.records.guard.tables import leases
from steersman.records.guard.workers import Workers
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

KEY = "account.disable@directory"
ROW = Change("directory:1", "locked", "no", "yes")
INTENT = "REQ1#1/access/1/intent"
SPEC = Spec(
    name="account.disable",
    summary="Disable",
    risk=Risk.MEDIUM,
    reversal=Reversal.EXACT,
    permissions=frozenset({"write"}),
    rate_limit=RateLimit(calls=9, per=60.0),
    verify_within=0.0,
)
Act = Callable[[], None]


@dataclass
class Lock(Capability[Any]):
    """One account of a directory; ``before`` tells what happens as each of its steps begins."""

    ledger: Ledger
    value: str = "no"
    shown_after: int = 0  # reads that still show the old value
    before: dict[str, list[Act]] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    spec: Spec = SPEC
    system: str = "directory"

    def plan(self, params: object) -> Plan:
        self._tell("plan")
        rows = () if self.value == "yes" else (replace(ROW, before=self.value),)
        return Plan(self.key, rows, {"seen": self.value})

    def apply(self, plan: Plan, *, key: str) -> None:
        intended = "intended" if self.ledger.find(INTENT) else "NOT INTENDED"
        self._tell(f"apply {key}, {intended}", "apply")
        self.value = "yes"

    def verify(self, plan: Plan) -> bool:
        self._tell("verify")
        self.shown_after -= 1
        return self.shown_after < 0 and self.value == "yes"

    def undo(self, plan: Plan, *, key: str) -> None:
        raise AssertionError("a step takes nothing back by itself")

    def _tell(self, what: str, step: str = "") -> None:
        self.told.append(what)
        acts = self.before.get(step or what, [])
        if acts:
            acts.pop(0)()


def fails(problem: Exception) -> Act:
    def act() -> None:
        raise problem

    return act


@pytest.fixture
def powers(record: sa.Engine, noon: ManualClock) -> Iterator[Powers]:
    def at_once(name: str, act: Callable[[], Json]) -> Json:
        return act()

    ledger, workers = Ledger(record), Workers(record, noon)
    clearance = Clearance(record, noon, "w1", workers.enlist("w1"))
    yield Powers(registry={}, clearance=clearance, ledger=ledger, clock=noon, checkpoint=at_once)
    ledger.close()


@pytest.fixture
def lock(powers: Powers) -> Lock:
    return Lock(powers.ledger)


def carried_out(lock: Lock, powers: Powers, *decided: Change, leases: int = 0) -> Outcome:
    warrant = Warrant(run="REQ1#1", procedure="leaver", lease_count=leases)
    plan = Plan(KEY, decided or (ROW,))
    return Attempt(warrant, "access/1", lock, None, plan, powers).carry_out()


def intent(powers: Powers) -> Json | None:
    return powers.ledger.find(INTENT)


def test_it_is_written_down_before_it_is_done_and_read_back_afterwards(
    lock: Lock, powers: Powers
) -> None:
    outcome = carried_out(lock, powers)
    assert (outcome.status, outcome.reason) == ("done", "")
    assert outcome.applied is not None
    assert outcome.applied.changes == (ROW,)
    assert lock.told == ["plan", "apply REQ1#1/access/1, intended", "verify"]


def test_a_target_that_changed_since_the_decision_is_left_alone(lock: Lock, powers: Powers) -> None:
    lock.value = "maybe"
    outcome = carried_out(lock, powers)
    assert (outcome.status, outcome.applied) == ("changed", None)
    assert lock.told == ["plan"]
    assert intent(powers) is None


def test_what_is_done_already_is_neither_intended_nor_done_nor_read_back(
    lock: Lock, powers: Powers
) -> None:
    lock.value = "yes"
    outcome = carried_out(lock, powers)
    assert outcome.status == "done"
    assert lock.told == ["plan"]
    assert intent(powers) is None


def test_what_a_crash_left_behind_as_intended_is_ours_and_is_read_back(
    lock: Lock, powers: Powers
) -> None:
    """The effect came, the outcome did not: the second process finds the intent of the first."""
    carried_out(lock, powers)
    again = Lock(powers.ledger, value="yes")
    outcome = carried_out(again, powers)
    assert outcome.applied is not None
    assert outcome.applied.changes == (ROW,), "so an undo restores it"
    assert again.told == ["plan", "verify"]


@pytest.mark.parametrize("why", ["switch", "lease"])
def test_right_before_the_write_it_is_asked_whether_it_may(
    lock: Lock, powers: Powers, record: sa.Engine, noon: ManualClock, why: str
) -> None:
    if why == "switch":
        Switches(record, noon).throw("system:directory", by="ann")
    outcome = carried_out(lock, powers, leases=int(why == "lease"))
    assert outcome.status == "failed"
    assert why in outcome.reason
    assert lock.told == ["plan"]
    assert outcome.applied is not None, "it was intended: nobody knows yet what stands"


def test_nobody_is_asked_where_nothing_is_written(
    lock: Lock, powers: Powers, record: sa.Engine, noon: ManualClock
) -> None:
    Switches(record, noon).throw("everything", by="ann")
    lock.value = "yes"
    assert carried_out(lock, powers).status == "done"


def test_a_target_that_does_not_show_it_has_failed_and_may_hold_it_all_the_same(
    lock: Lock, powers: Powers
) -> None:
    lock.shown_after = 1
    outcome = carried_out(lock, powers)
    assert (outcome.status, outcome.reason) == ("failed", "the target does not show the change")
    assert outcome.applied is not None


@pytest.mark.parametrize(("within", "status"), [(1.0, "done"), (0.5, "failed")])
def test_a_slow_target_is_asked_for_as_long_as_it_was_declared(
    lock: Lock, powers: Powers, within: float, status: str
) -> None:
    lock.shown_after, lock.spec = 4, replace(SPEC, verify_within=within)
    assert carried_out(lock, powers).status == status


def test_a_busy_target_is_tried_again_after_a_longer_pause_each_time(
    lock: Lock, powers: Powers, noon: ManualClock
) -> None:
    began = noon.now()
    lock.before["apply"] = [fails(Transient("busy", 1.0)), fails(Transient("busy", 1.0))]
    assert carried_out(lock, powers).status == "done"
    assert noon.now() - began == 1.0 + 2.0
    assert lock.told.count("plan") == TRIES, "planned anew each time"


@pytest.mark.parametrize(("busy", "proves"), [(0, False), (1, True)])
def test_a_later_try_first_proves_that_the_record_still_takes_writes(
    lock: Lock, powers: Powers, record: sa.Engine, noon: ManualClock, busy: int, proves: bool
) -> None:
    """The first has just written its intent; the next writes nothing but the lease anew."""
    with writing(record, "desk") as connection:
        take_in(connection, ["directory:1"], "REQ1#1", noon.now())
    taken_until = noon.now() + LASTS
    lock.before["apply"] = [fails(Transient("busy", 1.0))] * busy
    assert carried_out(lock, powers, leases=1).status == "done"
    with record.connect() as connection:
        until = connection.scalar(sa.select(leases.c.expires_at))
    assert until == (noon.now() + LASTS if proves else taken_until)


@pytest.mark.parametrize(("wait", "tries"), [(1.0, TRIES), (LONGEST_PAUSE + 1, 1)])
def test_one_that_stays_busy_or_asks_for_more_patience_is_left_to_a_later_run(
    lock: Lock, powers: Powers, wait: float, tries: int
) -> None:
    lock.before["apply"] = [fails(Transient("busy", wait)) for _ in range(9)]
    outcome = carried_out(lock, powers)
    assert (outcome.status, outcome.reason, outcome.retry_after) == ("unreachable", "busy", wait)
    assert outcome.applied is not None, "the answer may have been lost, not the effect"
    assert lock.told.count("plan") == tries


@pytest.mark.parametrize("problem", [Permanent("no such account"), NeedsPerson("which one?")])
def test_what_no_retry_mends_is_not_tried_again(
    lock: Lock, powers: Powers, problem: Exception
) -> None:
    lock.before["apply"] = [fails(problem)]
    outcome = carried_out(lock, powers)
    assert (outcome.status, outcome.reason) == ("failed", str(problem))
    assert lock.told.count("plan") == 1


def test_somebody_else_s_change_between_two_tries_is_noticed(lock: Lock, powers: Powers) -> None:
    def meddle() -> None:
        lock.value = "maybe"
        raise Transient("busy", 1.0)

    lock.before["apply"] = [meddle]
    outcome = carried_out(lock, powers)
    assert outcome.status == "changed"
    assert outcome.applied is not None
    assert lock.value == "maybe"


def test_outputs_are_what_the_target_says_after_it_was_done(lock: Lock, powers: Powers) -> None:
    lock.spec = replace(SPEC, outputs=frozenset({"seen"}))
    assert carried_out(lock, powers).outputs == {"seen": "yes"}


def test_an_outcome_survives_json(lock: Lock, powers: Powers) -> None:
    outcome = carried_out(lock, powers)
    assert Outcome.from_json(outcome.as_json()) == outcome
    silent = Outcome("unreachable", "busy", None, {}, 9.0)
    assert Outcome.from_json(silent.as_json()) == silent
