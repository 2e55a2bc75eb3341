"""The command line starts quickly and explains itself."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from typer.main import get_command

from steersman.cli.app import app
from tests.cli.office import steersman

HEAVY = {"httpx", "sqlalchemy", "fastapi", "granian", "dbos", "cryptography", "pydantic"}


def _leaves(command: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    if not hasattr(command, "commands"):
        yield path
        return
    for name, inner in command.commands.items():
        yield from _leaves(inner, (*path, name))


COMMANDS = sorted(_leaves(get_command(app)))


def test_help_imports_nothing_heavy() -> None:
    code = f"""
import sys
from steersman.cli import main
sys.argv = ["steersman", "--help"]
try:
    main()
except SystemExit:
    pass
print(sorted({HEAVY!r} & set(sys.modules)))
"""
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.splitlines()[-1] == "[]"


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_and_can_answer_in_json(path: tuple[str, ...]) -> None:
    told = steersman(*path, "--help", COLUMNS="200")
    assert told.exit_code == 0
    assert "--json" in told.stdout
    assert "Usage" in told.stdout


@pytest.mark.parametrize("path", COMMANDS, ids=" ".join)
def test_an_unknown_option_is_a_mistake_of_usage(path: tuple[str, ...]) -> None:
    assert steersman(*path, "--nonsense").exit_code == 2


def test_no_word_at_all_shows_where_to_begin() -> None:
    told = steersman(COLUMNS="200")
    assert "The first time: `steersman run`" in told.output
    assert "Stop and start" in told.output


@pytest.mark.parametrize(
    ("words", "meant"),
    [(("wrok",), "work"), (("systems", "chekc"), "check"), (("accounts", "creat"), "create")],
)
def test_a_wrong_word_is_named_with_what_it_may_have_been(
    words: tuple[str, ...], meant: str
) -> None:
    told = steersman(*words)
    assert (told.exit_code, f"No such command '{words[-1]}'" in told.output) == (2, True)
    assert meant in told.output


@pytest.mark.parametrize("group", ["work", "people", "systems", "ledger", "tokens"])
def test_a_group_explains_itself_also_by_the_short_option(group: str) -> None:
    assert steersman(group, "-h").output == steersman(group, "--help").output


def test_the_console_script_answers() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "steersman.cli", "--help"], capture_output=True, text=True
    )
    assert told.returncode == 0
    assert "leave" in told.stdout


def test_completion_can_be_shown() -> None:
    words = ["--show-completion", "bash"]
    told = subprocess.run(
        [sys.executable, "-m", "steersman.cli", *words],
        capture_output=True,
        text=True,
        env={**os.environ, "_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"},
    )
    assert "complete" in told.stdout


def test_the_shell_is_offered_the_commands_of_a_group() -> None:
    group: Any = get_command(app)
    work = group.commands["work"]
    context = work.make_context("work", [], resilient_parsing=True)
    offered = {item.value for item in work.shell_complete(context, "")}
    assert {"list", "show", "timeline"} <= offered
