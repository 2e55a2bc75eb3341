"""What was done is taken back exactly, newer edits stay, and nothing does it again."""

from __future__ import annotations

import pytest

from steersman.bootstrap.connect import Connected
from steersman.domain.errors import Permanent, Transient
from steersman.domain.work import Status
from tests.governor.company import CUT, SYSTEMS, Company, capabilities
from tests.governor.office import DAY, Office, office
from tests.governor.outside import OutsideFinder

FACTS = [
    ("directory:d-1000", "sign-in"),
    ("saas:s-1000", "sign-in"),
    ("mail:m-1000", "sessions"),
    ("mail:m-1000", "reader"),
]


def outside(company: Company) -> list[str | None]:
    return [company.outside.get(target, attribute) for target, attribute in FACTS]


def undo(desk: Office, number: str, by: str = "system:test", harmful: bool = False) -> str:
    undoing = desk.steersman.undo(number, by=by, reason="a mistake", harmful=harmful)
    desk.run()
    return undoing


def test_everything_is_put_back_as_it_was(company: Company) -> None:
    company.outside.set("mail:m-1000", "reader", "m-0007", key="before")
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        undoing = undo(desk, number)
        assert desk.status(undoing) is Status.DONE
        assert desk.status(number) is Status.UNDONE
        assert outside(company) == [None, None, None, "m-0007"]
        assert [body["step"] for body in desk.ledger("undo")] == [
            f"{number}#1/{body['step']}" for body in reversed(desk.ledger("intent"))
        ], "the last step first"


def test_a_newer_edit_is_left_alone(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        company.outside.set("saas:s-1000", "sign-in", "locked by security", key="by hand")
        undo(desk, number)
        assert outside(company) == [None, "locked by security", None, None]


def test_a_second_undo_is_refused(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        undo(desk, number)
        with pytest.raises(Permanent, match="taken back already"):
            undo(desk, number)


def test_two_undos_asked_for_at_once_do_it_once(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        both = [desk.steersman.undo(number, by="system:test", reason="x") for _ in range(2)]
        desk.run()
        desk.clock.advance(DAY)
        desk.run()
        assert [desk.status(each) for each in both] == [Status.DONE, Status.DONE]
        assert len(company.effects) == 2 * len(CUT)


def test_work_that_was_taken_back_is_not_finished_later(company: Company) -> None:
    """One system was silent: its retry must not make the leaver leave again."""
    silent = [True]

    def hook(moment: str) -> None:
        if moment.startswith("account.disable@saas") and silent:
            raise Transient("no answer", retry_after=60.0)

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        assert desk.status(number) is Status.INCOMPLETE
        undo(desk, number)
        silent.clear()
        desk.clock.advance(DAY)
        desk.run()
        desk.steersman.desk.agenda.wake(number)
        desk.run()
        assert desk.status(number) is Status.UNDONE
        assert outside(company) == [None, None, None, None]


def test_nothing_is_owed_for_work_that_was_taken_back(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        undo(desk, number)
        states = {owed["state"] for owed in desk.steersman.desk.obligations.of(number)}
        assert states == {"dropped"}
        desk.clock.advance(31 * DAY)
        assert desk.steersman.due.settle() == []


def test_a_kill_switch_stops_an_undo_and_its_release_finishes_it(company: Company) -> None:
    thrown: list[str] = []

    def hook(moment: str) -> None:
        if moment == "mailbox.delegate@mail before undo" and not thrown:
            desk.steersman.switches.throw("everything", by="per_x")
            thrown.append(moment)

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        undoing = undo(desk, number)
        assert desk.status(undoing) is Status.INCOMPLETE
        assert desk.status(number) is Status.DONE, "something of it still stands"
        assert "in part" in desk.reasons(number)
        assert outside(company) == ["disabled", "disabled", "none", None]

        desk.steersman.switches.release("everything")
        desk.run()
        assert desk.status(undoing) is Status.DONE
        assert desk.status(number) is Status.UNDONE
        assert outside(company) == [None, None, None, None]


def test_what_is_no_longer_connected_is_told(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
    every = capabilities(company.outside)
    left = {key: each for key, each in every.items() if "saas" not in key}
    finders = {system: OutsideFinder(company.outside, system) for system in SYSTEMS}
    with company.open(connected=Connected(extra=left, extra_finders=finders)) as steersman:
        undoing = steersman.undo(number, by="system:test", reason="x")
        (run,) = steersman.tick()
        assert steersman.finish(run)["status"] == "incomplete"
        (question,) = steersman.desk.questions.open(undoing)
        assert "account.disable@saas" in question["text"]
    assert outside(company) == [None, "disabled", None, None]


def test_work_that_did_nothing_cannot_be_taken_back(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit(requester="per_nobody")
        desk.run()
        undoing = undo(desk, number)
        assert "did nothing" in desk.reasons(undoing)


def test_whoever_may_not_ask_may_not_undo(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        for person in (desk.jane, "per_nobody"):
            assert desk.status(undo(desk, number, by=person)) is Status.REFUSED
        assert company.effects == CUT


def test_after_harm_the_next_leaver_needs_a_person(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        undo(desk, number, harmful=True)
        assert desk.steersman.levels.stands_at("account.disable", "procedure:leaver") == 2
        pat = company.hire(desk.steersman, "1002", "Pat", "Next")
        company.leaves(desk.steersman, pat)
        following = desk.submit(subject=pat)
        desk.run()
        assert desk.status(following) is Status.HELD
        assert "acts on approval (L2)" in desk.reasons(following)


def test_after_a_harmless_undo_the_next_leaver_goes_on(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        desk.run()
        undo(desk, number)
        pat = company.hire(desk.steersman, "1002", "Pat", "Next")
        company.leaves(desk.steersman, pat)
        following = desk.submit(subject=pat)
        desk.run()
        assert desk.status(following) is Status.DONE
