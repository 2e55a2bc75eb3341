"""The contract, kept on the server in memory by both capabilities."""

from __future__ import annotations

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.postgresql.connector import PostgresqlConnector
from steersman.connectors.postgresql.ending import SessionParams
from steersman.connectors.postgresql.fake import FakeServer
from tests.connectors.postgresql.conftest import FORGOTTEN, RUNAWAY


@pytest.mark.parametrize(
    ("name", "session"), [("query.cancel", RUNAWAY.id), ("session.terminate", FORGOTTEN.id)]
)
def test_every_capability_keeps_the_contract(
    connector: PostgresqlConnector, fake: FakeServer, name: str, session: str
) -> None:
    (capability,) = (each for each in connector.capabilities() if each.spec.name == name)
    check_capability(capability, SessionParams(session=session), lambda: list(fake.running))
