"""Budgets are exact however many decisions are made at the same moment."""

from __future__ import annotations

from collections import Counter

from steersman.domain.work import Status
from tests.governor.company import Company
from tests.governor.office import limit, office

PEOPLE, BUDGET = 24, 5


def test_never_more_people_than_the_budget_and_all_with_an_approval(company: Company) -> None:
    limit(company, f"[default]\npeople_per_hour = {BUDGET}\nalways_allowed = {BUDGET}\n")
    with office(company) as desk:
        ann, numbers = desk.approver("1", "Ann"), []
        for n in range(PEOPLE):
            person = company.hire(desk.steersman, str(2000 + n), f"Given{n}", f"Family{n}")
            company.leaves(desk.steersman, person)
            numbers.append(desk.submit(subject=person))
        desk.run()
        assert Counter(map(desk.status, numbers)) == {
            Status.DONE: BUDGET,
            Status.HELD: PEOPLE - BUDGET,
        }

        for number in numbers:
            if desk.status(number) is Status.HELD:
                desk.approve(number, ann)
        desk.run()
        assert {desk.status(number) for number in numbers} == {Status.DONE}
        assert len(company.effects) == 4 * PEOPLE
