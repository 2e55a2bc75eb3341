"""The desk on an empty record of each store."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from steersman.records.desk.desk import Desk
from steersman.records.desk.work import Request
from steersman.runtime.clock import ManualClock


@pytest.fixture
def desk(record: sa.Engine, noon: ManualClock) -> Desk:
    return Desk(record, noon)


@pytest.fixture
def number(desk: Desk) -> str:
    """Work of HR about Jane, just taken in."""
    return desk.work_items.submit(Request(procedure="leaver", requester="hr", subject="jane"))
