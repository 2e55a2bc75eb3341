"""A server in memory with one runaway query and one forgotten transaction."""

from __future__ import annotations

import pytest

from steersman.connectors.postgresql.connector import PostgresqlConnector
from steersman.connectors.postgresql.fake import FakeServer
from steersman.connectors.postgresql.sessions import IDLE_IN_TRANSACTION, Session
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.runtime.clock import ManualClock

NOON = 1_780_000_000.0
RUNAWAY = Session(
    pid=11,
    started=1_000,
    query_started=2_000,
    database="shop",
    role="web",
    seconds=4_000.0,
    query="SELECT * FROM orders WHERE card = '4111 1111'",
)
FORGOTTEN = Session(
    pid=12,
    started=1_100,
    query_started=2_100,
    state=IDLE_IN_TRANSACTION,
    database="shop",
    role="web",
    seconds=900.0,
    query="UPDATE stock SET count = 0",
)


def given() -> PostgresqlSettings:
    return PostgresqlSettings.model_validate(
        {"host": "db1", "user": "steersman", "databases": ["shop"], "roles": ["web"]}
    )


@pytest.fixture
def settings() -> PostgresqlSettings:
    return given()


@pytest.fixture
def fake(settings: PostgresqlSettings) -> FakeServer:
    return FakeServer(settings, [RUNAWAY, FORGOTTEN])


@pytest.fixture
def connector(fake: FakeServer, settings: PostgresqlSettings) -> PostgresqlConnector:
    return PostgresqlConnector("db", fake, settings, ManualClock(NOON))
