"""Leases against a model of them: who holds what until when, whatever the order of events."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.records.guard.leases import LASTS, busy_in, let_go_in, take_in
from steersman.records.guard.tables import leases
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

RUNS, TARGETS = ("r1", "r2", "r3"), ("a", "b", "c")
SOME = st.sets(st.sampled_from(TARGETS))
STEPS = st.tuples(
    st.sampled_from(["decide", "end", "wait"]),
    st.sampled_from(RUNS),
    SOME,
    st.sampled_from([1.0, LASTS / 2, LASTS]),
)
Step = tuple[str, str, set[str], float]


@given(st.lists(STEPS, max_size=10))
@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
def test_no_two_runs_ever_hold_one_target(
    record: sa.Engine, noon: ManualClock, steps: Sequence[Step]
) -> None:
    with writing(record, "desk") as connection:
        connection.execute(sa.delete(leases))
    held: dict[str, tuple[str, float]] = {}  # target → (run, until)
    for what, run, targets, seconds in steps:
        if what == "wait":
            noon.advance(seconds)
            continue
        with writing(record, "desk") as connection:
            if what == "end":
                let_go_in(connection, run)
                held = {at: kept for at, kept in held.items() if kept[0] != run}
                continue
            busy = busy_in(connection, targets, run, noon.now())
            assert busy == {
                at: until
                for at, (holder, until) in held.items()
                if at in targets and holder != run and until > noon.now()
            }
            if not busy:
                take_in(connection, targets, run, noon.now())
                held |= dict.fromkeys(targets, (run, noon.now() + LASTS))


def test_taking_nothing_takes_nothing(record: sa.Engine, noon: ManualClock) -> None:
    with writing(record, "desk") as connection:
        take_in(connection, [], "r1", noon.now())
        assert busy_in(connection, TARGETS, "r2", noon.now()) == {}
