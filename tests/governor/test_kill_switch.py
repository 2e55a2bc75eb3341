"""A kill switch stops the very next outside write; its release lets the work go on."""

from __future__ import annotations

import pytest

from steersman.domain.work import Status
from tests.governor.company import CUT, Company
from tests.governor.office import office


@pytest.mark.parametrize(
    "scope", ["everything", "capability:account.disable", "system:saas", "procedure:leaver"]
)
def test_work_is_held_while_its_switch_is_thrown(company: Company, scope: str) -> None:
    with office(company) as desk:
        desk.steersman.switches.throw(scope, by="per_x", reason="look first")
        number = desk.submit()
        desk.run()
        assert desk.status(number) is Status.HELD
        assert company.effects == []
        desk.steersman.switches.release(scope)
        desk.run()
        assert desk.status(number) is Status.DONE
        assert company.effects == CUT


def test_a_switch_thrown_during_a_run_stops_its_next_write(company: Company) -> None:
    def hook(moment: str) -> None:
        if moment == "account.disable@directory after apply":
            desk.steersman.switches.throw("everything", by="per_x")

    with office(company, hook=hook) as desk:
        number = desk.submit()
        desk.run()
        assert company.effects == CUT[:1]
        assert desk.status(number) is Status.INCOMPLETE
        desk.steersman.switches.release("everything")
        desk.run()
        assert company.effects == CUT
        assert desk.status(number) is Status.DONE
        assert desk.questions(number) == []
