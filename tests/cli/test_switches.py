"""The kill switch from the command line."""

from __future__ import annotations

from tests.cli.office import Office


def test_what_is_stopped_is_listed_and_goes_on_again(office: Office) -> None:
    told = office.run("anna", "stop", "system:mail", "--reason", "the mail server burns")
    assert (told.exit_code, "steersman start system:mail" in told.stdout) == (0, True)
    assert "the mail server burns" in office.run("adam", "switches").stdout
    assert office.run("adam", "start", "system:mail").exit_code == 0
    assert "No kill switch is thrown." in office.run("adam", "switches").stdout


def test_without_a_scope_everything_stops_and_approved_work_is_held(office: Office) -> None:
    number = office.leaver("john")
    assert office.run("anna", "stop", "--reason", "stop it all").exit_code == 0
    words = ("approve", number, "--digest", office.digest(number), "--wait")
    told = office.run("anna", *words)
    assert told.exit_code == 3, told.output
    assert office.outside.log() == []
    assert office.run("adam", "start", "everything").exit_code == 0
    assert office.read("anna", "work", "follow", number)["status"] == "done"


def test_a_scope_that_is_none_is_a_mistake_of_usage(office: Office) -> None:
    told = office.run("adam", "stop", "mail", "--reason", "x")
    assert (told.exit_code, "system:NAME" in told.stderr) == (2, True)


def test_what_was_not_stopped_cannot_go_on(office: Office) -> None:
    told = office.run("adam", "start", "system:crm")
    assert (told.exit_code, "no kill switch" in told.stderr) == (1, True)


def test_start_alone_takes_back_stop_alone_and_nothing_else(office: Office) -> None:
    assert office.run("anna", "stop", "system:crm", "--reason", "one").exit_code == 0
    refused = office.run("adam", "start")
    assert (refused.exit_code, "steersman start system:crm" in refused.stderr) == (1, True)
    assert office.run("anna", "stop", "--reason", "all").exit_code == 0
    told = office.run("adam", "start")
    assert (told.exit_code, "Still stopped: system:crm" in told.stderr) == (0, True), told.output
    assert [each["scope"] for each in office.read("adam", "switches")["switches"]] == ["system:crm"]
    assert office.run("adam", "start", "system:crm").exit_code == 0


def test_a_stop_needs_a_reason(office: Office) -> None:
    assert office.run("adam", "stop").exit_code == 2
