"""One piece of work from its submission to its evidence, on both stores."""

from __future__ import annotations

from steersman.bootstrap import Steersman
from tests.governor.company import CUT, Company, leaver, next_result


def kinds(steersman: Steersman) -> list[str]:
    return [link.kind for link in steersman.ledger.entries()]


def test_work_within_guards_is_done_at_once(company: Company) -> None:
    with company.open() as steersman:
        people = company.settle_in(steersman)
        company.leaves(steersman, people["jane"])
        number = steersman.desk.work_items.submit(leaver(people["jane"], people["mary"]))
        end = next_result(steersman)
        assert end["status"] == "done", end
        assert company.effects == CUT
        assert kinds(steersman) == ["decision", *["intent", "outcome"] * 4, "end"]
        assert steersman.desk.work_items.standing(number).status.value == "done"
