"""H3: what cannot be undone comes weeks later, as work of its own that people approve."""

from __future__ import annotations

from company.people import by_number
from company.process import ServiceFailed
from company.real import RealCompany
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.office import Office

DAY = 86400.0
WHO = by_number("1062")


def saas_status(company: RealCompany, account: str) -> str:
    try:
        company.saas.call("GET", f"/Users/{account}")
    except ServiceFailed as error:
        return str(error).split(": ")[1].split()[0]
    return "200"


def approve_as_asked(desk: Office, number: str) -> list[str]:
    """As many people of each role as the decision asks for; returns the roles."""
    roles = []
    for place, need in enumerate(desk.steersman.desk.approvals.needed(number)):
        for each in range(need["count"]):
            who = by_number(str(1190 + 2 * place + each))
            desk.approve(number, desk.appoint(who, need["role"]))
            roles.append(need["role"])
    return roles


def test_accounts_are_deleted_after_thirty_days_when_people_approve(
    open_office: OpenOffice,
) -> None:
    with open_office() as desk:
        company, dn = desk.company, desk.company.directory.dn(WHO.login)
        (user,) = company.saas.call("GET", f'/Users?filter=userName%20eq%20"{WHO.mail}"')[
            "Resources"
        ]
        company.mail.deliver("buyer@acme.test", WHO.login, "Our order")
        leaver = desk.hr_enters(WHO)
        assert desk.run(leaver)["status"] == "done"
        desk.clock.advance(29 * DAY)
        assert desk.steersman.due.settle() == []

        desk.clock.advance(1.1 * DAY)
        (deletion,) = desk.steersman.due.settle()
        held = desk.run(deletion)
        assert held["status"] == "held", held
        assert any("cannot be undone" in reason for reason in held["reasons"])
        assert company.directory.exists(dn)
        assert saas_status(company, user["id"]) == "200"

        assert approve_as_asked(desk, deletion)
        assert desk.run(deletion)["status"] == "done"
        assert not company.directory.exists(dn)
        assert saas_status(company, user["id"]) == "404"

        undoing = desk.steersman.undo(deletion, by="system:test", reason="they are back")
        end = desk.run(undoing)
        assert end["status"] == "refused"
        assert any("account.delete@crm cannot be undone" in reason for reason in end["reasons"])
        assert desk.status(deletion) == "done"
        assert not company.directory.exists(dn)
