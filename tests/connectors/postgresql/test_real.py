"""Ending real queries and sessions, and seeing them; PostgreSQL itself is asked what came of it."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from company.faults.fault import WEB
from company.process import free_port
from steersman.capabilities.conformance import check_capability
from steersman.capabilities.probe import Reading
from steersman.connectors.postgresql.connector import PostgresqlConnector, connector_type
from steersman.connectors.postgresql.ending import CancelQuery, SessionParams, TerminateSession
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.databases import OTHER, RealDatabase


def _read(connector: PostgresqlConnector, name: str) -> Reading:
    (probe,) = (each for each in connector.probes() if each.spec.name == name)
    return probe.read({})


@contextmanager
def _runaway(database: RealDatabase, role: str = WEB) -> Iterator[list[str]]:
    """A query that would take ten minutes; what it says when it ends."""
    said: list[str] = []
    with database.client(role) as connection:

        def run() -> None:
            try:
                connection.execute("SELECT pg_sleep(600)")
            except psycopg.Error as ended:
                said.append(type(ended).__name__)

        thread = threading.Thread(target=run)
        thread.start()
        pid = connection.info.backend_pid
        state = f"SELECT 1 FROM pg_stat_activity WHERE pid = {pid} AND state = 'active'"
        database.until(lambda: bool(database.ask(state)))
        yield said
        database.ask(f"SELECT pg_terminate_backend({pid})")
        thread.join()


def _sleeping(database: RealDatabase) -> object:
    return database.ask(
        "SELECT pid FROM pg_stat_activity WHERE query LIKE '%pg_sleep(600)%' "
        "AND state = 'active' AND pid <> pg_backend_pid()"
    )


def test_query_cancel_keeps_the_contract_on_a_real_server(shop_database: RealDatabase) -> None:
    connector = shop_database.connector()
    with _runaway(shop_database) as said:
        longest = str(_read(connector, "database.activity").values["longest"])
        cancel = CancelQuery("db", connector.server, connector.settings)

        check_capability(
            cancel,
            SessionParams(session=longest),
            lambda: _sleeping(shop_database),
            settle=shop_database.until,
        )

        shop_database.until(lambda: said == ["QueryCanceled"])


def test_session_terminate_keeps_the_contract_on_a_real_server(shop_database: RealDatabase) -> None:
    connector = shop_database.connector()
    with shop_database.client() as forgotten:
        forgotten.execute("UPDATE stock SET count = 0")
        pid = forgotten.info.backend_pid
        shop_database.until(lambda: _read(connector, "database.activity").values["idle"] != "")
        idle = str(_read(connector, "database.activity").values["idle"])
        assert idle.startswith(f"{pid}@")

        check_capability(
            TerminateSession("db", connector.server, connector.settings),
            SessionParams(session=idle),
            lambda: shop_database.ask(f"SELECT pid FROM pg_stat_activity WHERE pid = {pid}"),
            settle=shop_database.until,
        )

        with pytest.raises(psycopg.OperationalError):
            forgotten.execute("SELECT 1")


def test_a_session_that_woke_up_since_the_plan_is_left_alone(shop_database: RealDatabase) -> None:
    connector = shop_database.connector()
    terminate = TerminateSession("db", connector.server, connector.settings)
    with shop_database.client() as session:
        session.execute("SELECT 1")
        pid = session.info.backend_pid
        found = next(each for each in connector.server.sessions() if each.pid == pid)
        plan = terminate.plan(SessionParams(session=found.id))
        session.execute("SELECT 2")

        terminate.apply(plan, key="1")

        assert session.execute("SELECT 3").fetchone() == (3,)


@pytest.mark.parametrize("role", [OTHER, "steersman"])
def test_a_role_that_is_not_named_is_refused_by_plan_and_by_the_statement(
    shop_database: RealDatabase, role: str
) -> None:
    connector = shop_database.connector()
    with _runaway(shop_database, role) as said:
        found = next(e for e in connector.server.sessions() if "pg_sleep(600)" in e.query)
        with pytest.raises(Permanent, match="not touched"):
            CancelQuery("db", connector.server, connector.settings).plan(
                SessionParams(session=found.id)
            )
        connector.server.cancel((found.pid, found.started, found.query_started))
        connector.server.terminate((found.pid, found.started, found.query_started))
        assert _sleeping(shop_database)
        assert said == []


def test_who_holds_others_up_is_named(shop_database: RealDatabase) -> None:
    connector = shop_database.connector()
    with shop_database.client() as holder, shop_database.client() as waiting:
        holder.execute("UPDATE stock SET count = 1 WHERE id = 1")
        pid = holder.info.backend_pid
        thread = threading.Thread(
            target=lambda: waiting.execute("UPDATE stock SET count = 2 WHERE id = 1")
        )
        thread.start()
        shop_database.until(lambda: _read(connector, "database.activity").values["blocked"] == 1.0)
        blocker = str(_read(connector, "database.activity").values["blocker"])
        holder.rollback()
        thread.join()
    assert blocker.startswith(f"{pid}@")


def test_connections_are_counted_as_the_server_counts_them(shop_database: RealDatabase) -> None:
    before = float(_read(shop_database.connector(), "database.connections").values["used"])
    with shop_database.client(), shop_database.client(), shop_database.client():
        reading = _read(shop_database.connector(), "database.connections")
    assert float(reading.values["used"]) >= before + 2
    assert reading.values["most"] == 297.0


def test_a_primary_without_replicas_is_not_behind(shop_database: RealDatabase) -> None:
    values = _read(shop_database.connector(), "database.replication").values
    assert (values["is_replica"], values["replicas"], values["behind_seconds"]) == (False, 0.0, 0.0)


def test_two_rights_are_enough_and_a_superuser_is_too_much(shop_database: RealDatabase) -> None:
    found = shop_database.connector().check()
    assert (found.reached, found.missing, found.excessive) == (True, (), ())
    assert "superuser" in shop_database.connector(user="steersman").check().excessive[0]


def test_missing_rights_are_named(shop_database: RealDatabase) -> None:
    assert shop_database.connector(user=WEB).check().missing == ("pg_monitor", "pg_signal_backend")


def test_a_role_that_does_not_exist_is_no_passing_fault(shop_database: RealDatabase) -> None:
    with pytest.raises(Permanent, match="check user"):
        shop_database.connector(user="nobody_here").server.sessions()


def test_a_server_that_is_away_is_a_passing_fault(shop_database: RealDatabase) -> None:
    with pytest.raises(Transient, match="PostgreSQL at"):
        shop_database.connector(port=free_port()).server.sessions()


def test_no_password_is_told(shop_database: RealDatabase, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    settings = shop_database.settings(password_secret="env:DB", port=free_port())
    connector = connector_type.connect("db", settings, lambda name: lambda: "hunter2")
    with pytest.raises(Transient) as away:
        connector.server.sessions()
    assert "hunter2" not in f"{away.value}{connector!r}{caplog.text}"
