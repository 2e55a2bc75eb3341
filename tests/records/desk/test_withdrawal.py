"""What is let through and has not ended cannot be withdrawn beneath the run."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.records.desk.tables import decisions
from steersman.records.desk.withdrawal import withdraw_in
from steersman.records.store import writing
from tests.web.office import Office


def test_what_is_being_carried_out_is_not_stopped(office: Office) -> None:
    number, core = office.leaver(), office.steersman
    row = {"run": f"{number}#9", "work": number, "verdict": "ALLOW", "digest": "d", "reasons": "[]"}
    with writing(core.store, "desk") as connection:
        connection.execute(decisions.insert().values(**row, needs="[]", at=core.clock.now()))

    with (
        pytest.raises(Permanent, match="is being carried out"),
        writing(core.store, "desk") as connection,
    ):
        withdraw_in(connection, number, why="x", now=core.clock.now())

    assert office.status(number) == "held"


def test_work_that_there_is_none_of_is_named(office: Office) -> None:
    with (
        pytest.raises(Permanent, match="no work item"),
        writing(office.steersman.store, "desk") as connection,
    ):
        withdraw_in(connection, "REQ0009999", why="x", now=0.0)
