"""A ledger on either store, a key to sign with and a clock that stands still."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from steersman.records.ledger.checkpoints import Checkpoints
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.signing import Signer, signer
from steersman.records.store import connect, metadata


class StandingClock:
    def now(self) -> float:
        return 1_750_000_000.25

    def pause(self, seconds: float) -> None:
        raise AssertionError("nobody waits here")


@pytest.fixture
def engine(store_url: str) -> Iterator[sa.Engine]:
    engine = connect(store_url)
    metadata.create_all(engine)
    yield engine
    engine.dispose()


@pytest.fixture
def ledger(engine: sa.Engine) -> Iterator[Ledger]:
    ledger = Ledger(engine)
    yield ledger
    ledger.close()


@pytest.fixture
def ours(tmp_path: Path) -> Signer:
    return signer(tmp_path / "signing.key", "steersman.example.com/ledger")


@pytest.fixture
def checkpoints(engine: sa.Engine, ledger: Ledger, ours: Signer) -> Checkpoints:
    return Checkpoints(engine, ledger, ours, StandingClock())
