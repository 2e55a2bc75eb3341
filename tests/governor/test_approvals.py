"""Approvals: of exactly one plan, by somebody else who holds the role now, for a limited time."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent, Transient
from steersman.domain.work import Status
from steersman.records.desk.approvals import LASTS
from tests.governor.company import CUT, Company
from tests.governor.office import ask_first, office


def test_an_approved_plan_is_carried_out(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []
        assert desk.steersman.desk.approvals.needed(number) == [{"count": 1, "role": "approver"}]

        assert desk.approve(number, ann)
        desk.run()

        assert desk.status(number) is Status.DONE
        assert company.effects == CUT
        assert desk.ledger("decision")[-1]["decision"]["approved_by"] == [ann]


def test_an_approval_is_of_the_plan_that_was_read(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        with pytest.raises(Permanent, match="not the one you read"):
            desk.steersman.desk.approvals.approve(number, "0" * 64, by=ann)
        assert desk.run() == []


def test_requester_and_subject_approve_nothing(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        number = desk.submit(requester=desk.mary)
        desk.run()
        for person in (desk.mary, desk.jane):
            with pytest.raises(Permanent, match="four-eyes"):
                desk.approve(number, person)
            with pytest.raises(Permanent, match="four-eyes"):
                desk.steersman.desk.approvals.refuse(
                    number, desk.digest(number), by=person, reason=""
                )


def test_the_same_person_twice_is_one_approval(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        assert desk.approve(number, ann)
        desk.run()
        assert not desk.approve(number, ann)
        assert desk.run() == []
        assert desk.status(number) is Status.HELD

        assert desk.approve(number, bob)
        desk.run()
        assert company.effects == CUT


def test_an_approval_lapses_with_time(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        desk.approve(number, ann)
        desk.run()
        desk.clock.advance(LASTS)
        desk.approve(number, bob)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert desk.approve(number, ann), "one that has lapsed may be given again"
        desk.run()
        assert company.effects == CUT


def test_an_approval_that_has_not_lapsed_counts(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        desk.approve(number, ann)
        desk.run()
        desk.clock.advance(LASTS - 1)
        desk.approve(number, bob)
        desk.run()
        assert company.effects == CUT


@pytest.mark.parametrize("how", ["role lost", "has left"])
def test_who_lost_the_right_since_does_not_count(company: Company, how: str) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        desk.approve(number, ann)
        if how == "role lost":
            desk.steersman.permissions.withdraw(ann, "approver", by="system:test")
        else:
            company.leaves(desk.steersman, ann)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []


def test_somebody_without_the_role_does_not_count(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        bob, number = desk.approver("2", "Bob", "technician"), desk.submit()
        desk.run()
        desk.approve(number, bob)
        desk.run()
        assert desk.status(number) is Status.HELD


def test_a_bigger_plan_than_the_approved_one_asks_again(company: Company) -> None:
    ask_first(company)
    company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        before = desk.digest(number)
        desk.approve(number, ann)
        company.outside.set("directory:d-1000", "sign-in", None, key="by hand")
        desk.run()
        assert desk.status(number) is Status.HELD
        assert desk.digest(number) != before
        assert len(company.effects) == 2, "only what was done by hand"


def test_a_smaller_plan_than_the_approved_one_goes_on(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        desk.approve(number, ann)
        company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects == CUT


def test_the_rest_of_approved_work_is_finished_without_asking_again(company: Company) -> None:
    ask_first(company)
    silent = ["the saas is silent"]

    def hook(moment: str) -> None:
        if moment == "account.disable@saas before apply" and silent:
            raise Transient("the saas is silent", retry_after=60.0)

    with office(company, hook=hook) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        desk.approve(number, ann)
        desk.run()
        assert desk.status(number) is Status.INCOMPLETE
        silent.clear()
        desk.clock.advance(600.0)
        desk.run()
        assert desk.status(number) is Status.DONE
        assert sorted(company.effects) == sorted(CUT)


def test_an_approval_is_for_its_own_work_only(company: Company) -> None:
    ask_first(company)
    with office(company) as desk:
        ann, one = desk.approver("1", "Ann"), desk.submit()
        other = desk.submit()
        desk.run()
        assert desk.digest(one) != desk.digest(other)
        with pytest.raises(Permanent, match="not the one you read"):
            desk.steersman.desk.approvals.approve(other, desk.digest(one), by=ann)


def test_done_work_cannot_be_approved_or_refused_any_more(company: Company) -> None:
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        with pytest.raises(Permanent, match="nothing to approve"):
            desk.approve(number, ann)


def test_refusing_cancels_the_work_and_all_that_hangs_on_it(company: Company) -> None:
    ask_first(company)
    company.outside.hire("saas", "s-x", "", "jane.doe@example.org", "J. D.")
    with office(company) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        assert desk.questions(number)
        desk.steersman.desk.approvals.refuse(
            number, desk.digest(number), by=ann, reason="she stays"
        )
        assert desk.status(number) is Status.CANCELED
        assert desk.questions(number) == []
        desk.steersman.desk.agenda.wake(number)
        desk.run()
        assert desk.status(number) is Status.CANCELED, "whoever wakes it"
        assert "she stays" in desk.reasons(number)
        assert company.effects == []


def test_work_that_is_being_carried_out_cannot_be_refused(company: Company) -> None:
    ask_first(company)
    refused: list[str] = []

    def hook(moment: str) -> None:
        if moment == "account.disable@saas before apply":
            with pytest.raises(Permanent, match="being carried out"):
                desk.steersman.desk.approvals.refuse(
                    number, desk.digest(number), by=ann, reason="too late"
                )
            refused.append(moment)

    with office(company, hook=hook) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        desk.approve(number, ann)
        desk.run()
        assert refused
        assert desk.status(number) is Status.DONE


def test_two_people_by_the_eyes_of_one_are_one_approval(company: Company) -> None:
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        given = desk.steersman.desk.approvals
        assert given.approve(number, desk.digest(number), by=ann, vouched_by="per_adam")
        for other, vouched in ((bob, "per_adam"), ("per_adam", "")):
            with pytest.raises(Permanent, match="four-eyes"):
                given.approve(number, desk.digest(number), by=other, vouched_by=vouched)
        desk.run()
        assert desk.status(number) is Status.HELD
        assert given.approve(number, desk.digest(number), by=bob, vouched_by="per_eve")
        desk.run()
        assert company.effects == CUT


def test_a_smaller_plan_counts_one_pair_of_eyes_once(company: Company) -> None:
    """Ann agreed to the first plan, Bob, by the same eyes, to the smaller one after it."""
    with office(company) as desk:
        ann, bob = desk.approver("1", "Ann"), desk.approver("2", "Bob")
        number = desk.submit(params={"termination_type": "for_cause"})
        desk.run()
        given = desk.steersman.desk.approvals
        given.approve(number, desk.digest(number), by=ann, vouched_by="per_adam")
        company.outside.set("directory:d-1000", "sign-in", "disabled", key="by hand")
        desk.run()
        given.approve(number, desk.digest(number), by=bob, vouched_by="per_adam")
        desk.run()
        assert desk.status(number) is Status.HELD
        assert len(company.effects) == 1, "only what was done by hand"
