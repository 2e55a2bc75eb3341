"""Who is paged, when the next is, what stops it, and what no fault may lose or double."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest

from steersman.domain.errors import Permanent, Transient
from steersman.domain.on_call.escalation import Step, StepKind
from steersman.domain.on_call.quiet import QuietHours
from steersman.records.on_call.contacts import Method, MethodKind
from steersman.records.on_call.page import ACKNOWLEDGED, DROPPED, FAILED, OPEN, RESOLVED, SENT
from steersman.servicedesk.on_call.message import Message
from tests.servicedesk.on_call.paged import BY, DAY, Team

MINUTE = 60.0


def test_it_goes_to_who_is_on_call_then_next_then_the_whole_team(team: Team) -> None:
    policy, paging = team.policy("Web"), team.paging()
    page = paging.page("shop", policy.id, "Shop is down", by=team.cid)
    paging.move()
    assert team.told == ["ann"]
    team.clock.advance(5 * MINUTE - 1)
    paging.move()
    assert team.told == ["ann"], "five minutes are not over"
    team.clock.advance(1)
    paging.move()
    assert team.told == ["ann", "bob"]
    team.clock.advance(10 * MINUTE)
    paging.move()
    assert sorted(team.told[2:]) == ["ann", "bob", "cid"]
    assert paging.pages.get(page.id).state == OPEN
    assert team.story("shop")[:2] == ["paged", "told"]


def test_acknowledging_stops_it_and_who_was_first_stays(team: Team) -> None:
    paging = team.paging()
    page = paging.page("shop", team.policy("Web").id, "Shop is down")
    paging.move()
    assert paging.acknowledge(page.id, by=team.ann).acknowledged_by == team.ann
    assert paging.acknowledge(page.id, by=team.bob).acknowledged_by == team.ann
    team.clock.advance(DAY)
    paging.move()
    assert team.told == ["ann"]
    assert paging.resolve(page.id, by=team.ann).state == RESOLVED
    with pytest.raises(Permanent, match="resolved already"):
        paging.acknowledge(page.id, by=team.bob)
    kinds = [e.kind for e in team.ledger.entries(key_prefix=f"on-call/{page.id}")]
    assert kinds == [
        "on-call-page-opened",
        "on-call-page-acknowledged",
        "on-call-page-resolved",
    ]


def test_the_same_subject_again_tells_nobody_twice_until_it_is_resolved(team: Team) -> None:
    policy, paging = team.policy("Web"), team.paging()
    first = paging.page("shop", policy.id, "Shop is down")
    assert paging.page("shop", policy.id, "Shop is still down").id == first.id
    assert paging.page("mail", policy.id, "Mail is down").id != first.id
    paging.resolve(first.id, by=BY)
    assert paging.page("shop", "Web", "Shop is down again").id != first.id


def test_all_steps_are_repeated_and_then_it_is_said_that_nobody_answered(team: Team) -> None:
    step = Step(kind=StepKind.ON_CALL, target=team.web.id, wait=5)
    paging = team.paging()
    page = paging.page("shop", team.policy("Web", step, repeat=1).id, "Shop is down")
    for _ in range(4):
        paging.move()
        team.clock.advance(5 * MINUTE)
    assert team.told == ["ann", "ann"]
    (left,) = team.pages.unreached()
    assert (left.id, left.reached) == (page.id, True)
    assert "unanswered" in team.story("shop")
    paging.pages.escalate(page.id, by=team.cid)
    paging.move()
    assert team.pages.get(page.id).next_at is None, "steps that are over are not begun again"


def test_a_step_that_finds_nobody_leads_to_the_next_at_once(team: Team) -> None:
    empty = team.schedule("Empty")
    steps = [
        Step(kind=StepKind.ON_CALL, target=empty.id, wait=30),
        Step(kind=StepKind.NEXT_ON_CALL, target=empty.id, wait=30),
        Step(kind=StepKind.PERSON, target=team.cid, wait=30),
    ]
    paging = team.paging()
    page = paging.page("shop", team.policy("Web", *steps).id, "Shop is down")
    paging.move()
    assert team.told == ["cid"]
    whys = [each.detail for each in team.pages.deliveries(page.id) if each.state == FAILED]
    assert whys == ["nobody is on call in Empty", "nobody is next on call in Empty"]


def test_who_has_left_is_not_paged_and_it_is_said(team: Team) -> None:
    policy, paging = team.policy("Web"), team.paging()
    team.leaves(team.ann)
    page = paging.page("shop", policy.id, "Shop is down")
    paging.move()
    assert team.told == ["bob"], "the next one at once"
    assert "does not work here" in team.pages.deliveries(page.id)[0].detail


def test_a_schedule_that_was_removed_does_not_stop_the_page(team: Team) -> None:
    other = team.schedule("Mail", team.bob)
    steps = [
        Step(kind=StepKind.ON_CALL, target=other.id, wait=5),
        Step(kind=StepKind.PERSON, target=team.cid, wait=5),
    ]
    policy, paging = team.policy("Web", *steps), team.paging()
    team.schedules.remove(other.id, by=BY)
    paging.page("shop", policy.id, "Shop is down")
    paging.move()
    assert team.told == ["cid"]


def test_when_nobody_can_be_reached_it_is_tried_again_until_somebody_is(team: Team) -> None:
    ghost = team.hire("ghost", mail="")
    step = Step(kind=StepKind.PERSON, target=ghost, wait=5)
    paging = team.paging()
    page = paging.page("shop", team.policy("Web", step).id, "Shop is down")
    paging.move()
    (left,) = team.pages.unreached()
    assert (left.id, left.reached) == (page.id, False)
    mailbox = Method(id="", person=ghost, kind=MethodKind.MAIL, address="ghost@example.org")
    team.contacts.add(mailbox, by=BY)
    team.clock.advance(5 * MINUTE)
    paging.move()
    assert team.told == ["ghost"]
    assert team.story("shop").count("unanswered") == 1


def test_not_urgent_waits_for_the_morning_and_is_not_lost(team: Team) -> None:
    night = QuietHours(person=team.ann, time_zone="UTC", opens="20:00", closes="07:00")
    team.contacts.keep_quiet(night, by=team.ann)
    policy, paging = team.policy("Web"), team.paging()
    urgent = paging.page("shop", policy.id, "Shop is down", urgent=True)
    paging.move()
    assert team.told == ["ann"], "urgent gets through"
    paging.resolve(urgent.id, by=BY)
    page = paging.page("disk", policy.id, "Disk is filling", urgent=False)
    for _ in range(10):
        paging.move()
        team.clock.advance(3600.0)
    assert team.told == ["ann"], "nobody else is woken for it either"
    (held,) = team.pages.deliveries(page.id)
    assert "quiet hours" in held.detail
    team.clock.advance(2000.0)  # seven o'clock
    paging.move()
    assert team.told == ["ann", "ann"]


def test_what_waits_for_the_morning_is_dropped_when_it_is_over(team: Team) -> None:
    night = QuietHours(person=team.ann, time_zone="UTC", opens="20:00", closes="07:00")
    team.contacts.keep_quiet(night, by=team.ann)
    paging = team.paging()
    page = paging.page("disk", team.policy("Web").id, "Disk is filling", urgent=False)
    paging.move()
    paging.resolve(page.id, by=team.bob)
    team.clock.advance(DAY)
    paging.move()
    assert team.told == []
    assert [each.state for each in team.pages.deliveries(page.id)] == [DROPPED]


class Broken:
    """A way to reach people that fails as often as it is told."""

    def __init__(self, team: Team, *faults: Exception) -> None:
        self._team, self._faults = team, list(faults)
        self.keys: list[str] = []

    def send(self, method: object, message: Message) -> None:
        self.keys.append(message.key)
        if self._faults:
            raise self._faults.pop(0)
        self._team.heard.append(message)


def test_a_failed_delivery_is_tried_again_under_the_same_key(team: Team) -> None:
    paging = team.paging()
    mail = Broken(team, Transient("busy", 1.0), Transient("busy", 20.0))
    paging = replace(paging, senders={"mail": mail.send})
    page = paging.page("shop", team.policy("Web").id, "Shop is down")
    paging.move()
    team.clock.advance(9)
    paging.move()
    assert len(mail.keys) == 1
    team.clock.advance(1)
    paging.move()
    team.clock.advance(30)
    paging.move()
    assert team.told == ["ann"]
    assert len(set(mail.keys)) == 1
    assert [each.state for each in team.pages.deliveries(page.id)] == [SENT]


def test_after_three_attempts_the_next_method_is_tried_and_then_the_next_person(
    team: Team,
) -> None:
    for address in ("first@example.org", "second@example.org"):
        mailbox = Method(id="", person=team.ann, kind=MethodKind.MAIL, address=address)
        team.contacts.add(mailbox, by=team.ann)
    paging = team.paging()
    mail = Broken(team, *(Transient("busy") for _ in range(6)))
    paging = replace(paging, senders={"mail": mail.send})
    page = paging.page("shop", team.policy("Web").id, "Shop is down")
    for _ in range(8):
        paging.move()
        team.clock.advance(30)
    assert team.told[:1] == ["bob"], "before the five minutes were over"
    found = [(each.label, each.state) for each in team.pages.deliveries(page.id)]
    assert found[:3] == [
        ("mail to first@example.org", FAILED),
        ("mail to second@example.org", FAILED),
        ("mail to bob@example.org", SENT),
    ]
    assert team.story("shop").count("not-told") == 2


def test_a_worker_that_dies_while_sending_loses_nothing(team: Team) -> None:
    class Killed(BaseException):
        """The process is gone."""

    def dies(method: object, message: Message) -> None:
        raise Killed

    paging = team.paging()
    dying = replace(paging, senders={"mail": dies})
    dying.page("shop", team.policy("Web").id, "Shop is down")
    with pytest.raises(Killed):
        dying.move()
    paging.move()
    assert team.told == [], "another worker may be sending it right now"
    team.clock.advance(61)
    paging.move()
    assert team.told == ["ann"]


def test_many_workers_take_each_step_once(team: Team) -> None:
    policy = team.policy("Web")
    workers = [team.paging() for _ in range(4)]
    for number in range(5):
        workers[0].page(f"shop {number}", policy.id, "Shop is down")
    for _ in range(2):
        threads = [threading.Thread(target=each.move) for each in workers]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        team.clock.advance(5 * MINUTE)
    assert sorted(team.told) == ["ann"] * 5 + ["bob"] * 5
    assert len({each.key for each in team.heard}) == 10


def test_what_became_of_the_subject_elsewhere_counts(team: Team) -> None:
    paging = team.paging()
    stands = {"INC1": ("acknowledged", team.bob), "INC2": ("resolved", "system:situations")}
    following = replace(paging, standing=lambda subjects: stands)
    policy = team.policy("Web")
    one, two = (following.page(name, policy.id, "Shop is down") for name in ("INC1", "INC2"))
    following.move()
    assert team.told == []
    assert team.pages.get(one.id).state == ACKNOWLEDGED
    assert team.pages.get(one.id).acknowledged_by == team.bob
    assert team.pages.get(two.id).state == RESOLVED


def test_a_title_that_cannot_be_a_subject_is_refused(team: Team) -> None:
    policy, paging = team.policy("Web"), team.paging()
    for wrong in ("", "a\nb", "x" * 201):
        with pytest.raises(Permanent, match="title"):
            paging.page("shop", policy.id, wrong)
    with pytest.raises(Permanent, match="no escalation policy"):
        paging.page("shop", "nothing", "Shop is down")
