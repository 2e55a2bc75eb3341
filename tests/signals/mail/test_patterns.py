"""What of a mail is what: declared patterns first, then the forms that monitoring writes."""

from __future__ import annotations

import pytest

from steersman.signals.mail.message import Mail
from steersman.signals.mail.patterns import Pattern, parts_of

BACKUP = Pattern(
    sender="*@backup.example.org",
    subject=r"\[(?P<state>\w+)\] (?P<name>.+)",
    body=r"Client: (?P<host>\S+)",
)


def told(
    subject: str, *patterns: Pattern, sender: str = "nagios@example.org", body: str = ""
) -> dict[str, str]:
    return dict(parts_of(Mail(sender, subject, body), patterns))


@pytest.mark.parametrize(
    ("subject", "name", "host", "state"),
    [
        ("** PROBLEM Service Alert: web-1/HTTP is CRITICAL **", "HTTP", "web-1", "firing"),
        ("** RECOVERY Service Alert: web-1/HTTP is OK **", "HTTP", "web-1", "resolved"),
        ("** PROBLEM Host Alert: db-1 is DOWN **", "host", "db-1", "firing"),
        ("[FIRING:1] DiskFull (db-1)", "DiskFull (db-1)", "", "firing"),
        ("[RESOLVED] DiskFull (db-1)", "DiskFull (db-1)", "", "resolved"),
        ("Problem: High CPU", "High CPU", "", "firing"),
        ("Re: Resolved: High CPU", "High CPU", "", "resolved"),
        ("OK: backup of mail", "backup of mail", "", "resolved"),
        ("Weekly report", "Weekly report", "", "firing"),
        ("OK", "OK", "", "firing"),
    ],
)
def test_usual_forms_are_understood(subject: str, name: str, host: str, state: str) -> None:
    found = told(subject)
    assert (found["name"], found.get("host", ""), found["state"]) == (name, host, state)


def test_a_declared_pattern_speaks_for_its_sender_alone() -> None:
    given = {"body": "Client: nas-2\nno space", "sender": "robot@backup.example.org"}
    assert told("[Failed] nightly", BACKUP, **given) == {
        "name": "nightly",
        "host": "nas-2",
        "state": "firing",
    }
    assert told("[OK] nightly", BACKUP, **given)["state"] == "resolved"
    assert "host" not in told("[Failed] nightly", BACKUP, body=given["body"])
    assert "host" not in told("[Failed] nightly", BACKUP, sender=given["sender"])  # no client


def test_the_first_pattern_that_fits_speaks() -> None:
    first, second = Pattern(subject="(?P<name>night)"), Pattern(subject="(?P<name>nightly)")
    assert told("nightly", first, second)["name"] == "night"
