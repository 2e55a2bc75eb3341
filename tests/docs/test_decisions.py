"""A decision record is short, and names what keeps the decision."""

from __future__ import annotations

import ast
import configparser
import re

import pytest

from tests.architecture.source import HOUSE
from tests.docs.pages import Page, page, pages

RECORDS = [one for one in pages() if one.name.startswith("docs/decisions/0")]
LONGEST = 50  # lines
KEEPER = re.compile(r"`((?:tests/|contract:)[^`]+)`")
PARTS = ("## Why", "## What else was looked at", "## Kept by")


def keepers(one: Page) -> list[str]:
    return KEEPER.findall(one.text.partition("## Kept by")[2])


def exists(keeper: str) -> bool:
    """``tests/…py``, ``tests/…py::test_x`` or ``contract:name`` of .importlinter."""
    if keeper.startswith("contract:"):
        return keeper.removeprefix("contract:") in contracts()
    file, _, name = keeper.partition("::")
    path = HOUSE / file
    return path.is_file() and (not name or name in names_in(path.read_text()))


def names_in(text: str) -> set[str]:
    return {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}


def contracts() -> set[str]:
    parser = configparser.ConfigParser()
    parser.read(HOUSE / ".importlinter")
    return {name.rpartition(":")[2] for name in parser.sections() if ":contract:" in name}


@pytest.mark.parametrize("one", RECORDS, ids=lambda one: one.path.stem)
def test_a_record_is_short_and_whole(one: Page) -> None:
    assert one.lines < LONGEST
    assert [part for part in PARTS if f"\n{part}\n" not in one.text] == []


@pytest.mark.parametrize("one", RECORDS, ids=lambda one: one.path.stem)
def test_a_record_names_what_keeps_it(one: Page) -> None:
    assert keepers(one), "name a test or a contract under 'Kept by'"
    assert [keeper for keeper in keepers(one) if not exists(keeper)] == []


def test_the_numbers_have_no_gap_and_the_index_lists_each() -> None:
    numbers = [int(one.path.name[:4]) for one in RECORDS]
    assert numbers == list(range(1, len(RECORDS) + 1))
    index = page("docs/decisions/README.md").links()
    assert [one.name for one in RECORDS if one.path.name not in index] == []


def test_a_keeper_that_does_not_exist_is_noticed() -> None:
    assert exists("contract:layers")
    assert exists("tests/docs/test_decisions.py::test_a_record_names_what_keeps_it")
    assert not exists("contract:nothing")
    assert not exists("tests/docs/test_decisions.py::test_nothing")
    assert not exists("tests/docs/test_nothing.py")
