"""Bad input and our own faults: always JSON, always a mend, never a trace."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator

import pytest

from steersman.records.store import connect
from steersman.web.guarding import LARGEST
from tests.web.office import V1, Office


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/leave", {}),
        ("/leave", {"person": "1000", "colour": "red"}),
        ("/leave", {"person": ""}),
        ("/leave", {"person": 7}),
        ("/leave", {"person": "1000", "effective_at": "2026-01-01T00:00:00"}),
        ("/leave", {"person": "1000", "termination_type": "eaten"}),
        ("/leave", []),
        ("/switches", {"scope": "x"}),
        ("/work/approve-all", {"expect": 0, "reason": "x"}),
        ("/work/REQ0000001/approve", {"digest": "short"}),
        ("/work/REQ0000001/refuse", {"digest": "0" * 64, "reason": "  "}),
        ("/tokens", {"person": "2000", "name": "n", "scopes": ["root"]}),
        ("/tokens", {"person": "2000", "name": "n", "scopes": []}),
        ("/import/plan", {"type": "secrets", "format": "csv", "text": "", "source": "hr"}),
    ],
)
def test_a_body_that_does_not_fit_is_told_where(office: Office, path: str, body: object) -> None:
    office.steersman.permissions.assign(office.id("administrator"), "approver", by="system:test")
    told = office.post("administrator", path, body)
    assert told.status_code == 422, told.text
    error = told.json()["error"]
    assert set(error) >= {"code", "message", "rule", "mend"}
    assert error["mend"]


def test_what_is_no_json_is_told_so(office: Office) -> None:
    headers = {"Authorization": f"Bearer {office.token('hr')}", "Content-Type": "application/json"}
    told = office.http.post(f"{V1}/leave", content=b'{"person": ', headers=headers)
    assert told.status_code == 422
    assert told.headers["content-type"] == "application/json"


def test_an_answer_never_repeats_a_wrong_value(office: Office) -> None:
    told = office.post("hr", "/leave", {"person": "1000", "password": "hunter2"})
    assert told.status_code == 422
    assert "hunter2" not in told.text


def test_a_body_over_one_mebibyte_is_refused_whether_it_says_so_or_not(office: Office) -> None:
    said = office.http.post(f"{V1}/leave", content=b"x" * (LARGEST + 1))

    def chunks() -> Iterator[bytes]:
        for _ in range(LARGEST // 1024 + 2):
            yield b"x" * 1024

    unsaid = office.http.post(f"{V1}/leave", content=chunks())
    for told in (said, unsaid):
        assert told.status_code == 413
        assert told.json()["error"]["code"] == "too_large"


def test_a_body_of_exactly_one_mebibyte_is_read(office: Office) -> None:
    told = office.http.post(f"{V1}/leave", content=b"x" * LARGEST)
    assert told.status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/nothing", 404),
        ("PATCH", "/work", 405),
        ("GET", "/work/REQ9999999", 404),
        ("GET", "/work/REQ9999999/plan", 404),
        ("GET", "/people/per_nobody", 404),
        ("POST", "/questions/Q0/answer", 404),
        ("DELETE", "/switches/system:mail", 404),
        ("DELETE", "/tokens/tok_none", 404),
        ("GET", "/work?limit=0", 422),
        ("GET", "/work?status=eaten", 422),
    ],
)
def test_what_is_not_there_is_told_alike(
    office: Office, method: str, path: str, status: int
) -> None:
    body = {"answer": "done"} if method == "POST" else None
    told = office.ask("administrator", method, path, body)
    assert told.status_code == status, told.text
    assert told.headers["content-type"] == "application/json"
    assert told.json()["error"]["mend"]


def test_a_fault_of_ours_shows_its_kind_and_no_trace(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    office.steersman.policies.folder = office.company.path / "gone"
    with caplog.at_level(logging.ERROR, logger="steersman.web"):
        told = office.get("administrator", "/policies")
    assert told.status_code == 500
    assert told.json()["error"]["message"] == "Steersman failed: FileNotFoundError"
    assert "Traceback" not in told.text
    assert str(office.company.path) not in told.text


def test_a_silent_database_is_503_with_the_time_to_try_again(office: Office) -> None:
    office.get("administrator", "/me")
    _break(office)
    told = office.get("administrator", "/ledger")
    assert told.status_code == 503
    assert int(told.headers["retry-after"]) > 0
    assert "sqlite" not in told.text.lower()


def _break(office: Office) -> None:
    """From now on the tokens are kept in a store that cannot be opened any more."""
    gone = office.company.path / "gone"
    gone.mkdir()
    broken = connect(f"sqlite:///{gone}/records.db")
    (gone / "records.db").unlink()
    gone.rmdir()
    object.__setattr__(office.steersman.tokens, "engine", broken)


def test_every_answer_forbids_caches_and_sniffing(office: Office) -> None:
    for told in (office.get("hr", "/me"), office.get("", "/me"), office.http.get("/x")):
        assert told.headers["cache-control"] == "no-store"
        assert told.headers["x-content-type-options"] == "nosniff"


def test_an_error_is_json_that_a_program_can_read(office: Office) -> None:
    told = json.loads(office.get("hr", "/ledger").text)
    assert told["error"]["code"] == "forbidden"
    assert told["error"]["rule"] == "ledger.view"
    assert "administrator" in told["error"]["mend"]
