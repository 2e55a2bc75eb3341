"""The mail that tells attendees who organises a meeting now (iMIP, RFC 6047; iTIP, RFC 5546).

Everything here but the addresses of the administrator comes out of calendars, so it is data: no
line break of theirs may begin a header, and no odd address may become a second recipient.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import format_datetime, parsedate_to_datetime

from icalendar import Calendar

from steersman.connectors.caldav.handover import to_text, without_marks
from steersman.connectors.caldav.meeting import Meeting, one_line
from steersman.connectors.caldav.store import Principal
from steersman.domain.canonical import digest_of

MAIL_ADDRESS = re.compile(
    r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?"
)
LONGEST_ADDRESS = 254  # RFC 5321, 4.5.3.1.3


def is_mail(text: str) -> bool:
    return len(text) <= LONGEST_ADDRESS and MAIL_ADDRESS.fullmatch(text) is not None


def recipients(meeting: Meeting, *but: str) -> tuple[str, ...]:
    """Every attendee who can be mailed, except ``but`` (lower case), sorted."""
    return tuple(sorted(each for each in meeting.attendees if is_mail(each) and each not in but))


def request(
    meeting: Meeting, organiser: Principal, sender: str, to: Sequence[str], *, key: str, date: str
) -> EmailMessage:
    """An iTIP REQUEST in a mail.  The same ``key`` gives the same Message-ID.

    ``date`` is the moment as an HTTP header tells it; without one the server that takes the mail
    in dates it (RFC 6409, 8.2).
    """
    mail = EmailMessage()
    mail["Subject"] = f"Invitation: {meeting.summary}"
    mail["From"] = sender
    mail["Reply-To"] = organiser.mail  # replies belong to the organiser (RFC 6047, 2.3)
    mail["To"] = ", ".join(to)
    mail["Message-ID"] = message_id(meeting, sender, key)
    if date:
        mail["Date"] = format_datetime(parsedate_to_datetime(date))
    mail.set_content(_words(meeting, organiser))
    mail.add_alternative(
        to_text(_invitation(meeting.calendar)), subtype="calendar", params={"method": "REQUEST"}
    )
    return mail


def message_id(meeting: Meeting, sender: str, key: str) -> str:
    sequence = str(meeting.main.get("SEQUENCE", 0))
    digest = digest_of([key, meeting.uid, sequence])
    return f"<{digest[:40]}@{sender.rpartition('@')[2]}>"


def _invitation(calendar: Calendar) -> Calendar:
    """The meeting as attendees may see it: without our marks and the organiser's alarms."""
    invitation = without_marks(calendar)
    invitation.pop("METHOD", None)
    invitation.add("METHOD", "REQUEST")
    for event in invitation.walk("VEVENT"):
        event.subcomponents = [part for part in event.subcomponents if part.name != "VALARM"]
    return invitation


def _words(meeting: Meeting, organiser: Principal) -> str:
    name = one_line(organiser.name)
    who = f"{name} <{organiser.mail}>" if name else organiser.mail
    return (
        f"{who} now organises this meeting: {meeting.summary}\n\n"
        "Time and place stay as they are. The attached invitation updates your calendar.\n"
    )
