"""Every command that the pages show can be typed, and every command and address has its entry."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from typing import Any

import pytest
import typer

from steersman.cli.app import app
from steersman.web.app import routes
from tests.docs.pages import blocks, page

ROOT: Any = typer.main.get_command(app)
FRONT = re.compile(r"^(?:[A-Z_]+=\S+ )*")


def typed() -> Iterator[tuple[str, str]]:
    """(page, line) of every command of ours in a code block, environment in front left out."""
    for name, body in blocks("sh"):
        for line in body.splitlines():
            bare = FRONT.sub("", line)
            if bare.startswith("steersman "):
                yield name, bare


def parse(line: str) -> None:
    """Read the line as the program would, without doing it.  Raises what the program would say."""
    command, name, words = ROOT, "steersman", shlex.split(line, comments=True)[1:]
    context = command.make_context(name, words)
    while hasattr(command, "commands"):
        name, command, words = command.resolve_command(
            context, [*context._protected_args, *context.args]
        )
        context = command.make_context(name, words, parent=context)


@pytest.mark.parametrize(("name", "line"), list(typed()))
def test_every_command_of_the_pages_exists(name: str, line: str) -> None:
    parse(line)


@pytest.mark.parametrize("line", ["steersman nothing", "steersman leave", "steersman undo R --no"])
def test_a_command_that_cannot_be_typed_is_noticed(line: str) -> None:
    with pytest.raises(Exception, match=r"No such|[Mm]issing"):
        parse(line)


def test_commands_named_in_the_text_exist() -> None:
    text = "".join(
        page(f"docs/guide/{n}.md").prose for n in ("approvals", "levels", "first-leaver")
    )
    named = set(re.findall(r"`steersman ([a-z-]+)", text))
    assert named <= set(ROOT.commands)


def test_every_command_is_documented() -> None:
    headings = set(page("docs/reference/commands.md").headings())
    assert {f"steersman {path}" for path in leaves(ROOT)} <= headings


def leaves(group: Any) -> Iterator[str]:
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from (f"{name} {inner}" for inner in leaves(command))
        else:
            yield name


def test_every_address_of_the_api_is_documented() -> None:
    text = page("docs/reference/api.md").text
    paths: dict[str, dict[str, Any]] = routes().openapi()["paths"]
    wanted = [f"| `{m.upper()}` | `{path}` |" for path, ways in paths.items() for m in ways]
    assert wanted
    assert [row for row in wanted if row not in text] == []


def test_every_address_says_what_it_is_for() -> None:
    rows = re.findall(
        r"^\| `[A-Z]+` \| `(\S+)` \| (.*) \|$", page("docs/reference/api.md").text, re.M
    )
    assert [path for path, told in rows if not told.strip()] == []
