"""News fragments: one small file per change, in words for the people who run Steersman."""

from __future__ import annotations

import re

import pytest

from tests.docs.pages import Page, page, pages

KINDS = ("added", "changed", "fixed", "removed", "security")
FRAGMENTS = [one for one in pages() if one.name.startswith("changes/") and "README" not in one.name]


@pytest.mark.parametrize("one", FRAGMENTS, ids=lambda one: one.path.name)
def test_a_fragment_is_named_after_its_issue_and_kind(one: Page) -> None:
    assert re.fullmatch(rf"\d+\.[a-z0-9-]+\.({'|'.join(KINDS)})\.md", one.path.name)


@pytest.mark.parametrize("one", FRAGMENTS, ids=lambda one: one.path.name)
def test_a_fragment_is_one_short_paragraph(one: Page) -> None:
    assert one.headings() == []
    assert one.lines <= 6
    assert one.text.rstrip().endswith(".")


def test_the_page_names_every_kind() -> None:
    text = page("changes/README.md").text
    assert [kind for kind in KINDS if f"`{kind}`" not in text] == []
