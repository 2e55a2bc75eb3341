"""Work for later is decided about at once, and carried out at its time if it still is the same."""

from __future__ import annotations

from datetime import UTC, datetime

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
