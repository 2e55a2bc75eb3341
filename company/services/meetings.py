"""What people of the company have in their calendars."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from company.people import Employee

BUYER = "buyer@acme.test"
LONDON = """\
BEGIN:VTIMEZONE
TZID:Europe/London
BEGIN:STANDARD
DTSTART:19701025T020000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10
TZOFFSETFROM:+0100
TZOFFSETTO:+0000
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:19700329T010000
RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3
TZOFFSETFROM:+0000
TZOFFSETTO:+0100
END:DAYLIGHT
END:VTIMEZONE
"""


def calendar(*events: str, zones: str = "") -> str:
    """One calendar object (RFC 5545) of whole VEVENTs."""
    text = f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Meridian//EN\n{zones}{''.join(events)}"
    return f"{text}END:VCALENDAR\n".replace("\n", "\r\n")


def event(
    uid: str,
    start: str,
    *lines: str,
    summary: str = "Meeting",
    organiser: str = "",
    attendees: Sequence[str] = (),
) -> str:
    """``start`` is what follows DTSTART: ``:20270104T100000Z`` or ``;VALUE=DATE:20270104``."""
    head = [f"UID:{uid}", "DTSTAMP:20261101T000000Z", f"DTSTART{start}", f"SUMMARY:{summary}"]
    people = [f"ORGANIZER:mailto:{organiser}"] if organiser else []
    people += [f"ATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:{mail}" for mail in attendees]
    return "\n".join(["BEGIN:VEVENT", *head, *people, *lines, "END:VEVENT", ""])


def meetings_of(person: Employee, colleague: Employee, now: datetime) -> dict[str, str]:
    """A week as people have it, seen from ``now`` (UTC): file name to iCalendar text.

    ``client``, ``weekly`` (a series since two months) and ``offsite`` are ``person``'s to hand
    over; ``dentist``, ``focus``, ``past`` and ``attends`` are not.
    """
    us = (person.mail, colleague.mail)
    return {
        f"{name}.ics": text
        for name, text in {
            "client": _client(person, now),
            "weekly": _weekly(person, us, now),
            "offsite": calendar(
                event(
                    _uid("offsite", person),
                    f";VALUE=DATE:{_day(now, 10)}",
                    summary="Offsite",
                    organiser=person.mail,
                    attendees=us,
                )
            ),
            "dentist": calendar(
                event(
                    _uid("dentist", person),
                    _at(now, 2),
                    "CLASS:PRIVATE",
                    summary="Dentist",
                    organiser=person.mail,
                    attendees=(person.mail, BUYER),
                )
            ),
            "focus": calendar(event(_uid("focus", person), _at(now, 1), summary="Focus time")),
            "past": calendar(
                event(
                    _uid("past", person),
                    _at(now, -7),
                    organiser=person.mail,
                    attendees=(*us, BUYER),
                )
            ),
            "attends": calendar(
                event(_uid("attends", person), _at(now, 4), organiser=colleague.mail, attendees=us)
            ),
        }.items()
    }


def _client(person: Employee, now: datetime) -> str:
    attendees = (person.mail, BUYER)
    return calendar(
        event(
            _uid("client", person),
            _at(now, 3),
            "DURATION:PT1H",
            summary="Client call",
            organiser=person.mail,
            attendees=attendees,
        )
    )


def _weekly(person: Employee, attendees: Sequence[str], now: datetime) -> str:
    """A series with a day left out and a day moved by an hour."""
    uid = _uid("weekly", person)
    began, left_out, moved = (_day(now, days) for days in (-56, 7, 14))
    series = event(
        uid,
        f";TZID=Europe/London:{began}T100000",
        "RRULE:FREQ=WEEKLY",
        f"EXDATE;TZID=Europe/London:{left_out}T100000",
        summary="Weekly review",
        organiser=person.mail,
        attendees=attendees,
    )
    change = event(
        uid,
        f";TZID=Europe/London:{moved}T110000",
        f"RECURRENCE-ID;TZID=Europe/London:{moved}T100000",
        summary="Weekly review at eleven",
        organiser=person.mail,
        attendees=attendees,
    )
    return calendar(series, change, zones=LONDON)


def _uid(name: str, person: Employee) -> str:
    return f"{name}-{person.login}@meridian.test"


def _day(now: datetime, days: int) -> str:
    return (now + timedelta(days=days)).strftime("%Y%m%d")


def _at(now: datetime, days: int) -> str:
    return f":{_day(now, days)}T100000Z"
