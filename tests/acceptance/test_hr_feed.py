"""D3.2, G3.1: HR writes that somebody left, and nobody else does anything."""

from __future__ import annotations

from datetime import UTC, datetime

from company import feed
from company.people import by_number
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.life import begin
from tests.acceptance.office import soon

WHO = by_number("1068")
PROMISED = 900.0  # seconds: the 15 minutes of D3.2
AIM = 60.0


def test_a_line_in_hr_s_file_closes_everything(open_office: OpenOffice) -> None:
    with open_office() as desk:
        company = desk.company
        life = begin(company, WHO, by_number(WHO.manager))
        file = company.home / "hr" / "people.csv"
        as_it_was = file.read_text()
        try:
            feed.leave(file, WHO.login, datetime.now(UTC).date())
            desk.steersman.start_ticking()
            assert soon(lambda: not company.directory.can_sign_in(WHO.login, WHO.password), AIM)
            assert soon(lambda: not life.imap_is_alive(), AIM)
            assert soon(lambda: not life.shell_is_alive(), AIM)
            gone = {"active": False, "sessions": 0}
            assert soon(lambda: company.slack.state(life.slack_id) == gone, AIM)
            assert soon(lambda: _is_done(desk.steersman.desk.work_items.search()), AIM)
            (leaver,) = desk.steersman.desk.work_items.search()
            clock = desk.steersman.desk.obligations.of(leaver["number"])
            (promise,) = [row for row in clock if row["id"].endswith("access_closed")]
            assert promise["state"] == "met"
            assert promise["due_at"] - leaver["opened_at"] <= PROMISED
        finally:
            file.write_text(as_it_was)
        life.end()


def _is_done(rows: object) -> bool:
    return isinstance(rows, list) and [row["status"] for row in rows] == ["done"]
