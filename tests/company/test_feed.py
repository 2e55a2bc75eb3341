"""What HR sends: the file that is polled and the signed webhook."""

from __future__ import annotations

import csv
import hashlib
import hmac
import json
import subprocess
import sys
import threading
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from company import feed
from company.people import people

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
CHECKOUT = Path(__file__).resolve().parents[2]


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def test_the_file_holds_everybody_with_every_column(tmp_path: Path) -> None:
    feed.write(tmp_path / "hr" / "people.csv")
    found = rows(tmp_path / "hr" / "people.csv")
    assert [row["employee_number"] for row in found] == [p.employee_number for p in people()]
    assert tuple(found[0]) == feed.COLUMNS
    assert {row["status"] for row in found} == {"active"}
    assert all(date.fromisoformat(row["start_date"]) for row in found)


def test_a_manager_is_an_employee_number_of_the_file(tmp_path: Path) -> None:
    feed.write(tmp_path / "people.csv")
    found = rows(tmp_path / "people.csv")
    numbers = {row["employee_number"] for row in found}
    assert {row["manager"] for row in found} - {""} <= numbers


def test_who_leaves_is_marked_and_nobody_else_changes(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    feed.write(path)
    before = rows(path)
    feed.leave(path, "jdoe", date(2026, 11, 30), feed.FOR_CAUSE)
    changed = [(old, new) for old, new in zip(before, rows(path), strict=True) if old != new]
    ((_, now),) = changed
    assert (now["login"], now["status"], now["end_date"], now["termination_type"]) == (
        "jdoe",
        "inactive",
        "2026-11-30",
        "for_cause",
    )


def test_an_unknown_leaver_is_an_error_and_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    feed.write(path)
    before = path.read_bytes()
    with pytest.raises(LookupError, match="nobody"):
        feed.leave(path, "nobody", date(2026, 11, 30))
    assert path.read_bytes() == before


def test_the_webhook_is_signed_over_body_and_timestamp() -> None:
    call = feed.webhook("1087", "key", NOW)
    moment = call.headers["X-BambooHR-Timestamp"]
    expected = hmac.new(b"key", call.body + moment.encode(), hashlib.sha256).hexdigest()
    assert call.headers["X-BambooHR-Signature"] == expected
    assert int(moment) == NOW.timestamp()
    assert json.loads(call.body) == {
        "type": "employee.updated",
        "timestamp": "2026-11-23T09:30:00+0000",
        "data": {
            "companyId": "meridian",
            "employeeId": "1087",
            "changedFields": ["status", "terminationDate"],
        },
    }


@pytest.mark.parametrize("event", ["employee.created", "employee.deleted"])
def test_only_an_update_says_which_fields_changed(event: str) -> None:
    body = json.loads(feed.webhook("1087", "key", NOW, event=event).body)
    assert "changedFields" not in body["data"]


def test_one_command_makes_somebody_leave_and_tells_it(tmp_path: Path) -> None:
    path = tmp_path / "hr" / "people.csv"
    feed.write(path)
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "hr-webhook").write_text("key")
    heard: list[tuple[bytes, str]] = []

    class Listener(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            heard.append((body, self.headers["X-BambooHR-Signature"]))
            self.send_response(202)
            self.end_headers()

    with HTTPServer(("127.0.0.1", 0), Listener) as server:
        threading.Thread(target=server.handle_request).start()
        url = f"http://127.0.0.1:{server.server_port}/hr"
        command = [
            sys.executable,
            "-m",
            "company.feed",
            "jdoe",
            "--file",
            str(path),
            "--webhook",
            url,
        ]
        run = subprocess.run(command, cwd=CHECKOUT, capture_output=True, text=True, timeout=20)
    assert run.returncode == 0, run.stderr
    ((body, _),) = heard
    (leaver,) = [row for row in rows(path) if row["status"] == "inactive"]
    assert json.loads(body)["data"]["employeeId"] == leaver["employee_number"]
    assert leaver["login"] == "jdoe"
