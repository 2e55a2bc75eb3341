"""The mail to attendees: complete, and safe against what stands in calendars."""

from __future__ import annotations

from email import message_from_bytes, policy
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar, Event, vCalAddress, vText

from company.people import people
from company.services.meetings import BUYER, calendar, event, meetings_of
from steersman.connectors.caldav import imip
from steersman.connectors.caldav.handover import hand_over, to_text
from steersman.connectors.caldav.meeting import Meeting, read
from steersman.connectors.caldav.store import Resource
from tests.connectors.caldav.conftest import ANN, JOHN, NOW

SENDER = "it@meridian.test"


def meeting(text: str) -> Meeting:
    return read(Resource("/ann/c/a.ics", '"1"', text))


def with_texts(summary: str, attendee: str) -> Meeting:
    """A meeting whose texts are anything, escaped as iCalendar demands."""
    one = Event()
    one.add("UID", "u")
    one.add("DTSTART", NOW)
    one["SUMMARY"] = vText(summary)
    one["ATTENDEE"] = [vCalAddress(f"mailto:{BUYER}"), vCalAddress(f"mailto:{quote(attendee)}")]
    whole = Calendar()
    whole.add_component(one)
    return Meeting(Resource("/x.ics", "", ""), whole, (one,), "u")


def test_the_invitation_is_a_request_by_the_new_organiser() -> None:
    text = meetings_of(people()[0], people()[1], NOW)["weekly.ics"].replace(
        people()[0].mail, JOHN.mail
    )
    handed = meeting(to_text(hand_over(meeting(text), JOHN, ANN, replaces_copy=False)))
    mail = imip.request(handed, ANN, SENDER, [BUYER], key="k", date="Mon, 04 Jan 2027 09:00:00 GMT")
    part = next(part for part in mail.walk() if part.get_content_type() == "text/calendar")
    assert part.get_param("method") == "REQUEST"
    invitation = Calendar.from_ical(part.get_content())
    assert str(invitation["METHOD"]) == "REQUEST"
    assert {str(e["ORGANIZER"]) for e in invitation.walk("VEVENT")} == {f"mailto:{ANN.mail}"}
    assert mail["Date"].datetime == NOW


def test_the_invitation_shows_neither_marks_nor_alarms() -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT5M\nEND:VALARM"
    text = calendar(event("u", ":20270107T100000Z", alarm, organiser=JOHN.mail, attendees=[BUYER]))
    handed = meeting(to_text(hand_over(meeting(text), JOHN, ANN, replaces_copy=False)))
    mail = imip.request(handed, ANN, SENDER, [BUYER], key="k", date="")
    assert "STEERSMAN" not in mail.as_string()
    assert "VALARM" not in str(mail.get_payload(1))


def test_the_message_id_depends_on_key_meeting_and_sequence_alone() -> None:
    first, again = with_texts("a", BUYER), with_texts("b", BUYER)
    assert imip.message_id(first, SENDER, "k") == imip.message_id(again, SENDER, "k")
    assert imip.message_id(first, SENDER, "k") != imip.message_id(first, SENDER, "k2")
    again.main.add("SEQUENCE", 1)
    assert imip.message_id(first, SENDER, "k") != imip.message_id(again, SENDER, "k")


NASTY = st.text(st.sampled_from('a@b.c,;:<>"\\ \r\n\t\x00\x0b\x85\u2028\u202eé⟨'), max_size=40)


@given(summary=NASTY, attendee=NASTY)
def test_no_text_of_a_calendar_adds_a_header_or_a_recipient(summary: str, attendee: str) -> None:
    nasty = with_texts(f"x\r\nBcc: eve@evil.test{summary}", f"{attendee}\r\nBcc: eve@evil.test")
    to = imip.recipients(nasty, ANN.mail)
    assert to == (BUYER,)
    mail = imip.request(nasty, ANN, SENDER, to, key="k", date="")
    parsed = message_from_bytes(mail.as_bytes(policy=policy.SMTP), policy=policy.default)
    assert sorted(parsed.keys()) == sorted(
        ["Subject", "From", "Reply-To", "To", "Message-ID", "MIME-Version", "Content-Type"]
    )
    assert [a.addr_spec for a in parsed["To"].addresses] == [BUYER]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "room 4",
        "a@b.test,c@d.test",
        "a@b.test\r\nRCPT TO:<x@y.test>",
        "<a@b.test>",
        "a@b.test ",
        "a@-b",
        f"{'a' * 300}@b.test",
        "é@b.test",
    ],
)
def test_what_is_no_plain_address_is_not_mailed(text: str) -> None:
    assert not imip.is_mail(text)


def test_a_plain_address_is_mailed() -> None:
    assert imip.is_mail("first.last+tag@sub.acme.test")
