"""R3.3: one stubborn system shields no other, and is tried again by itself until it is closed."""

from __future__ import annotations

from collections.abc import Callable

from company.people import by_number
from company.process import wait_tcp
from company.real import RealCompany
from company.services.meetings import BUYER
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.life import begin
from tests.acceptance.outside import invitations

WITHOUT_MAIL, WITHOUT_SLACK = by_number("1058"), by_number("1059")
LATER = 3600.0  # seconds: longer than any pause between two tries


def test_a_mail_server_that_is_down_is_closed_when_it_is_back(open_office: OpenOffice) -> None:
    who = WITHOUT_MAIL
    with open_office() as desk:
        company = desk.company
        life = begin(company, who, by_number(who.manager))
        start_again = stop_dovecot(company)
        number = desk.hr_enters(who)
        first = desk.run(number)

        assert first["status"] == "incomplete"
        assert first["again_at"] is not None
        assert not company.directory.can_sign_in(who.login, who.password)
        assert company.slack.state(life.slack_id) == {"active": False, "sessions": 0}
        assert not life.can_ssh()
        assert f"client-{who.login}" in "".join(
            company.calendar.stored(life.colleague.login).values()
        )

        start_again()
        desk.clock.advance(LATER)
        assert desk.run(number)["status"] == "done"
        assert not company.mail.can_sign_in(who.login, who.password)
        assert company.mail.doveadm("acl", "get", "-u", who.login, "INBOX").count("mgarcia") == 1
        assert_slack_was_written_once(company, life.slack_id)
        life.end()


def test_slack_that_asks_for_patience_is_closed_later(open_office: OpenOffice) -> None:
    who = WITHOUT_SLACK
    with open_office() as desk:
        company = desk.company
        life = begin(company, who, by_number(who.manager))
        slack = life.slack_id
        company.slack.limit(calls=1000, retry_after=60)
        number = desk.hr_enters(who)
        assert desk.run(number)["status"] == "incomplete"
        assert not company.directory.can_sign_in(who.login, who.password)
        assert not life.imap_is_alive()
        company.slack.limit(calls=0, retry_after=0)
        assert company.slack.state(slack) == {"active": True, "sessions": 2}

        desk.clock.advance(LATER)
        assert desk.run(number)["status"] == "done"
        assert company.slack.state(slack) == {"active": False, "sessions": 0}
        assert_slack_was_written_once(company, slack)
        uid = f"client-{who.login}@meridian.test"
        assert len(invitations(company, BUYER, uid)) == 1
        life.end()


def stop_dovecot(company: RealCompany) -> Callable[[], None]:
    """Take the mail server away; returns what brings it back, on the same ports."""
    command = company.processes.running["dovecot"].args
    company.processes.stop("dovecot")

    def start_again() -> None:
        assert isinstance(command, list)
        company.processes.start("dovecot", [str(part) for part in command])
        for port in (company.mail.imap_port, company.mail.doveadm_port, company.mail.lmtp_port):
            wait_tcp(port, "Dovecot")

    return start_again


def assert_slack_was_written_once(company: RealCompany, slack: str) -> None:
    patch = f'"PATCH /scim/v1/Users/{slack} HTTP/1.1" 200'
    assert company.processes.log("slack-contract").count(patch) == 1
