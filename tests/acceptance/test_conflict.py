"""R3.3: what an administrator changes by hand meanwhile is never overwritten."""

from __future__ import annotations

from company.people import by_number
from company.real import RealCompany
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.life import begin

SECURITY = by_number("1190")
LOCKED = "20261101000000Z"


def by_hand(company: RealCompany, dn: str, *lines: str) -> None:
    company.directory.modify("\n".join([f"dn: {dn}", "changetype: modify", *lines, ""]))


def test_an_edit_after_the_approval_is_asked_about_again(open_office: OpenOffice) -> None:
    with open_office() as desk:
        desk.exchange.closes = desk.clock.now() + 3600
        company, who = desk.company, by_number("1018")
        life = begin(company, who, by_number(who.manager))
        number = desk.hr_enters(who)
        assert desk.run(number)["status"] == "held"
        security = desk.appoint(SECURITY, "security")
        desk.approve(number, security)

        dn, group = company.directory.dn(who.login), company.directory.group_dn("it")
        by_hand(company, group, "add: member", f"member: {dn}")
        assert desk.run(number)["status"] == "held", "the approval was of another plan"
        assert company.directory.can_sign_in(who.login, who.password)
        assert life.imap_is_alive()

        desk.approve(number, security)
        assert desk.run(number)["status"] == "done"
        assert company.directory.values(dn, "memberOf") == []
        assert not life.imap_is_alive()
        life.end()


def test_an_approval_covers_what_an_administrator_did_already(open_office: OpenOffice) -> None:
    """The benign twin: less than what was approved is left to do."""
    with open_office() as desk:
        desk.exchange.closes = desk.clock.now() + 3600
        company, who = desk.company, by_number("1019")
        life = begin(company, who, by_number(who.manager))
        number = desk.hr_enters(who)
        desk.run(number)
        desk.approve(number, desk.appoint(SECURITY, "security"))
        company.slack.call("PATCH", f"/scim/v1/Users/{life.slack_id}", {"active": False})
        assert desk.run(number)["status"] == "done"
        assert company.slack.state(life.slack_id) == {"active": False, "sessions": 0}
        life.end()


def test_a_lock_set_between_decision_and_write_is_kept_for_the_undo(
    open_office: OpenOffice,
) -> None:
    who = by_number("1064")
    edited: list[str] = []

    def administrator(moment: str) -> None:
        """Locks the account at the last moment, before our write."""
        if moment == "account.disable@directory before apply" and not edited:
            edited.append(moment)
            lock = f"pwdAccountLockedTime: {LOCKED}"
            by_hand(company, dn, "replace: pwdAccountLockedTime", lock)

    with open_office(hook=administrator) as desk:
        company, dn = desk.company, desk.company.directory.dn(who.login)
        company.mail.deliver("buyer@acme.test", who.login, "Our order")
        number = desk.hr_enters(who)
        first = desk.run(number)
        assert first["status"] == "incomplete", first
        assert company.directory.values(dn, "pwdAccountLockedTime") == [LOCKED]
        assert desk.run(number)["status"] == "done"
        assert company.directory.values(dn, "pwdAccountLockedTime") == ["000001010000Z"]

        desk.run(desk.steersman.undo(number, by="system:test", reason="they stay"))
        assert company.directory.values(dn, "pwdAccountLockedTime") == [LOCKED]
