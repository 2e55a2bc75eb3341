"""What is given to the screen is data: shown as it is, never obeyed."""

from __future__ import annotations

import json

import pytest

from steersman.cli.exits import NotReached, Stop
from steersman.cli.output import Screen

NASTY = "[bold red]Eve[/]\x1b[2J:boom:"
SHOWN = "[bold red]Eve[/]\\x1b[2J:boom:"
Captured = pytest.CaptureFixture[str]


def test_a_sentence_shows_markup_and_escapes(capsys: Captured) -> None:
    Screen(as_json=False).say(NASTY)
    assert capsys.readouterr().out == f"{SHOWN}\n"


def test_a_table_shows_them_in_titles_heads_and_cells(capsys: Captured) -> None:
    Screen(as_json=False).table([NASTY], [[NASTY]], title=NASTY)
    assert capsys.readouterr().out.count(SHOWN) == 3


def test_facts_show_them_and_leave_out_what_is_empty(capsys: Captured) -> None:
    Screen(as_json=False).facts({"name": NASTY, "empty": "", "none": None})
    assert capsys.readouterr().out.split() == ["name", *SHOWN.split()]


def test_candidates_stand_side_by_side(capsys: Captured) -> None:
    Screen(as_json=False).side_by_side([{"id": "a", "x": ""}, {"id": "b", "employee_number": "7"}])
    head, _, first, second = capsys.readouterr().out.strip().splitlines()
    assert head.split() == ["id", "employee", "number"]
    assert (first.split(), second.split()) == (["a"], ["b", "7"])


def test_an_error_goes_beside_the_result_with_its_mend(capsys: Captured) -> None:
    Screen(as_json=False).stop(Stop(NASTY, "mend it", rule="four-eyes"))
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"{SHOWN} (four-eyes)\n→ mend it\n"


def test_for_programs_an_error_is_one_document_in_the_shape_of_the_api(capsys: Captured) -> None:
    Screen(as_json=True).stop(NotReached("silent", "start it"))
    told = json.loads(capsys.readouterr().out)
    error = {"code": "not_reached", "message": "silent", "rule": "", "mend": "start it"}
    assert told == {"error": error}


def test_json_holds_nothing_that_a_terminal_obeys(capsys: Captured) -> None:
    Screen(as_json=True).body({"name": f"{NASTY}\x9b\u202e"})
    assert capsys.readouterr().out.isascii()
