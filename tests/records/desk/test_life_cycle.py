"""Whatever happens in whatever order, a work item only takes steps that its life cycle allows."""

from __future__ import annotations

import sqlalchemy as sa
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from steersman.domain.errors import Permanent
from steersman.domain.work import STATE_OF, Due, State, Status, may_become
from steersman.records.desk.closing import is_ended_in
from steersman.records.desk.desk import Desk
from steersman.records.desk.work import MANUAL, Request, mark_undone_in, settle_in
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

WAITING = (Status.HELD, Status.DEFERRED)  # people may answer
DIGEST = "d" * 64


class LifeCycle(RuleBasedStateMachine):
    """Work items beside a model of them that knows nothing but ``may_become``."""

    numbers = Bundle("numbers")

    def __init__(self, engine: sa.Engine, clock: ManualClock) -> None:
        super().__init__()
        self.engine, self.clock, self.desk = engine, clock, Desk(engine, clock)
        self.status: dict[str, Status] = {}
        self.manual: set[str] = set()

    @rule(target=numbers, manual=st.booleans())
    def submit(self, manual: bool) -> str:
        procedure = MANUAL if manual else "leaver"
        number = self.desk.work_items.submit(Request(procedure=procedure, requester="hr"))
        self.status[number] = Status.NEW
        self.manual |= {number} if manual else set()
        return number

    @rule(number=numbers, status=st.sampled_from(Status))
    def a_run_ends(self, number: str, status: Status) -> None:
        with writing(self.engine, "desk") as connection:
            run, now = Due(f"{number}#1", number, 1), self.clock.now()
            settle_in(connection, run, status, reasons=["why"], digest=DIGEST, now=now)
        self._step(number, status)

    @rule(number=numbers)
    def somebody_says_no(self, number: str) -> None:
        waits = self.status[number] in WAITING
        try:
            self.desk.approvals.refuse(number, DIGEST, by="ann", reason="no")
        except Permanent:
            assert not waits
        else:
            assert waits
            self._step(number, Status.CANCELED)

    @rule(number=numbers)
    def it_is_withdrawn(self, number: str) -> None:
        self.desk.work_items.withdraw(number)
        if number in self.manual:
            self._step(number, Status.CANCELED)

    @rule(number=numbers, in_part=st.booleans())
    def it_is_taken_back(self, number: str, in_part: bool) -> None:
        with writing(self.engine, "desk") as connection:
            mark_undone_in(connection, number, "CHG1", self.clock.now(), in_part=in_part)
        if not in_part:
            self._step(number, Status.UNDONE)

    @invariant()
    def everything_stands_where_the_life_cycle_put_it(self) -> None:
        for number, status in self.status.items():
            row = self.desk.work_items.row(number)
            assert (row["status"], row["state"]) == (status.value, STATE_OF[status].value)
            with self.engine.connect() as connection:
                ended = status in (Status.CANCELED, Status.UNDONE)
                assert is_ended_in(connection, number) is ended

    def _step(self, number: str, to: Status) -> None:
        if may_become(STATE_OF[self.status[number]], STATE_OF[to]):
            self.status[number] = to


def test_no_order_of_events_takes_a_forbidden_step(record: sa.Engine, noon: ManualClock) -> None:
    class Here(LifeCycle):
        def __init__(self) -> None:
            super().__init__(record, noon)

    run_state_machine_as_test(
        Here,
        settings=settings(
            max_examples=20,
            stateful_step_count=12,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_canceled_work_stays_canceled_when_it_is_taken_back(
    desk: Desk, number: str, record: sa.Engine, noon: ManualClock
) -> None:
    """What it had done before somebody said no may be taken back all the same, and is told."""
    with writing(record, "desk") as connection:
        run, now = Due(f"{number}#1", number, 1), noon.now()
        settle_in(connection, run, Status.HELD, reasons=[], digest=DIGEST, now=now)
    desk.approvals.refuse(number, DIGEST, by="ann", reason="no")
    with writing(record, "desk") as connection:
        mark_undone_in(connection, number, "CHG7", noon.now())
    assert desk.work_items.row(number)["state"] == State.CANCELED.value
    assert desk.work_items.standing(number).reasons == ("taken back by CHG7",)
