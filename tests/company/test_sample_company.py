"""The sample company as a whole, as an administrator starts it, asked from outside."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import ldap3
import pytest

from company import running
from company.people import people
from company.process import LOOPBACK, ServiceFailed, wait_for
from company.sample.parts import Plan
from company.sample.up import SampleCompany

CHECKOUT = Path(__file__).resolve().parents[2]
ROW = 10  # ports in a row
JOHN = next(person for person in people() if person.login == "jdoe")


def free_row() -> int:
    """The first of ``ROW`` ports that are all free now, below those that outgoing calls take."""
    for first in range(10000 + os.getpid() % 2000 * ROW, 32000, ROW):
        if all(_is_free(port) for port in range(first, first + ROW)):
            return first
    raise AssertionError("no row of free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((LOOPBACK, port)) != 0


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SampleCompany]:
    sample = SampleCompany(tmp_path_factory.mktemp("sample"), free_row())
    sample.start()
    yield sample
    sample.stop()


def saas_user(plan: Plan, login: str) -> dict[str, object]:
    answer = httpx.get(
        f"{plan.saas.url}/Users",
        params={"filter": f'userName eq "{login}@meridian.test"'},
        headers={"Authorization": f"Bearer {plan.saas.token}"},
    )
    (user,) = answer.raise_for_status().json()["Resources"]
    found: dict[str, object] = user
    return found


def entry_uuid(plan: Plan, login: str) -> str:
    at = plan.directory
    connection = ldap3.Connection(
        ldap3.Server(LOOPBACK, at.port), at.reader_dn, at.reader_password, auto_bind=True
    )
    connection.search(at.people_base, f"(uid={login})", attributes=["entryUUID"])
    return str(connection.entries[0].entryUUID.value)


def test_one_person_is_the_same_in_every_system(company: SampleCompany) -> None:
    plan = company.plan
    user = saas_user(plan, "jdoe")
    assert user["externalId"] == JOHN.employee_number
    assert entry_uuid(plan, "jdoe")
    calendar = httpx.get(f"{plan.calendar.url}jdoe/calendar/", auth=("jdoe", JOHN.password))
    assert calendar.status_code == 200
    assert "ORGANIZER" in calendar.text
    with plan.mail.sign_in("jdoe", JOHN.password) as session:
        assert session.select("INBOX")[0] == "OK"
    assert f"{JOHN.employee_number}," in plan.hr_file.read_text()


def test_the_calendar_asks_the_directory_who_may_in(company: SampleCompany) -> None:
    own = f"{company.plan.calendar.url}jdoe/calendar/"
    assert httpx.get(own, auth=("jdoe", "wrong")).status_code == 401
    assert httpx.get(own, auth=(people()[0].login, people()[0].password)).status_code == 403


def test_the_saas_refuses_a_wrong_token(company: SampleCompany) -> None:
    url = f"{company.plan.saas.url}/Users"
    assert httpx.get(url, headers={"Authorization": "Bearer x"}).status_code == 401


def test_a_second_start_is_quick_keeps_every_change_and_names_who_dies(tmp_path: Path) -> None:
    sample = SampleCompany(tmp_path, free_row())
    sample.start()
    before = entry_uuid(sample.plan, "jdoe"), saas_user(sample.plan, "jdoe")["id"]
    user = f"{sample.plan.saas.url}/Users/{before[1]}"
    off = {
        "schemas": ["urn:ietf:params:scim:api:messages:2.0:PatchOp"],
        "Operations": [{"op": "replace", "path": "active", "value": False}],
    }
    token = {"Authorization": f"Bearer {sample.plan.saas.token}"}
    httpx.patch(user, json=off, headers=token).raise_for_status()
    calendar = f"{sample.plan.calendar.url}jdoe/calendar/review-jdoe.ics"
    httpx.delete(calendar, auth=("jdoe", JOHN.password)).raise_for_status()
    sample.stop()
    key = sample.webhook_key_file.read_text()

    sample.start()
    try:
        after = entry_uuid(sample.plan, "jdoe"), saas_user(sample.plan, "jdoe")["id"]
        assert after == before
        assert saas_user(sample.plan, "jdoe")["active"] is False
        assert httpx.get(calendar, auth=("jdoe", JOHN.password)).status_code == 404
        assert sample.webhook_key_file.read_text() == key
        sample.processes.running["saas"].kill()
        sample.processes.running["saas"].wait()
        told = sample.ended()
        assert set(told) == {"saas"}
        assert str(tmp_path / "log" / "saas.log") in told["saas"]
        assert sample.ended() == {}
    finally:
        sample.stop()


def test_a_taken_port_of_steersman_is_named_with_the_way_to_another() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        words = [sys.executable, "-m", "company", "run", "--port", str(port)]
        told = subprocess.run(words, cwd=CHECKOUT, capture_output=True, text=True, timeout=60)
    assert told.returncode == 1
    assert f"port {port} (Steersman's own) is taken" in told.stderr
    assert f"make run PORT={port + 100}" in told.stderr


def test_a_taken_port_is_named_and_nothing_is_left_running(tmp_path: Path) -> None:
    with socket.socket() as other:
        port = free_row() + 2
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # left by an earlier row
        other.bind((LOOPBACK, port))
        other.listen()
        sample = SampleCompany(tmp_path, port - 2)
        with pytest.raises(ServiceFailed, match=rf"port {port} \(the sample's calendar\)"):
            sample.start()
    assert not sample.processes.running


def test_a_killed_run_is_cleared_away_by_the_next(tmp_path: Path) -> None:
    first = free_row()
    command = [sys.executable, "-m", "company", "sample", "--first-port", str(first)]
    keeper = subprocess.Popen([*command, "--home", tmp_path], cwd=CHECKOUT)
    wait_for(lambda: len(running.still_running(tmp_path)) > 1, "the sample", 20)
    wait_for(lambda: (tmp_path / "saas-filled").exists(), "the accounts", 30)
    keeper.kill()
    keeper.wait()
    assert len(running.still_running(tmp_path)) == 5
    sample = SampleCompany(tmp_path, first)
    sample.start()
    sample.stop()
    assert running.still_running(tmp_path) == {}


def test_it_stops_all_it_started_on_a_signal(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "company", "sample", "--first-port", str(free_row())]
    keeper = subprocess.Popen([*command, "--home", tmp_path], cwd=CHECKOUT, stdout=subprocess.PIPE)
    assert keeper.stdout is not None
    lines = iter(keeper.stdout.readline, b"")
    assert any(b"Ctrl-C stops it" in line for line in lines)
    started = running.still_running(tmp_path)
    assert len(started) >= 5
    keeper.send_signal(signal.SIGTERM)
    assert keeper.wait(timeout=30) == 0
    assert running.still_running(tmp_path) == {}
    assert not any(Path(f"/proc/{pid}").exists() for pid in started.values())
