"""An office of twenty people on each store, at noon."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.runtime.clock import ManualClock
from tests.servicedesk.hr.office import Office


@pytest.fixture
def office(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Office:
    office = Office(record, noon, tmp_path)
    office.settle_in()
    return office
