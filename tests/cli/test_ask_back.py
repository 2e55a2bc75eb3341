"""An approver asks before deciding, from the command line."""

from __future__ import annotations

from tests.cli.office import Office


def test_a_question_is_asked_shown_and_answered(office: Office) -> None:
    number = office.leaver("nora")
    asked = office.run("anna", "ask-back", number, "Does Mary know?")
    assert asked.exit_code == 0, asked.output
    (row,) = office.read("anna", "work", number)["ask_backs"]
    shown = office.run("helen", "work", number).stdout
    assert "Does Mary know?" in shown
    assert f"--answer {row['id']}" in shown
    told = office.run("helen", "ask-back", number, "Since Monday.", "--answer", row["id"])
    assert told.exit_code == 0, told.output
    assert "Since Monday." in office.run("anna", "work", number).stdout
    assert office.read("anna", "work", number)["status"] == "held"


def test_who_may_not_decide_may_not_ask_back(office: Office) -> None:
    number = office.leaver("ivan")
    told = office.run("helen", "ask-back", number, "why?")
    assert told.exit_code != 0
    assert office.read("anna", "work", number)["ask_backs"] == []
