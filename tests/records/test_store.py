from __future__ import annotations

import sqlalchemy as sa

from steersman.records.guard.tables import switches
from steersman.records.store import reading, writing

SCOPES = sa.select(switches.c.scope)
THROWN = {"scope": "everything", "thrown_by": "p1", "thrown_at": 0.0, "reason": ""}


def test_reading_holds_no_moment_fast(record: sa.Engine) -> None:
    """What others committed between two questions is seen, and they need not wait for us."""
    with reading(record) as ours:
        assert ours.scalar(SCOPES) is None
        with writing(record, "switches") as theirs:
            theirs.execute(sa.insert(switches), THROWN)
        assert ours.scalar(SCOPES) == "everything"


def test_what_read_can_write_afterwards_and_is_rolled_back_as_a_whole(record: sa.Engine) -> None:
    """A connection goes back and forth between both uses."""
    with reading(record) as connection:
        connection.scalar(SCOPES)
    try:
        with writing(record, "switches") as connection:
            connection.execute(sa.insert(switches), THROWN)
            raise TimeoutError
    except TimeoutError:
        pass
    with reading(record) as connection:
        assert connection.scalar(SCOPES) is None
