"""What HR tells us: the file that is polled, and the webhook that comes first.

The file is a CSV that HR rewrites as a whole.  The webhook has BambooHR's event-based shape
(documentation.bamboohr.com/docs/event-based-webhooks), signed with SHA-256 HMAC over body and
timestamp in ``X-BambooHR-Signature`` (…/docs/webhooks); it names who changed, not what is new.
BambooHR's own ``employeeId`` is, at Meridian, the employee number.
"""

from __future__ import annotations

import argparse
import csv
import hashlib
import hmac
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.request import Request, urlopen

from company.people import Employee, people

COLUMNS = (
    "employee_number",
    "given_name",
    "family_name",
    "mail",
    "login",
    "title",
    "department",
    "location",
    "manager",
    "status",
    "start_date",
    "end_date",
    "termination_type",
)
COMPANY_ID = "meridian"
VOLUNTARY, FOR_CAUSE = "voluntary", "for_cause"


@dataclass(frozen=True, slots=True)
class Row:
    """One person of the file.  ``status`` is ``active`` or ``inactive``; dates are ISO 8601."""

    person: Employee
    status: str = "active"
    end_date: str = ""
    termination_type: str = ""

    def fields(self) -> dict[str, str]:
        who = self.person
        own = {name: getattr(who, name) for name in COLUMNS if hasattr(who, name)}
        started = date(2015 + int(who.employee_number) % 10, 1 + int(who.employee_number) % 12, 1)
        return own | {
            "location": who.city,
            "status": self.status,
            "start_date": started.isoformat(),
            "end_date": self.end_date,
            "termination_type": self.termination_type,
        }


def everybody() -> list[Row]:
    return [Row(person) for person in people()]


def write(path: Path, rows: Iterable[Row] | None = None) -> None:
    """Replace the file in one step, so that no poll sees half of it."""
    fields = [row.fields() for row in (everybody() if rows is None else rows)]
    _write(path, fields)


def leave(path: Path, login: str, on: date, kind: str = VOLUNTARY) -> dict[str, str]:
    """HR enters that somebody leaves ``on`` a day; returns the row as it now stands."""
    with path.open(newline="") as file:
        fields = list(csv.DictReader(file))
    found = [row for row in fields if row["login"] == login]
    if len(found) != 1:
        raise LookupError(f"{login}: nobody of that login in {path}")
    found[0].update(status="inactive", end_date=on.isoformat(), termination_type=kind)
    _write(path, fields)
    return found[0]


def leaver(row: Row, on: date, kind: str = VOLUNTARY) -> Row:
    return replace(row, status="inactive", end_date=on.isoformat(), termination_type=kind)


@dataclass(frozen=True, slots=True)
class Webhook:
    """One signed call: post ``body`` with ``headers``."""

    body: bytes
    headers: Mapping[str, str]


def webhook(
    employee_number: str,
    key: str,
    now: datetime,
    *,
    event: str = "employee.updated",
    changed: Sequence[str] = ("status", "terminationDate"),
) -> Webhook:
    data: dict[str, object] = {"companyId": COMPANY_ID, "employeeId": employee_number}
    if event == "employee.updated":
        data["changedFields"] = list(changed)
    told = {"type": event, "timestamp": now.strftime("%Y-%m-%dT%H:%M:%S%z"), "data": data}
    body, moment = json.dumps(told).encode(), str(int(now.timestamp()))
    return Webhook(
        body,
        {
            "Content-Type": "application/json",
            "X-BambooHR-Timestamp": moment,
            "X-BambooHR-Signature": sign(body, moment, key),
        },
    )


def sign(body: bytes, moment: str, key: str) -> str:
    return hmac.new(key.encode(), body + moment.encode(), hashlib.sha256).hexdigest()


def post(url: str, call: Webhook) -> int:
    """Send it; the status that came back (an error status raises ``HTTPError``)."""
    with urlopen(Request(url, call.body, dict(call.headers)), timeout=10) as answer:
        status: int = answer.status
        return status


def _write(path: Path, fields: list[dict[str, str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_suffix(".new")
    with draft.open("w", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS)
        writer.writeheader()
        writer.writerows(fields)
    draft.replace(path)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m company.feed", description="HR at work")
    parser.add_argument("login", help="who leaves")
    parser.add_argument("--file", type=Path, default=Path("var/sample/hr/people.csv"))
    parser.add_argument("--for-cause", action="store_true", help="goes at once")
    parser.add_argument("--webhook", metavar="URL", help="tell Steersman at once")
    parser.add_argument("--key", type=Path, help="the file with the webhook's key")
    given = parser.parse_args()
    now = datetime.now(UTC)
    kind = FOR_CAUSE if given.for_cause else VOLUNTARY
    row = leave(given.file, given.login, now.date(), kind)
    print(f"{row['given_name']} {row['family_name']} ({given.login}) leaves: {given.file}")
    if given.webhook:
        key = (given.key or given.file.parent.parent / "secrets" / "hr-webhook").read_text()
        call = webhook(row["employee_number"], key.strip(), now)
        print(f"webhook: {post(given.webhook, call)}")


if __name__ == "__main__":
    main()
