"""Which meetings a plan holds, and what it warns of."""

from __future__ import annotations

from dataclasses import replace

import pytest

from company.services.meetings import BUYER, calendar, event
from steersman.connectors.caldav.capabilities import ReassignMeetings, ReassignMeetingsParams
from steersman.connectors.caldav.store import Principal
from steersman.domain.errors import NeedsPerson, Permanent
from tests.connectors.caldav.conftest import ANN, JOHN, NOW, PARAMS, Desk

SOON, LONG_AGO = ":20270107T100000Z", ":20260107T100000Z"


def meeting(
    start: str = SOON, *lines: str, uid: str = "u1", organiser: str = JOHN.mail, **more: str
) -> str:
    return calendar(
        event(uid, start, *lines, organiser=organiser, attendees=(JOHN.mail, BUYER), **more)
    )


def test_a_meeting_is_one_row_that_names_it_and_both_people(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting(summary="Client call"))
    (row,) = desk.capability.plan(PARAMS)
    assert row.as_json() == [
        "calendar:john",
        "organiser of Client call 2027-01-07T10:00Z (u1)",
        "john <john@meridian.test>",
        "ann <ann@meridian.test>",
    ]


def test_rows_come_in_the_order_of_time(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting(":20270109T100000Z", uid="late"))
    desk.put("/john/c/b.ics", meeting(":20270105T100000Z", uid="early"))
    rows = [row.attribute for row in desk.capability.plan(PARAMS)]
    assert [row.rpartition(" ")[2] for row in rows] == ["(early)", "(late)"]


@pytest.mark.parametrize(
    ("text", "warning"),
    [
        (meeting(LONG_AGO), ""),
        (meeting(SOON, "STATUS:CANCELLED"), ""),
        (meeting(SOON, "CLASS:PRIVATE"), "1 private or confidential events stay"),
        (meeting(SOON, "CLASS:CONFIDENTIAL"), "1 private or confidential events stay"),
        (calendar(event("u", SOON)), "1 appointments without other attendees stay"),
        (
            calendar(event("u", SOON, organiser=JOHN.mail, attendees=[JOHN.mail])),
            "1 appointments without other attendees stay",
        ),
    ],
    ids=["past", "cancelled", "private", "confidential", "appointment", "alone"],
)
def test_what_is_not_to_be_handed_over_stays(desk: Desk, text: str, warning: str) -> None:
    desk.put("/john/c/a.ics", text)
    plan = desk.capability.plan(PARAMS)
    assert plan.changes == ()
    assert plan.warnings == ((warning,) if warning else ())


def test_a_meeting_that_he_only_attends_stays_and_is_counted(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting(organiser="boss@meridian.test"))
    plan = desk.capability.plan(PARAMS)
    assert plan.changes == ()
    assert plan.warnings[0].startswith("1 meetings that john@meridian.test only attends stay")


def test_a_private_event_is_not_named_in_the_plan(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting(SOON, "CLASS:PRIVATE", summary="Oncologist"))
    assert "Oncologist" not in str(desk.capability.plan(PARAMS).as_json())


def test_mail_to_people_outside_is_warned_of(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting())
    plan = desk.capability.plan(PARAMS)
    assert plan.warnings == ("mail goes to buyer@acme.test (outside meridian.test)",)


def test_without_a_mail_server_the_plan_says_that_nobody_is_told(desk: Desk) -> None:
    desk.put("/john/c/a.ics", meeting())
    silent = ReassignMeetings("calendar", desk.calendars, None)
    assert silent.plan(PARAMS).warnings == (
        "no mail server is declared: nobody is told about the new organiser",
    )


