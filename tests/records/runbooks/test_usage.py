"""Used, acted, helped: counted from work and its evidence, exactly."""

from __future__ import annotations

import sqlalchemy as sa

from steersman.records.desk.evidence import Evidence, write_in
from steersman.records.desk.work import Request, WorkItems
from steersman.records.runbooks import Usage, usage
from steersman.records.store import writing
from steersman.runtime.clock import ManualClock

PROCEDURE = "runbook:disk-full@1"


def witness(record: sa.Engine, work: str, kind: str, place: int, scope: str = PROCEDURE) -> None:
    row = Evidence(
        id=f"{work}/{kind}/{place}",
        kind=kind,
        capability="",
        scope=f"procedure:{scope}",
        work=work,
        at=1.0,
        body={},
    )
    with writing(record, "desk") as connection:
        write_in(connection, [row])


def test_a_piece_of_work_counts_once_however_much_it_did(
    record: sa.Engine, noon: ManualClock
) -> None:
    items = WorkItems(record, noon)
    done, failed, held = (
        items.submit(Request(procedure=PROCEDURE, requester="ann")) for _ in range(3)
    )
    items.submit(Request(procedure="runbooks", requester="ann"))
    for place in range(3):
        witness(record, done, "action_verified", place)
    witness(record, done, "proof_met", 0)
    witness(record, failed, "action_verified", 0)
    witness(record, failed, "proof_failed", 0)
    witness(record, held, "level_changed", 0)
    assert usage(record, "runbook:") == {PROCEDURE: Usage(3, noon.now(), acted=2, helped=1)}


def test_what_never_acted_has_no_rate() -> None:
    assert Usage(used=5).success_rate is None
    assert (Usage(1, 5.0, 2, 1) + Usage(2, 3.0, 2, 2)) == Usage(3, 5.0, 4, 3)
    assert Usage(acted=4, helped=3).success_rate == 0.75
