"""Outside systems that fail, lie or are slow: told apart, retried where it helps, never hidden."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Transient
from steersman.domain.work import Status
from tests.governor.company import CUT, Company
from tests.governor.office import office

SAAS = "account.disable@saas"


def test_a_system_that_says_yes_and_does_nothing_is_found_out(company: Company) -> None:
    def hook(moment: str) -> None:
        if moment == f"{SAAS} after apply":
            company.outside.set("saas:s-1000", "sign-in", None, key="the lie")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        assert desk.status(number) is Status.INCOMPLETE
        (question,) = desk.questions(number)
        assert "does not show the change" in question["text"]
        owed = desk.steersman.desk.obligations.of(number)
        assert [each["kind"] for each in owed if each["state"] == "met"] == []


def test_a_short_outage_is_retried_within_the_run(company: Company) -> None:
    tries: list[str] = []

    def hook(moment: str) -> None:
        if moment == f"{SAAS} before apply":
            tries.append(moment)
            if len(tries) < 3:
                raise Transient("busy", retry_after=1.0)

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects == CUT


@pytest.mark.parametrize(("retry_after", "waits"), [(0.1, 30.0), (120.0, 120.0)])
def test_a_longer_outage_is_left_to_a_later_run(
    company: Company, retry_after: float, waits: float
) -> None:
    silent = [True]
    tries: list[str] = []

    def hook(moment: str) -> None:
        if moment == f"{SAAS} before apply" and silent:
            tries.append(moment)
            raise Transient("busy", retry_after=retry_after)

    with office(company, hook=hook) as desk:
        number = desk.submit()
        (end,) = desk.run()
        assert end["again_at"] == pytest.approx(desk.clock.now() + waits)
        assert len(tries) == (3 if retry_after < 1 else 1)
        assert company.effects == [row for row in CUT if "saas" not in row]
        silent.clear()
        desk.clock.advance(waits - 1)
        assert desk.run() == []
        desk.clock.advance(2)
        desk.run()
        assert desk.status(number) is Status.DONE


def test_a_fault_of_ours_reaches_a_person_and_keeps_the_leases(company: Company) -> None:
    def hook(moment: str) -> None:
        if moment == f"{SAAS} before apply":
            raise KeyError("a bug")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        (question,) = desk.questions(number)
        assert "KeyError" in question["text"]
        second = desk.submit()
        (end,) = desk.run()
        assert end["status"] == "deferred"
        assert "another run's hands" in desk.reasons(second)


def test_an_effect_that_was_undone_half_way_is_finished_by_the_next_run(company: Company) -> None:
    failing = [True]

    def hook(moment: str) -> None:
        if moment == f"{SAAS} after apply" and failing:
            failing.clear()
            raise Transient("the answer was lost", retry_after=60.0)

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        desk.clock.advance(60.0)
        desk.run()
        assert desk.status(number) is Status.DONE
        assert sorted(company.effects) == sorted(CUT), "not done twice"
