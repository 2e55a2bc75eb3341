"""R3.1, H3: a trader is not cut off in mid-session, unless security or the close says so."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from company.people import Employee, by_number
from tests.acceptance.conftest import OpenOffice
from tests.acceptance.life import Life, begin
from tests.acceptance.office import Office

HOUR = 3600.0
SECURITY = (by_number("1190"), by_number("1191"))  # two of IT


@pytest.fixture
def desk(open_office: OpenOffice) -> Iterator[Office]:
    """London is open for another hour."""
    with open_office() as desk:
        desk.exchange.closes = desk.clock.now() + HOUR
        yield desk


def at_work(desk: Office, number: str) -> Life:
    who = by_number(number)
    return begin(desk.company, who, by_number(who.manager))


def is_untouched(desk: Office, life: Life) -> bool:
    slack = desk.company.slack.state(life.slack_id)
    return life.imap_is_alive() and life.shell_is_alive() and slack["active"] is True


def assert_gone(desk: Office, life: Life) -> None:
    assert not life.imap_is_alive()
    assert not desk.company.directory.can_sign_in(life.who.login, life.who.password)
    assert desk.company.slack.state(life.slack_id) == {"active": False, "sessions": 0}


def test_a_live_session_in_market_hours_is_held_until_security_says_now(desk: Office) -> None:
    life = at_work(desk, "1012")
    number = desk.hr_enters(life.who)
    held = desk.run(number)
    assert held["status"] == "held"
    assert any("live session of a trader" in reason for reason in held["reasons"])
    assert is_untouched(desk, life)

    desk.approve(number, desk.appoint(SECURITY[0], "security"))
    assert desk.run(number)["status"] == "done"
    assert_gone(desk, life)
    life.end()


def test_an_approver_without_the_role_does_not_lift_it(desk: Office) -> None:
    life = at_work(desk, "1013")
    number = desk.hr_enters(life.who)
    desk.run(number)
    desk.approve(number, desk.appoint(by_number("1192"), "approver"))
    assert desk.run(number)["status"] == "held"
    assert is_untouched(desk, life)
    life.end()


def test_after_the_close_it_goes_on_by_itself(desk: Office) -> None:
    life = at_work(desk, "1014")
    number = desk.hr_enters(life.who)
    held = desk.run(number)
    assert held["again_at"] == desk.exchange.closes
    assert desk.steersman.tick() == []
    assert is_untouched(desk, life)

    desk.clock.advance(HOUR)
    assert desk.run(number)["status"] == "done"
    assert_gone(desk, life)
    life.end()


def test_dismissed_for_cause_goes_at_once_when_two_say_so(desk: Office) -> None:
    life = at_work(desk, "1016")
    number = desk.hr_enters(life.who, termination_type="for_cause")
    assert desk.run(number)["status"] == "held"
    assert is_untouched(desk, life)
    first, second = (desk.appoint(one, "approver") for one in SECURITY)
    desk.approve(number, first)
    assert desk.run(number)["status"] == "held"
    assert is_untouched(desk, life)

    desk.approve(number, second)
    assert desk.run(number)["status"] == "done"
    assert_gone(desk, life)
    life.end()


def without_sessions(desk: Office, number: str) -> Employee:
    who = by_number(number)
    for login in (who.login, by_number(who.manager).login):
        desk.company.mail.deliver("buyer@acme.test", login, "Our order")
    slack = desk.company.slack
    slack.end_sessions(str(slack.user(number)["id"]))
    return who


def test_a_trader_without_a_session_leaves_in_market_hours(desk: Office) -> None:
    """The benign twin."""
    who = without_sessions(desk, "1017")
    assert desk.run(desk.hr_enters(who))["status"] == "done"
    assert not desk.company.directory.can_sign_in(who.login, who.password)
