"""The team of ``paged``, on both stores."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.runtime.clock import ManualClock
from tests.servicedesk.on_call.paged import Team


@pytest.fixture
def team(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Iterator[Team]:
    found = Team(record, noon, tmp_path)
    yield found
    found.ledger.close()
