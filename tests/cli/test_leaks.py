"""The leak test on the command line, against a running server."""

from __future__ import annotations

from tests.cli.office import Office


def test_it_says_what_was_asked_and_that_a_part_proves_nothing(office: Office) -> None:
    told = office.run("adam", "leaks", "check", "--seconds", 1, "--sample", 1, "--as", "stranger")
    assert told.exit_code == 3, told.output
    assert "only stranger asked" in told.stdout
    assert "chosen by seed" in told.stdout
    listed = office.run("adam", "leaks")
    assert "Not met" in listed.stdout
    assert "incomplete" in listed.stdout


def test_whoever_may_not_read_the_ledger_may_not_try(office: Office) -> None:
    told = office.run("helen", "leaks", "check", "--seconds", 1)
    assert told.exit_code == 1
    assert "role" in told.output
