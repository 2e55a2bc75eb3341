"""The sample company's calendars: Radicale from PyPI, with sign-ins asked of the directory.

The configuration, the rights and the people are those of the test company
(``company/services/radicale.py``); only the port is fixed and the state is kept.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from company.people import Employee, by_number, people
from company.process import LOOPBACK
from company.services import radicale
from company.services.openldap import OpenLdapServer

MEETING = """\
BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//Meridian Trading//sample//EN\r
BEGIN:VEVENT\r
UID:{uid}@meridian.test\r
DTSTAMP:{now:%Y%m%dT%H%M%SZ}\r
DTSTART:{start:%Y%m%dT%H%M%SZ}\r
DTEND:{end:%Y%m%dT%H%M%SZ}\r
SUMMARY:{summary}\r
ORGANIZER;CN={organizer.full_name}:mailto:{organizer.mail}\r
ATTENDEE;CN={organizer.full_name};PARTSTAT=ACCEPTED:mailto:{organizer.mail}\r
ATTENDEE;CN={guest.full_name};PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:{guest.mail}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def command(home: Path, port: int, directory: OpenLdapServer) -> list[str | Path]:
    """Write the configuration and say how to start the program."""
    home.mkdir(parents=True, exist_ok=True)
    auth = radicale.DIRECTORY.format(ldap=directory)
    text = radicale.CONFIGURATION.format(host=LOOPBACK, port=port, home=home, auth=auth)
    config = home / "config"
    config.touch(mode=0o600)  # it holds the password of the directory's reader
    config.write_text(text)
    (home / "rights").write_text(radicale.RIGHTS)
    return [sys.executable, "-m", "radicale", "--config", config]


def fill(home: Path) -> None:
    """A calendar for everybody, and next week's meeting with the manager.

    Written as Radicale stores it, before it starts: over HTTP each of the 600 requests would be
    a sign-in at the directory.
    """
    root = home / "collections" / "collection-root"
    for person in people():
        calendar = root / person.login / radicale.CALENDAR
        calendar.mkdir(parents=True, exist_ok=True)
        _properties(calendar.parent, _principal(person))
        _properties(calendar, {"tag": "VCALENDAR"})
    for login, name, text in meetings(datetime.now(UTC)):
        (root / login / radicale.CALENDAR / name).write_text(text, newline="")


def _principal(person: Employee) -> dict[str, str]:
    return {
        "D:displayname": person.full_name,
        radicale.NUMBER_PROPERTY: person.employee_number,
        radicale.MAIL_PROPERTY: person.mail,
    }


def _properties(collection: Path, properties: dict[str, str]) -> None:
    (collection / ".Radicale.props").write_text(json.dumps(properties))


def meetings(now: datetime) -> Iterator[tuple[str, str, str]]:
    """(login, file name, iCalendar text) of one meeting that each person organises."""
    monday = (now + timedelta(days=7 - now.weekday())).replace(hour=9, minute=0, second=0)
    for place, person in enumerate(people()):
        start = monday + timedelta(days=place % 5, minutes=30 * (place % 14))
        yield person.login, f"review-{person.login}.ics", _meeting(person, start, now)


def _meeting(person: Employee, start: datetime, now: datetime) -> str:
    guest = by_number(person.manager) if person.manager else people()[0]
    return MEETING.format(
        uid=f"review-{person.login}",
        now=now,
        start=start,
        end=start + timedelta(minutes=30),
        summary=f"Review with {person.given_name}",
        organizer=person,
        guest=guest,
    )
