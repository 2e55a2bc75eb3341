"""What the probes make of a list of sessions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.capabilities.probe import Reading
from steersman.connectors.postgresql.client import Replica, Replication
from steersman.connectors.postgresql.connector import PostgresqlConnector
from steersman.connectors.postgresql.fake import FakeServer
from steersman.domain.errors import Permanent
from tests.connectors.postgresql.conftest import FORGOTTEN, NOON, RUNAWAY


def _read(connector: PostgresqlConnector, name: str, **params: str) -> Reading:
    (probe,) = (each for each in connector.probes() if each.spec.name == name)
    reading = probe.read(params)
    assert set(reading.values) == set(probe.spec.values)
    return reading


def test_the_worst_of_each_kind_is_named(connector: PostgresqlConnector) -> None:
    reading = _read(connector, "database.activity")
    assert reading.values["longest"] == RUNAWAY.id
    assert reading.values["idle"] == FORGOTTEN.id
    assert reading.at == NOON
    assert "4111" not in reading.text


def test_the_blocker_waits_for_nobody(connector: PostgresqlConnector, fake: FakeServer) -> None:
    """12 holds up 11, which holds up 13 and 14: to end 11 would free nobody."""
    behind = [replace(RUNAWAY, pid=pid, blocked_by=(11,)) for pid in (13, 14)]
    fake.running = [FORGOTTEN, replace(RUNAWAY, blocked_by=(12,)), *behind]
    values = _read(connector, "database.activity").values
    assert (values["blocker"], values["blocked"]) == (FORGOTTEN.id, 3.0)


def test_processes_of_the_server_are_no_long_queries(
    connector: PostgresqlConnector, fake: FakeServer
) -> None:
    fake.running = [replace(RUNAWAY, kind="walsender"), replace(RUNAWAY, ours=True)]
    assert _read(connector, "database.activity").values["active"] == 0.0


def test_a_share_is_of_what_clients_may_use(connector: PostgresqlConnector) -> None:
    values = _read(connector, "database.connections").values
    assert (values["most"], values["largest_role"]) == (97.0, "web")


def test_the_slowest_replica_counts(connector: PostgresqlConnector, fake: FakeServer) -> None:
    replicas = (Replica("a", "streaming", 5, 0.1), Replica("b", "catchup", 900, 7.5))
    fake.replicas = Replication(False, 0.0, replicas)
    values = _read(connector, "database.replication").values
    assert (values["lag_bytes"], values["lag_seconds"]) == (900.0, 7.5)


def test_a_parameter_that_is_unknown_is_refused(connector: PostgresqlConnector) -> None:
    with pytest.raises(Permanent, match="has no parameter sql"):
        _read(connector, "database.activity", sql="DROP TABLE")
