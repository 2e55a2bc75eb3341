"""Somebody leaves, from the command line: asked for, read, approved, verified, taken back."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.cli.office import Office

CUT = ("directory", "saas")


def sign_in(office: Office, who: str, system: str) -> str | None:
    person = office.read("adam", "people", "show", office.people[who])
    target = f"{system}:{system[0]}-{person['employee_number']}"
    return office.outside.get(target, "sign-in")


def test_a_leaver_is_held_and_the_exit_code_says_so(office: Office) -> None:
    told = office.run("helen", "leave", office.people["john"], "--successor", office.people["mary"])
    assert told.exit_code == 3
    assert "decision: hold" in told.stdout
    assert "is held" in told.stdout
    assert "steersman approve REQ" in told.stdout
    assert sign_in(office, "john", "directory") is None


def test_an_approved_leaver_is_carried_out_and_each_system_is_named(office: Office) -> None:
    words = ("leave", office.people["lena"], "--successor", office.people["mary"])
    number = office.read("helen", *words)["number"]
    told = office.run("anna", "approve", number, "--digest", office.digest(number), "--wait")
    assert told.exit_code == 0, told.output
    assert "account.disable in directory: verified  (1 change)" in told.stdout
    assert "after the event" in told.stdout
    assert "decision: hold" not in told.stdout, "what was there before is not news"
    assert [sign_in(office, "lena", system) for system in CUT] == ["disabled", "disabled"]


def test_an_approval_may_say_from_when_on(office: Office) -> None:
    number = office.leaver("rosa")
    words = ("approve", number, "--digest", office.digest(number), "--not-before")
    assert office.run("anna", *words, "tomorrow").exit_code == 2
    assert office.run("anna", *words, "2099-01-01T00:00+01:00").exit_code == 1  # too far ahead
    moment = (datetime.now(UTC) + timedelta(days=1)).isoformat(timespec="minutes")
    assert office.run("anna", *words, moment, "--wait").exit_code == 2
    assert office.read("anna", *words, moment)["new"]
    told = office.read("anna", "work", "show", number)
    assert told["status"] in ("held", "deferred")
    assert sign_in(office, "rosa", "directory") is None


def test_people_stand_there_by_name(office: Office) -> None:
    number = office.leaver("theo")
    row = next(r for r in office.run("anna", "work").stdout.splitlines() if number in r)
    assert ("Helen Staff" in row, "per_" in row) == (True, False)
    one = office.run("anna", "work", number).stdout
    assert ("Theo Leaver" in one, "per_" in one) == (True, False)


def test_undo_takes_everything_back(office: Office) -> None:
    number = office.done("omar")
    told = office.run("helen", "undo", number, "--reason", "wrong person")
    assert told.exit_code == 0, told.output
    assert "undo account.disable in saas: undone" in told.stdout
    assert [sign_in(office, "omar", system) for system in CUT] == [None, None]
    again = office.run("helen", "undo", number, "--reason", "wrong person")
    assert (again.exit_code, "taken back already" in again.stderr) == (1, True)


def test_a_refused_plan_is_canceled(office: Office) -> None:
    number = office.leaver("rosa")
    digest = office.digest(number)
    told = office.run("anna", "refuse", number, "--reason", "she stays", "--digest", digest)
    assert told.exit_code == 0
    assert office.read("anna", "work", number)["status"] == "canceled"
    assert sign_in(office, "rosa", "directory") is None


def test_an_approval_of_another_plan_is_refused(office: Office) -> None:
    number = office.leaver("theo")
    told = office.run("anna", "approve", number, "--digest", "0" * 64)
    assert told.exit_code == 1
    assert "not the one you read" in told.stderr


def test_who_asked_cannot_approve(office: Office) -> None:
    number = office.leaver("theo")
    told = office.run("helen", "approve", number, "--digest", office.digest(number))
    assert told.exit_code == 1


def test_without_a_terminal_nobody_is_asked(office: Office) -> None:
    number = office.leaver("theo")
    told = office.run("anna", "approve", number)
    assert told.exit_code == 2
    assert "without a terminal" in told.stderr
    assert "--digest" in told.stderr


def test_all_are_approved_only_when_they_are_as_many_as_expected(office: Office) -> None:
    held = len(office.read("anna", "work", "list", "--status", "held")["work"])
    words = ("approve", "--all", "--reason", "checked each")
    wrong = office.run("anna", *words, "--expect", held + 1)
    assert (wrong.exit_code, f"{held} work items match" in wrong.stderr) == (1, True)
    assert len(office.read("anna", "work", "list", "--status", "held")["work"]) == held
    told = office.run("anna", *words, "--expect", held)
    assert told.stdout.count("approved") == held


@pytest.mark.parametrize(
    "words", [("--all",), ("--all", "--expect", "1"), (), ("--expect", "1", "REQ0000001")]
)
def test_an_unclear_approval_is_a_mistake_of_usage(office: Office, words: tuple[str, ...]) -> None:
    assert office.run("anna", "approve", *words).exit_code == 2


def test_work_lists_shows_and_tells_the_timeline(office: Office) -> None:
    number = office.leaver("vera")
    assert number in office.run("anna", "work").stdout
    shown = office.run("anna", "work", number).stdout
    assert "Vera Leaver leaves" in shown
    assert "1 × approver" in shown
    assert "hold" in office.run("anna", "work", "timeline", number).stdout
    assert office.run("anna", "work", "follow", number).exit_code == 3


def test_opening_without_waiting_names_the_number(office: Office) -> None:
    told = office.run("helen", "leave", office.people["will"], "--no-wait", "--json")
    assert told.exit_code == 0
    assert json.loads(told.stdout)["work"].startswith("REQ")


def test_a_later_leaver_is_asked_about_at_once(office: Office) -> None:
    when = ("--effective-at", "2999-01-31T17:00+01:00")
    told = office.run("helen", "leave", office.people["yuki"], *when)
    assert told.exit_code == 3
    assert "not before 2999-01-31 16:00" in told.stdout
    assert "steersman approve" in told.stdout


def test_nobody_leaves_by_a_name_that_nobody_has(office: Office) -> None:
    told = office.run("helen", "leave", "Nobody Here")
    assert (told.exit_code, "there is no person" in told.stderr) == (1, True)


def test_a_time_that_is_none_is_a_mistake_of_usage(office: Office) -> None:
    told = office.run("helen", "leave", "x", "--effective-at", "tomorrow")
    assert (told.exit_code, "2026-01-31T17:00" in told.stderr) == (2, True)


def test_what_a_sentence_leaves_open_is_asked_back(office: Office) -> None:
    told = office.run("helen", "request", "Remove John's access to email and Slack")
    assert told.exit_code == 3
    assert "not done, because it is not clear" in told.stderr
    body = office.read("helen", "request", "Remove John's access to email and Slack")
    assert body["question"]


def test_work_that_is_not_there_is_named(office: Office) -> None:
    told = office.run("anna", "work", "REQ9999999")
    assert (told.exit_code, "REQ9999999" in told.stderr) == (1, True)


def test_nothing_from_outside_steers_the_terminal(office: Office) -> None:
    number = office.read("helen", "leave", office.people["eve"])["number"]
    digest = office.digest(number)
    office.run("anna", "refuse", number, "--digest", digest, "--reason", "\x1b[2Jno\u202e")
    for words in (("work", number), ("work",), ("plan", number), ("work", "timeline", number)):
        told = office.run("anna", *words)
        assert told.exit_code == 0
        assert "\x1b" not in told.output
        assert "\u202e" not in told.output
    shown = office.run("anna", "work", number).stdout
    assert "[bold red]Eve[/] Leaver leaves" in shown
    assert "\\x1b[2Jno\\u202e" in shown
