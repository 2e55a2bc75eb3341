"""With a database that takes no writes: people can look, nothing acts, and it goes on by itself."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.governor.company import Company
from tests.web.office import Office, move_in
from tests.web.visitors import visit

PATIENCE = 20.0


@pytest.fixture
def office(tmp_path: Path, postgres_url: str) -> Iterator[Office]:
    company = Company(tmp_path, postgres_url)
    with company.open() as steersman:
        steersman.start_ticking()
        yield move_in(steersman, company)


@contextmanager
def read_only(url: str) -> Iterator[None]:
    """As an administrator or a full disk leaves it: every new connection can only read."""
    server = sa.create_engine(url, isolation_level="AUTOCOMMIT")
    name = sa.make_url(url).database

    def become(value: str) -> None:
        with server.connect() as connection:
            connection.execute(sa.text("SET default_transaction_read_only = off"))
            change = f"ALTER DATABASE {name} SET default_transaction_read_only = {value}"
            connection.execute(sa.text("SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE"))
            connection.execute(sa.text(change))
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = :name"
            mine = " AND pid <> pg_backend_pid()"
            connection.execute(sa.text(others + mine), {"name": name})

    become("on")
    try:
        yield
    finally:
        become("off")
        server.dispose()


def _until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, what
        time.sleep(0.1)


def test_people_can_look_nothing_acts_and_it_goes_on_by_itself(
    office: Office, postgres_url: str
) -> None:
    steersman, http = office.steersman, office.http
    approver = visit(office, "approver")
    number = office.leaver()
    _until(lambda: office.status(number) == "held", "it is not rehearsed")
    digest = office.digest(number)
    assert http.get("/healthz").json()["status"] == "ok"

    with read_only(postgres_url):
        _until(lambda: bool(steersman.condition().database), "it is not noticed")
        health = http.get("/healthz")
        page = approver.get(f"/work/{number}")
        answer = approver.post(f"/approvals/{number}", {"digest": digest, "verdict": "approve"})

        assert health.status_code == 200
        assert (health.json()["status"], health.json()["acts"]) == ("degraded", False)
        assert page.status_code == 200
        assert "Nothing can be written, so nothing is done" in page.text
        assert answer.status_code == 503
        assert office.status(number) == "held"
        assert office.company.outside.log() == []

    _until(lambda: steersman.condition().acts, "it does not come back")
    assert http.get("/healthz").json()["status"] == "ok"
    office.post("approver", f"/work/{number}/approve", {"digest": digest})
    _until(lambda: office.status(number) == "done", "it does not go on")