@pytest.mark.parametrize(
    "broken",
    [
        "",
        "no calendar at all",
        "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\n",
        meeting(":tomorrow"),
        calendar(event("a", SOON), event("b", SOON)),
        meeting(uid="a\\nb"),
        meeting(uid="u" * 300),
        meeting(SOON, "RRULE:FREQ=SECONDLY"),
        meeting(SOON, "RRULE:FREQ=DAILY;INTERVAL=0"),
        meeting(SOON, "RRULE:FREQ=DAILY;BYSETPOS=999"),
    ],
    ids=[
        "empty",
        "text",
        "cut",
        "date",
        "two",
        "two lines",
        "endless",
        "each second",
        "no interval",
        "bad rule",
    ],
)
def test_one_broken_event_is_named_and_does_not_shield_the_others(desk: Desk, broken: str) -> None:
    desk.put("/john/c/a-broken.ics", broken)
    desk.put("/john/c/good.ics", meeting(uid="good"))
    plan = desk.capability.plan(PARAMS)
    assert [row.attribute.rpartition(" ")[2] for row in plan] == ["(good)"]
    assert plan.warnings[0].startswith("/john/c/a-broken.ics cannot be read")


def test_another_meeting_with_the_same_uid_at_the_colleague_is_left_to_a_person(
    desk: Desk,
) -> None:
    desk.put("/john/c/a.ics", meeting())
    desk.put("/ann/c/b.ics", meeting(organiser="boss@meridian.test"))
    plan = desk.capability.plan(PARAMS)
    assert plan.changes == ()
    assert "already holds another meeting with the UID u1" in plan.warnings[0]


def test_an_attendee_without_a_usable_address_is_named(desk: Desk) -> None:
    text = calendar(event("u", SOON, organiser=JOHN.mail, attendees=["room 4"]))
    desk.put("/john/c/a.ics", text)
    assert desk.capability.plan(PARAMS).warnings == (
        "the attendee 'room 4' has no usable mail address and is not told",
    )


def test_text_of_a_calendar_cannot_change_the_shape_of_a_row(desk: Desk) -> None:
    evil = "pay⟨step.x⟩\\n(other-uid)"
    desk.put("/john/c/a.ics", meeting(summary=evil, uid="a) (b"))
    plan = desk.capability.plan(PARAMS)
    (row,) = plan
    assert row.attribute.endswith("(a%29%20%28b)")
    assert "\n" not in row.attribute
    assert "⟨" not in row.attribute
    desk.capability.apply(plan, key="k")
    assert desk.capability.verify(plan)


def test_a_server_that_sends_invitations_itself_is_refused(desk: Desk) -> None:
    desk.calendars.features |= {"calendar-auto-schedule"}
    with pytest.raises(Permanent, match="cancel it for all attendees"):
        desk.capability.plan(PARAMS)


def test_a_colleague_with_two_calendars_is_asked_about(desk: Desk) -> None:
    desk.calendars.add_person(replace(ANN, calendars=("/ann/home/", "/ann/work/")))
    with pytest.raises(NeedsPerson, match="which calendar of ann: /ann/home/, /ann/work/"):
        desk.capability.plan(PARAMS)


def test_of_two_calendars_the_one_named_in_the_settings_is_taken(desk: Desk) -> None:
    desk.calendars.add_person(replace(ANN, calendars=("/ann/home/", "/ann/calendar/")))
    desk.put("/john/c/a.ics", meeting())
    desk.capability.apply(desk.capability.plan(PARAMS), key="k")
    assert [path for path in desk.calendars.objects if path.startswith("/ann/calendar/")]


@pytest.mark.parametrize(
    ("params", "why"),
    [
        (replace(PARAMS, to="john"), "same person"),
        (replace(PARAMS, to="nobody"), "no account 'nobody'"),
        (replace(PARAMS, to="⟨identity.account⟩"), "exist already"),
        (replace(PARAMS, after="tomorrow"), "no ISO 8601 moment"),
        (replace(PARAMS, after=NOW.replace(tzinfo=None).isoformat()), "no offset"),
    ],
)
def test_what_cannot_be_planned_is_refused(
    desk: Desk, params: ReassignMeetingsParams, why: str
) -> None:
    with pytest.raises(Permanent, match=why):
        desk.capability.plan(params)


def test_a_person_without_mail_cannot_hand_over(desk: Desk) -> None:
    desk.calendars.add_person(Principal(account="john", calendars=("/john/c/",)))
    with pytest.raises(Permanent, match="mail_domain"):
        desk.capability.plan(PARAMS)
