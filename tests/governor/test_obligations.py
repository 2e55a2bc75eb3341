"""What is owed by when: met, overdue and told once, or begun with an approval of its own."""

from __future__ import annotations

from dataclasses import replace

from steersman.bootstrap.connect import Connected
from steersman.capabilities.contract import Reversal
from steersman.domain.work import Status
from steersman.records.desk.obligations import Obligation
from tests.governor.company import HR, SYSTEMS, Company, capabilities
from tests.governor.office import DAY, Office, office
from tests.governor.outside import OutsideFinder, SetValue

CLOCK = 900.0


def owe(desk: Office, number: str) -> None:
    desk.steersman.desk.obligations.owe(
        Obligation(
            id=f"{number}/access_closed",
            work=number,
            kind="access_closed",
            text="Close every access within 15 minutes",
            due_at=desk.clock.now() + CLOCK,
        )
    )


def states(desk: Office, number: str) -> dict[str, str]:
    rows = desk.steersman.desk.obligations.of(number)
    return {row["id"].partition("/")[2]: row["state"] for row in rows}


def test_closing_every_access_stops_the_clock(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        owe(desk, number)
        desk.run()
        desk.clock.advance(CLOCK)
        assert desk.steersman.due.settle() == []
        assert states(desk, number)["access_closed"] == "met"


def test_a_missed_obligation_opens_one_incident(company: Company) -> None:
    with office(company) as desk:
        number = desk.submit()
        owe(desk, number)
        desk.clock.advance(CLOCK)
        (incident,) = desk.steersman.due.settle()
        assert incident.startswith("INC")
        assert desk.steersman.due.settle() == []
        desk.run()
        assert states(desk, number)["access_closed"] == "met", "late, but met"


def with_deletion(company: Company) -> Connected:
    delete = SetValue(
        company.outside, "directory", "account.delete", "entry", "gone", reversal=Reversal.NONE
    )
    finders = {system: OutsideFinder(company.outside, system) for system in SYSTEMS}
    return Connected(
        extra={**capabilities(company.outside), delete.key: delete}, extra_finders=finders
    )


def test_what_was_promised_begins_and_needs_an_approval_of_its_own(company: Company) -> None:
    with office(company, connected=with_deletion(company)) as desk:
        ann, number = desk.approver("1", "Ann"), desk.submit()
        desk.run()
        desk.clock.advance(30 * DAY)
        (following,) = desk.steersman.due.settle()
        desk.run()
        assert desk.status(following) is Status.HELD
        assert "cannot be undone" in desk.reasons(following)
        desk.approve(following, ann)
        desk.run()
        assert company.effects[-1] == "directory:d-1000 entry=gone"
        assert states(desk, number)["accounts_deleted"] == "started"


def test_nothing_is_deleted_of_somebody_who_works_here_again(company: Company) -> None:
    with office(company, connected=with_deletion(company)) as desk:
        desk.submit()
        desk.run()
        back = {"employment_status": "active"}
        source = replace(HR, native_key="1000", recency=1.0)
        desk.steersman.people.change(desk.jane, back, by="system:test", source=source)
        desk.clock.advance(30 * DAY)
        (following,) = desk.steersman.due.settle()
        desk.run()
        assert desk.status(following) is Status.REFUSED
