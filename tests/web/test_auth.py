"""Tokens at the door: what is refused, and that a token never shows up anywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.web.office import WEEK, Office


def ask_with(office: Office, header: str) -> int:
    headers = {"Authorization": header}
    return office.ask("", "GET", "/me", headers=headers).status_code


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer smn_wrong", "Basic YTpi", "x" * 9])
def test_a_wrong_token_is_refused(office: Office, header: str) -> None:
    assert ask_with(office, header) == 401


def test_a_token_ends_when_its_time_is_over(office: Office) -> None:
    steersman = office.steersman
    until = steersman.clock.now() + 0.5
    token = steersman.tokens.create(office.id("hr"), ["read"], "short", until)
    assert ask_with(office, f"Bearer {token}") == 200
    steersman.clock.pause(0.6)
    assert ask_with(office, f"Bearer {token}") == 401


def test_a_revoked_token_is_refused_at_once(office: Office) -> None:
    until = office.steersman.clock.now() + WEEK
    token = office.steersman.tokens.create(office.id("hr"), ["read"], "gone", until)
    bearer = office.steersman.tokens.bearer(token)
    assert bearer is not None
    assert office.ask("administrator", "DELETE", f"/tokens/{bearer.token}").json()["new"]
    assert ask_with(office, f"Bearer {token}") == 401


def test_whoever_has_left_may_do_nothing_with_a_token_that_still_runs(office: Office) -> None:
    assert office.get("administrator", "/ledger").status_code == 200
    office.company.leaves(office.steersman, office.id("administrator"))
    told = office.get("administrator", "/ledger")
    assert told.status_code == 403
    assert "you have none" in told.json()["error"]["message"]


def test_me_tells_roles_scopes_and_no_secret(office: Office) -> None:
    told = office.get("approver", "/me")
    assert told.json()["roles"] == ["approver", "employee"]
    assert told.json()["name"] == "Approver Test"
    assert "smn_" not in told.text


def test_a_token_is_in_no_file_and_no_table(office: Office) -> None:
    made = office.post(
        "administrator", "/tokens", {"person": "2000", "name": "n", "scopes": ["read"]}
    )
    secret = made.json()["token"]
    assert secret.startswith("smn_")
    assert office.get("administrator", "/tokens").text.count(secret) == 0
    with office.steersman.store.connect() as connection:
        connection.execute(sa.text("PRAGMA wal_checkpoint(TRUNCATE)"))
    kept = [path for path in _files(office.company.path) if secret.encode() in path.read_bytes()]
    assert kept == []
    assert len(_files(office.company.path)) > 3


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_a_token_made_by_a_party_does_not_stand_for_other_eyes(office: Office) -> None:
    """Else whoever may make tokens could approve what they asked for themselves."""
    number = office.leaver("administrator")
    asked = {"person": office.id("approver"), "name": "n", "scopes": ["approve"]}
    token = office.post("administrator", "/tokens", asked).json()["token"]
    body = {"digest": office.digest(number)}
    headers = {"Authorization": f"Bearer {token}"}
    told = office.ask("", "POST", f"/work/{number}/approve", body, headers=headers)
    assert told.status_code == 403
    assert told.json()["error"]["rule"] == "four-eyes"
    assert office.post("approver", f"/work/{number}/approve", body).status_code == 200
