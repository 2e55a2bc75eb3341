"""Work for later is decided about at once, and carried out at its time if it still is the same."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from steersman.domain.errors import Permanent
from steersman.domain.work import Status
from tests.governor.company import CUT, Company
from tests.governor.office import DAY, HOUR, NOON, Office, ask_first, office

WEEK = 7 * DAY


def submit(desk: Office, after: float = WEEK, **more: str) -> str:
    moment = datetime.fromtimestamp(NOON + after, UTC).isoformat()
    return desk.submit(params={"effective_at": moment, **more})


def test_people_are_asked_at_once_and_it_is_done_at_its_time(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), submit(desk)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert desk.steersman.desk.approvals.needed(number) == [{"count": 1, "role": "approver"}]
        assert desk.approve(number, ann)
        desk.run()
        assert desk.status(number) is Status.DEFERRED
        desk.clock.advance(WEEK - 1)
        assert desk.run() == []
        assert company.effects == []
        desk.clock.advance(1)
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects == CUT


def test_what_needs_nobody_waits_without_asking(company: Company) -> None:
    with office(company) as desk:
        number = submit(desk)
        desk.run()
        assert desk.status(number) is Status.DEFERRED
        assert "not-before: not before" in desk.reasons(number)
        desk.clock.advance(WEEK)
        desk.run()
        assert company.effects == CUT


def test_a_bigger_plan_at_its_time_asks_again(company: Company) -> None:
    ask_first(company)
    company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), submit(desk)
        desk.run()
        before = desk.digest(number)
        desk.approve(number, ann)
        company.outside.set("directory:d-1000", "sign-in", None, key="by hand")
        desk.clock.advance(WEEK)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert desk.digest(number) != before
        assert len(company.effects) == 2, "only what was done by hand"


def test_a_smaller_plan_at_its_time_goes(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), submit(desk)
        desk.run()
        desk.approve(number, ann)
        company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
        desk.clock.advance(WEEK)
        desk.run()
        assert desk.status(number) is Status.DONE


def test_what_nobody_approved_is_rehearsed_again_at_its_time_and_still_asks(
    company: Company,
) -> None:
    ask_first(company)
    with office(company) as desk:
        number = submit(desk)
        desk.run()
        desk.clock.advance(WEEK)
        assert len(desk.run()) == 1
        assert desk.status(number) is Status.HELD
        assert company.effects == []


def test_an_approval_given_ahead_lapses_after_its_time(company: Company) -> None:
    """A system that was stopped for days does not act on what was agreed for last week."""
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), submit(desk)
        desk.run()
        desk.approve(number, ann)
        desk.clock.advance(WEEK + 9 * HOUR)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []


def test_two_who_must_agree_may_do_so_on_different_days(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = submit(desk, termination_type="for_cause")
        desk.run()
        desk.approve(number, ann)
        desk.run()
        desk.clock.advance(3 * DAY)
        desk.approve(number, bob)
        desk.run()
        assert desk.status(number) is Status.DEFERRED
        desk.clock.advance(4 * DAY)
        desk.run()
        assert company.effects == CUT


def test_nothing_more_happens_to_what_was_refused_before_its_time(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), submit(desk)
        desk.run()
        digest = desk.digest(number)
        desk.steersman.desk.approvals.refuse(number, digest, by=ann, reason="she stays")
        desk.clock.advance(WEEK)
        desk.run()
        assert desk.status(number) is Status.CANCELED
        assert company.effects == []


def approve_for(desk: Office, number: str, by: str, moment: float) -> bool:
    approvals, digest = desk.steersman.desk.approvals, desk.digest(number)
    return approvals.approve(number, digest, by=by, not_before=moment)


def test_an_approval_may_say_from_when_on_and_it_begins_then(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        assert approve_for(desk, number, ann, NOON + 2 * DAY)
        desk.run()
        assert desk.status(number) is Status.DEFERRED
        assert company.effects == []
        desk.clock.advance(2 * DAY - 1)
        assert desk.run() == []
        desk.clock.advance(1)
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects == CUT


def test_what_is_new_at_the_moment_of_the_approval_is_asked_again(company: Company) -> None:
    ask_first(company)
    company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        approve_for(desk, number, ann, NOON + DAY)
        desk.run()
        company.outside.set("directory:d-1000", "sign-in", None, key="by hand")
        desk.clock.advance(DAY)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert len(company.effects) == 2, "only what was done by hand"


def test_of_two_who_approve_the_later_moment_counts(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        approve_for(desk, number, ann, NOON + DAY)
        approve_for(desk, number, bob, NOON + HOUR)
        desk.run()
        desk.clock.advance(DAY - 1)
        desk.run()
        assert company.effects == []
        desk.clock.advance(1)
        desk.run()
        assert company.effects == CUT


def test_nobody_lengthens_the_yes_of_another(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        approve_for(desk, number, ann, NOON + HOUR)
        approve_for(desk, number, bob, NOON + DAY)
        desk.run()
        desk.clock.advance(DAY)
        desk.run()
        assert desk.status(number) is Status.HELD, "Ann said yes to an hour, not to a day"
        assert company.effects == []
        approve_for(desk, number, ann, 0.0)
        desk.run()
        assert company.effects == CUT


def test_an_approval_waits_with_its_moment_and_lapses_after_it(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        approve_for(desk, number, ann, NOON + DAY)
        desk.run()
        desk.clock.advance(DAY + 9 * HOUR)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []


def test_nobody_approves_for_next_month_or_for_yesterday(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        with pytest.raises(Permanent, match="7 days ahead at most"):
            approve_for(desk, number, ann, NOON + WEEK + 1)
        with pytest.raises(Permanent, match=r"2026-.* UTC has passed: name a later moment"):
            approve_for(desk, number, ann, NOON - DAY)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []


def test_a_moment_that_has_only_just_passed_is_now(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        approve_for(desk, number, ann, NOON - 60.0)
        desk.run()
        assert desk.status(number) is Status.DONE
