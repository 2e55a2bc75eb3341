"""Moving meetings: conditions, crashes at every step, an attendee's copy, undo."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from company.services.meetings import BUYER, calendar, event
from steersman.connectors.caldav.capabilities import ReassignMeetings
from steersman.connectors.caldav.store import Resource
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.connectors.caldav.conftest import ANN, JOHN, PARAMS, Desk

CLIENT = calendar(
    event(
        "u1",
        ":20270107T100000Z",
        "SEQUENCE:4",
        summary="Client call",
        organiser=JOHN.mail,
        attendees=(JOHN.mail, BUYER),
    )
)
WITH_ANN = CLIENT.replace(f"mailto:{BUYER}", f"mailto:{ANN.mail}")


@pytest.fixture
def client(desk: Desk) -> Desk:
    desk.put("/john/c/a.ics", CLIENT)
    return desk


def mails(desk: Desk) -> list[str]:
    return [str(message["Message-ID"]) for message, _ in desk.outbox.sent]


def test_a_moved_meeting_keeps_its_uid_and_raises_its_sequence(client: Desk) -> None:
    client.capability.apply(client.capability.plan(PARAMS), key="k")
    moved = client.only("ann")
    assert "UID:u1\r\n" in moved
    assert "SEQUENCE:5\r\n" in moved
    assert 'ORGANIZER;CN="Ann Berg":mailto:ann@meridian.test\r\n' in moved
    assert "mailto:john@meridian.test" not in moved
    assert client.all("john") == []


def test_the_attendees_are_mailed_once_by_the_new_organiser(client: Desk) -> None:
    client.capability.apply(client.capability.plan(PARAMS), key="k")
    client.capability.apply(client.capability.plan(PARAMS), key="k")
    ((message, recipients),) = client.outbox.sent
    assert recipients == (BUYER,)
    assert message["Reply-To"] == ANN.mail


def test_a_meeting_changed_since_it_was_read_is_not_deleted(client: Desk) -> None:
    stale = client.calendars.get("/john/c/a.ics")
    assert stale is not None
    client.put("/john/c/a.ics", CLIENT.replace("Client call", "Client call, moved"))
    with pytest.raises(Transient, match="changed it since"):
        client.calendars.delete(stale)
    assert "moved" in client.only("john")


def test_a_meeting_deleted_since_the_plan_is_planned_again(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.objects.clear()
    with pytest.raises(Transient, match="moved or deleted by somebody"):
        client.capability.apply(plan, key="k")
    assert client.outbox.sent == []


@pytest.mark.parametrize("how", ["fails", "lost"])
@pytest.mark.parametrize("call", ["create", "delete", "replace"])
def test_a_crash_at_any_write_is_finished_by_the_next_run(
    client: Desk, how: str, call: str
) -> None:
    decided = client.capability.plan(PARAMS)
    getattr(client.calendars, how)[call] = Transient("cut")
    with pytest.raises(Transient):
        client.capability.apply(decided, key="k")
    fresh = client.capability.plan(PARAMS)
    assert decided.covers(fresh)
    client.capability.apply(fresh, key="k")
    assert client.capability.verify(decided)
    assert len(client.all("ann")) == 1
    assert len(set(mails(client))) == 1  # at worst the same mail again, under the same id


def test_a_crash_before_the_mail_leaves_a_row_to_finish(client: Desk) -> None:
    decided = client.capability.plan(PARAMS)
    client.outbox.fails = Transient("no mail server")
    with pytest.raises(Transient):
        client.capability.apply(decided, key="k")
    assert client.all("john") == []
    assert not client.capability.verify(decided)
    assert client.capability.plan(PARAMS).changes == decided.changes


def test_a_crash_between_mail_and_note_repeats_the_same_message_id(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.fails["replace"] = Transient("cut")
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    client.capability.apply(client.capability.plan(PARAMS), key="k")
    first, second = mails(client)
    assert first == second


def test_an_edit_between_store_and_delete_is_taken_along(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.fails["delete"] = Transient("412")
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    client.put("/john/c/a.ics", CLIENT.replace("T100000Z", "T120000Z"))
    client.capability.apply(plan, key="k")
    assert "DTSTART:20270107T120000Z" in client.only("ann")
    assert client.all("john") == []


def test_edits_on_both_sides_of_a_crash_are_a_question(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.fails["delete"] = Transient("cut")
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    (path,) = [path for path in client.calendars.objects if path.startswith("/ann/")]
    client.put(path, client.only("ann").replace("Client call", "Ann's title"))
    client.put("/john/c/a.ics", CLIENT.replace("Client call", "John's title"))
    with pytest.raises(NeedsPerson, match="changed in both calendars"):
        client.capability.apply(plan, key="k")
    assert len(client.all("john")) == 1


def test_a_colleague_who_attends_has_one_copy_afterwards_under_its_own_name(desk: Desk) -> None:
    desk.put("/john/c/a.ics", WITH_ANN)
    desk.put("/ann/c/my-copy.ics", WITH_ANN)
    desk.capability.apply(desk.capability.plan(PARAMS), key="k")
    assert list(desk.calendars.objects) == ["/ann/c/my-copy.ics"]
    assert desk.only("ann").count("ATTENDEE") == 1  # she, once


def test_undo_makes_the_colleague_an_attendee_again(desk: Desk) -> None:
    desk.put("/john/c/a.ics", WITH_ANN)
    desk.put("/ann/c/my-copy.ics", WITH_ANN)
    plan = desk.capability.plan(PARAMS)
    desk.capability.apply(plan, key="k")
    desk.capability.undo(plan, key="k-undo")
    assert sorted(desk.calendars.objects) == ["/ann/c/my-copy.ics", "/john/c/a.ics"]
    assert f"ORGANIZER:mailto:{JOHN.mail}" in desk.only("ann")


def test_a_mail_refused_for_good_is_told_to_a_person_and_not_repeated(client: Desk) -> None:
    client.outbox.refuses = frozenset({BUYER})
    plan = client.capability.plan(PARAMS)
    with pytest.raises(NeedsPerson, match=r"refuses buyer@acme.test \(550\); tell them by hand"):
        client.capability.apply(plan, key="k")
    client.capability.apply(plan, key="k")
    assert client.capability.verify(plan)


def test_one_stubborn_meeting_does_not_shield_the_others(client: Desk) -> None:
    client.put("/john/c/b.ics", CLIENT.replace("u1", "u2").replace("0107T", "0106T"))
    plan = client.capability.plan(PARAMS)
    client.calendars.fails["create"] = Permanent("quota exceeded")
    with pytest.raises(Permanent, match="quota"):
        client.capability.apply(plan, key="k")
    assert len(client.all("ann")) == 1
    assert len(client.all("john")) == 1


def test_undo_gives_the_meeting_back_as_it_was_but_for_its_sequence(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.capability.apply(plan, key="k")
    client.capability.undo(plan, key="k-undo")
    assert list(client.calendars.objects) == ["/john/c/a.ics"]
    lines = set(client.only("john").splitlines()) ^ set(CLIENT.splitlines())
    assert lines == {"SEQUENCE:4", "SEQUENCE:6"}
    assert not client.capability.verify(plan)


def test_undo_leaves_a_meeting_that_the_colleague_has_changed(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.capability.apply(plan, key="k")
    (path,) = client.calendars.objects
    client.put(path, client.only("ann").replace("DTSTART:20270107", "DTSTART:20270108"))
    before = client.snapshot()
    client.capability.undo(plan, key="k-undo")
    assert client.snapshot() == before
    assert len(client.outbox.sent) == 1


def test_replies_of_attendees_do_not_hinder_undo(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.capability.apply(plan, key="k")
    (path,) = client.calendars.objects
    client.put(path, client.only("ann").replace("NEEDS-ACTION", "DECLINED"))
    client.capability.undo(plan, key="k-undo")
    assert "DECLINED" in client.only("john")


def test_undo_of_a_half_done_move_mails_nobody(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.fails["delete"] = Transient("cut")
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    client.capability.undo(plan, key="k-undo")
    assert client.calendars.objects == {"/john/c/a.ics": CLIENT}
    assert client.outbox.sent == []


def test_undo_of_a_move_that_nobody_heard_of_mails_nobody(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.outbox.fails = Transient("no mail server")
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    client.capability.undo(plan, key="k-undo")
    assert list(client.calendars.objects) == ["/john/c/a.ics"]
    assert client.outbox.sent == []


@pytest.mark.parametrize("how", ["fails", "lost"])
@pytest.mark.parametrize("call", ["create", "delete", "replace"])
def test_a_crash_at_any_write_of_undo_is_finished_by_the_next_call(
    client: Desk, how: str, call: str
) -> None:
    plan = client.capability.plan(PARAMS)
    client.capability.apply(plan, key="k")
    getattr(client.calendars, how)[call] = Transient("cut")
    with pytest.raises(Transient):
        client.capability.undo(plan, key="k-undo")
    client.capability.undo(plan, key="k-undo")
    assert list(client.calendars.objects) == ["/john/c/a.ics"]
    assert "X-STEERSMAN" not in client.only("john")
    assert len(set(mails(client))) == 2  # one there, one back


def test_a_server_that_lies_about_writing_is_noticed(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.calendars.lies = True
    with pytest.raises(Transient):
        client.capability.apply(plan, key="k")
    assert not client.capability.verify(plan)


def test_without_a_mail_server_a_move_is_finished_without_mail(client: Desk) -> None:
    silent = ReassignMeetings("calendar", client.calendars, None)
    plan = silent.plan(PARAMS)
    silent.apply(plan, key="k")
    assert silent.verify(plan)
    assert client.capability.plan(PARAMS).changes == ()  # nor does a later one mail old news


def test_a_meeting_can_be_handed_on_to_a_third_person(client: Desk) -> None:
    client.capability.apply(client.capability.plan(PARAMS), key="k")
    back = type(PARAMS)(account="ann", to="john", after=PARAMS.after)
    plan = client.capability.plan(back)
    client.capability.apply(plan, key="k2")
    assert client.capability.verify(plan)
    assert client.all("ann") == []


def test_marks_of_somebody_else_never_bring_in_a_third_organiser(client: Desk) -> None:
    plan = client.capability.plan(PARAMS)
    client.capability.apply(plan, key="k")
    (path,) = client.calendars.objects
    forged = "QkVHSU46VkVWRU5UDQpPUkdBTklaRVI6bWFpbHRvOmV2ZUBldmlsLnRlc3QNCkVORDpWRVZFTlQNCg=="
    lines = client.only("ann").replace("\r\n ", "").splitlines()
    text = [f"X-STEERSMAN-WAS:{forged}" if "-WAS" in line else line for line in lines]
    client.put(path, "\r\n".join(text) + "\r\n")
    client.capability.undo(plan, key="k-undo")
    assert "eve@evil.test" not in str(client.calendars.objects)


@settings(max_examples=40, deadline=None)
@given(
    cuts=st.lists(st.sampled_from(["create", "delete", "replace", "get", "with_uid"]), max_size=4)
)
def test_whatever_is_cut_the_meeting_is_never_lost_and_ends_in_one_place(cuts: list[str]) -> None:
    desk = Desk()
    desk.put("/john/c/a.ics", CLIENT)
    for cut in cuts:
        desk.calendars.fails[cut] = Transient("cut")
        try:
            desk.capability.apply(desk.capability.plan(PARAMS), key="k")
        except Transient:
            assert desk.calendars.objects
    desk.calendars.fails.clear()
    desk.capability.apply(desk.capability.plan(PARAMS), key="k")
    assert len(desk.calendars.objects) == len(desk.all("ann")) == 1
    assert len(set(mails(desk))) == 1


def test_the_fake_refuses_a_second_object_with_the_same_uid(client: Desk) -> None:
    with pytest.raises(Transient, match="412"):
        client.calendars.create("/john/c/b.ics", CLIENT)


def test_the_fake_refuses_a_write_over_a_newer_version(client: Desk) -> None:
    with pytest.raises(Transient, match="412"):
        client.calendars.replace(Resource("/john/c/a.ics", '"old"', ""), CLIENT)
