"""Whom an end may hit, and what is noticed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from steersman.connectors.postgresql.ending import CancelQuery, SessionParams, TerminateSession
from steersman.connectors.postgresql.fake import FakeServer
from steersman.connectors.postgresql.sessions import Session
from steersman.connectors.postgresql.settings import PostgresqlSettings
from steersman.domain.canonical import canonical
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.postgresql.conftest import FORGOTTEN, RUNAWAY


@pytest.fixture
def cancel(fake: FakeServer, settings: PostgresqlSettings) -> CancelQuery:
    return CancelQuery("db", fake, settings)


@pytest.mark.parametrize(
    "protected",
    [
        replace(RUNAWAY, superuser=True),
        replace(RUNAWAY, role="postgres"),
        replace(RUNAWAY, database="payroll"),
        replace(RUNAWAY, kind="walsender"),
        replace(RUNAWAY, kind="autovacuum worker"),
        replace(RUNAWAY, ours=True),
    ],
)
def test_what_the_settings_do_not_allow_is_refused(
    cancel: CancelQuery, fake: FakeServer, protected: Session
) -> None:
    fake.running = [protected]
    with pytest.raises(Permanent):
        cancel.plan(SessionParams(session=protected.id))


def test_a_session_that_went_on_is_left_alone(
    fake: FakeServer, settings: PostgresqlSettings
) -> None:
    terminate = TerminateSession("db", fake, settings)
    plan = terminate.plan(SessionParams(session=FORGOTTEN.id))
    fake.running = [replace(FORGOTTEN, query_started=9_999, state="active")]

    terminate.apply(plan, key="1")

    assert fake.ended == []
    assert terminate.verify(plan), "that query is over"


def test_a_query_that_ended_by_itself_leaves_nothing_to_do(cancel: CancelQuery) -> None:
    assert cancel.plan(SessionParams(session="999@1.1")).changes == ()


@pytest.mark.parametrize("session", ["11", "", "11@1", "11@1.2; DROP", "-1@1.1", "١@1.1"])
def test_a_bare_pid_is_refused(cancel: CancelQuery, session: str) -> None:
    with pytest.raises(Permanent, match="is no session"):
        cancel.plan(SessionParams(session=session))


def test_a_server_that_lies_is_noticed(cancel: CancelQuery, fake: FakeServer) -> None:
    plan = cancel.plan(SessionParams(session=RUNAWAY.id))
    fake.lies = True
    cancel.apply(plan, key="1")
    assert not cancel.verify(plan)


def test_another_server_at_the_same_address_is_asked_about(
    cancel: CancelQuery, fake: FakeServer
) -> None:
    plan = cancel.plan(SessionParams(session=RUNAWAY.id))
    fake.number = "8"
    with pytest.raises(NeedsPerson, match="another server"):
        cancel.apply(plan, key="1")
    assert fake.ended == []


def test_no_literal_of_a_query_stands_in_a_plan(cancel: CancelQuery) -> None:
    plan = cancel.plan(SessionParams(session=RUNAWAY.id))
    assert "4111" not in canonical(plan.as_json())
    assert "SELECT * FROM orders WHERE card = '…'" in canonical(plan.as_json())


def test_a_failure_is_passed_on_and_the_next_call_works(
    cancel: CancelQuery, fake: FakeServer
) -> None:
    plan = cancel.plan(SessionParams(session=RUNAWAY.id))
    fake.fails = Transient("the server restarts")
    with pytest.raises(Transient):
        cancel.apply(plan, key="1")
    cancel.apply(plan, key="1")
    cancel.apply(plan, key="1")
    assert cancel.verify(plan)
