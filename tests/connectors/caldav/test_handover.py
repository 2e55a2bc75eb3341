"""What a hand-over changes in a meeting, and what it must leave alone."""

from __future__ import annotations

from icalendar import Calendar, vCalAddress

from company.people import people
from company.services.meetings import BUYER, calendar, event, meetings_of
from steersman.connectors.caldav import handover
from steersman.connectors.caldav.meeting import Meeting, read, values
from steersman.connectors.caldav.store import Resource
from tests.connectors.caldav.conftest import ANN, JOHN, NOW

TOUCHED = ("ORGANIZER", "ATTENDEE", "SEQUENCE", "X-STEERSMAN-")


def meeting(text: str) -> Meeting:
    return read(Resource("/john/c/a.ics", '"1"', text))


def moved(text: str) -> Meeting:
    calendar = handover.hand_over(meeting(text), JOHN, ANN, replaces_copy=False)
    return meeting(handover.to_text(calendar))


def untouched(text: str) -> list[str]:
    lines = text.replace("\r\n ", "").splitlines()
    return [line for line in lines if not line.startswith(TOUCHED)]


def test_every_other_line_stays_as_it_was_series_and_zones_included() -> None:
    john, ann = people()[:2]
    for text in meetings_of(john, ann, NOW).values():
        after = handover.hand_over(meeting(text), JOHN, ANN, replaces_copy=False)
        assert untouched(handover.to_text(after)) == untouched(text)


def test_alarms_and_unknown_properties_survive() -> None:
    alarm = "BEGIN:VALARM\nACTION:DISPLAY\nDESCRIPTION:x\nTRIGGER:-PT5M\nEND:VALARM"
    text = calendar(
        event("u", ":20270107T100000Z", "X-ROOM;A=b:4\\, left", alarm, organiser=JOHN.mail)
    )
    assert untouched(moved(text).resource.text) == untouched(text)


def test_a_changed_occurrence_gets_the_new_organiser_too() -> None:
    john, ann = people()[:2]
    text = meetings_of(john, ann, NOW)["weekly.ics"].replace(john.mail, JOHN.mail)
    assert moved(text).resource.text.count(f":mailto:{ANN.mail}\r\n") == 4
    assert f"mailto:{JOHN.mail}" not in moved(text).resource.text


def test_the_successor_keeps_the_role_and_has_accepted() -> None:
    chair = f"ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=CHAIR;PARTSTAT=TENTATIVE:mailto:{JOHN.mail}"
    text = calendar(event("u", ":20270107T100000Z", chair, organiser=JOHN.mail, attendees=[BUYER]))
    (attendee,) = (a for a in values(moved(text).main, "ATTENDEE") if "ann" in str(a))
    assert isinstance(attendee, vCalAddress)
    assert dict(attendee.params) == {
        "CN": "Ann Berg",
        "CUTYPE": "INDIVIDUAL",
        "ROLE": "CHAIR",
        "PARTSTAT": "ACCEPTED",
    }


def test_a_mail_address_in_other_letters_is_the_same_person() -> None:
    text = calendar(event("u", ":20270107T100000Z", organiser="John@Meridian.TEST"))
    assert moved(text).organiser == ANN.mail


def test_the_fingerprint_ignores_the_order_in_which_a_server_stores() -> None:
    text = meetings_of(people()[0], people()[1], NOW)["weekly.ics"]
    resorted = Calendar.from_ical(text).to_ical(sorted=True).decode()
    assert handover.fingerprint(meeting(text).calendar) == handover.fingerprint(
        meeting(resorted).calendar
    )


def test_the_fingerprint_notices_a_new_time_zone() -> None:
    text = meetings_of(people()[0], people()[1], NOW)["weekly.ics"]
    other = text.replace("Europe/London", "Europe/Berlin")
    assert handover.fingerprint(meeting(text).calendar) != handover.fingerprint(
        meeting(other).calendar
    )


def test_a_display_name_cannot_add_a_line() -> None:
    text = calendar(event("u", ":20270107T100000Z", organiser=JOHN.mail))
    evil = type(ANN)(account="ann", mail=ANN.mail, name='x"\r\nATTENDEE:mailto:eve@evil.test')
    result = handover.to_text(handover.hand_over(meeting(text), JOHN, evil, replaces_copy=False))
    assert meeting(result).attendees == ()
