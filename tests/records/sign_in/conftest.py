"""Signing in on each store, at noon."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.records.ledger.ledger import Ledger
from steersman.records.sign_in import SignIn
from steersman.runtime.clock import ManualClock


@pytest.fixture
def sign_in(record: sa.Engine, noon: ManualClock, tmp_path: Path) -> Iterator[SignIn]:
    ledger = Ledger(record)
    yield SignIn(record, noon, ledger, tmp_path / "keys" / "sign-in.key")
    ledger.close()
