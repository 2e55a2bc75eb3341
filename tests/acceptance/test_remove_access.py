"""L2.1: "Remove John's access to email and Slack": typed by a manager, approved, verified."""

from __future__ import annotations

from company.people import by_number
from steersman.servicedesk.requests.intake import ask
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.life import begin
from tests.acceptance.outside import picture


def test_email_and_slack_are_closed_and_everything_else_stays_open(
    open_office: OpenOffice,
) -> None:
    who = by_number("1069")
    manager, approver = by_number(who.manager), by_number("1193")
    with open_office() as desk:
        company = desk.company
        life = begin(company, who, manager)
        before = picture(company)
        asked = f"Remove {who.full_name}'s access to email and Slack"
        number = ask(desk.steersman, asked, desk.person(manager))["work"]
        assert desk.run(number)["status"] == "held"
        assert life.imap_is_alive()
        assert before == picture(company), "held: nothing has happened"

        desk.approve(number, desk.appoint(approver, "approver"))
        assert desk.run(number)["status"] == "done"
        assert not company.mail.can_sign_in(who.login, who.password)
        assert not life.imap_is_alive()
        assert company.slack.state(life.slack_id) == {"active": False, "sessions": 0}

        assert company.directory.can_sign_in(who.login, who.password)
        assert life.can_ssh()
        assert life.shell_is_alive()
        after = picture(company)
        changed = {name.partition("/")[0] for name in before.differing(after)}
        assert changed == {"directory", "mail", "slack"}
        assert set(before.differing(after)) >= {f"slack/{life.slack_id}"}
        life.end()
