"""The last question before an outside write: the worker, the switches, the leases."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.records.guard.clearance import Clearance, Fenced, Stopped
from steersman.records.guard.leases import LASTS, busy_in, let_go_in, take_in
from steersman.records.guard.switches import Switches
from steersman.records.guard.tables import leases
from steersman.records.guard.workers import Workers
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

KEY = "account.disable@directory"


def take(record: sa.Engine, noon: ManualClock, run: str, *targets: str) -> None:
    with writing(record, "desk") as connection:
        take_in(connection, targets, run, noon.now())


def busy(record: sa.Engine, noon: ManualClock, run: str, *targets: str) -> set[str]:
    with record.connect() as connection:
        return set(busy_in(connection, targets, run, noon.now()))


@pytest.fixture
def clearance(record: sa.Engine, noon: ManualClock) -> Clearance:
    epoch = Workers(record, noon).enlist("w1")
    take(record, noon, "r1", "a", "b")
    return Clearance(record, noon, "w1", epoch)


def test_a_run_with_its_leases_may_write(clearance: Clearance) -> None:
    clearance.to_write("r1", KEY, "leaver", 2)


@pytest.mark.parametrize(
    ("scope", "stops"),
    [
        ("everything", True),
        ("capability:account.disable", True),
        ("system:directory", True),
        ("procedure:leaver", True),
        ("capability:session.end", False),
        ("system:mail", False),
        ("procedure:joiner", False),
    ],
)
def test_a_switch_stops_what_it_names(
    record: sa.Engine, noon: ManualClock, clearance: Clearance, scope: str, stops: bool
) -> None:
    switches = Switches(record, noon)
    switches.throw(scope, by="ann")
    if stops:
        with pytest.raises(Stopped, match=scope):
            clearance.to_write("r1", KEY, "leaver", 2)
        switches.release(scope)
    clearance.to_write("r1", KEY, "leaver", 2)


@pytest.mark.parametrize(
    "scope", ["all", "system:", "person:x", "", "capability:account.disable@directory"]
)
def test_a_switch_that_would_stop_nothing_is_refused(
    record: sa.Engine, noon: ManualClock, scope: str
) -> None:
    with pytest.raises(Permanent, match="no scope"):
        Switches(record, noon).throw(scope, by="ann")


def test_a_switch_that_is_not_thrown_cannot_be_released(
    record: sa.Engine, noon: ManualClock
) -> None:
    with pytest.raises(Permanent, match="no kill switch"):
        Switches(record, noon).release("everything")


def test_a_worker_that_was_taken_over_may_not_write(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    noon.advance(100)
    assert Workers(record, noon).claim_dead(silent_for=10) == ["w1"]
    with pytest.raises(Fenced):
        clearance.to_write("r1", KEY, "leaver", 2)


def test_an_older_process_of_the_same_name_may_not_write(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    Workers(record, noon).enlist("w1")
    with pytest.raises(Fenced):
        clearance.to_write("r1", KEY, "leaver", 2)


def test_a_lease_that_lapsed_stops_the_run(noon: ManualClock, clearance: Clearance) -> None:
    noon.advance(LASTS)
    with pytest.raises(Stopped, match="lease"):
        clearance.to_write("r1", KEY, "leaver", 2)


def test_writing_renews_the_leases_before_they_lapse(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    noon.advance(LASTS - 1)
    clearance.to_write("r1", KEY, "leaver", 2)
    noon.advance(LASTS - 1)
    assert busy(record, noon, "r2", "a", "b") == {"a", "b"}


def until(record: sa.Engine) -> float:
    """When the first lease lapses."""
    with record.connect() as connection:
        return float(connection.scalar(sa.select(sa.func.min(leases.c.expires_at))))


@pytest.mark.parametrize(
    ("after", "prove", "renewed"),
    [
        (LASTS / 2, False, False),
        (LASTS / 2 + 1, False, True),
        (1.0, True, True),
    ],
)
def test_leases_are_renewed_in_their_second_half_or_to_prove_that_the_record_takes_writes(
    record: sa.Engine,
    noon: ManualClock,
    clearance: Clearance,
    after: float,
    prove: bool,
    renewed: bool,
) -> None:
    taken_until = until(record)
    noon.advance(after)
    clearance.to_write("r1", KEY, "leaver", 2, prove=prove)
    assert until(record) == (noon.now() + LASTS if renewed else taken_until)


def test_a_run_that_needs_no_lease_may_write_without_one(clearance: Clearance) -> None:
    clearance.to_write("r9", KEY, "leaver", 0)
    with pytest.raises(Stopped, match="lease"):
        clearance.to_write("r9", KEY, "leaver", 1)


def test_another_run_s_leases_are_left_alone(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    take(record, noon, "r2", "c")
    noon.advance(LASTS - 1)
    clearance.to_write("r1", KEY, "leaver", 2)
    noon.advance(1)
    assert busy(record, noon, "r9", "a", "b", "c") == {"a", "b"}


def test_one_lost_lease_of_several_stops_the_run(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    take(record, noon, "r2", "b")
    with pytest.raises(Stopped, match="lease"):
        clearance.to_write("r1", KEY, "leaver", 2)


def test_a_target_is_busy_for_others_only_and_until_it_is_let_go(
    record: sa.Engine, noon: ManualClock, clearance: Clearance
) -> None:
    assert busy(record, noon, "r1", "a", "c") == set()
    assert busy(record, noon, "r2", "a", "c") == {"a"}
    with writing(record, "desk") as connection:
        let_go_in(connection, "r1")
    assert busy(record, noon, "r2", "a", "c") == set()
