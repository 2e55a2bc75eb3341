"""Every link between our own pages leads somewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture.source import HOUSE
from tests.docs.pages import Page, page, pages

OUTSIDE = re.compile(r"^(https?|mailto):")


def broken(one: Page) -> list[str]:
    """The links of a page whose file or anchor does not exist."""
    return [link for link in one.links() if not OUTSIDE.match(link) and not leads(one, link)]


def leads(one: Page, link: str) -> bool:
    name, _, anchor = link.partition("#")
    target = (one.path.parent / name).resolve() if name else one.path
    if not target.exists() or not target.is_relative_to(HOUSE):
        return False
    return not anchor or anchor in Page(target).anchors()


@pytest.mark.parametrize("one", pages(), ids=lambda one: one.name)
def test_every_link_leads_somewhere(one: Page) -> None:
    assert broken(one) == []


def test_every_page_can_be_reached_from_the_index() -> None:
    seen, open_ = set[Path](), [page("README.md"), page("docs/index.md")]
    while open_:
        one = open_.pop()
        seen.add(one.path)
        targets = [one.path.parent / link.partition("#")[0] for link in one.links()]
        inside = {path.resolve() for path in targets if path.suffix == ".md" and path.exists()}
        open_ += [Page(path) for path in inside - seen]
    lost = [one.name for one in pages() if one.path not in seen and one.name[:7] != "changes"]
    assert lost == [], "link them from docs/index.md"


def test_a_dead_link_is_noticed(tmp_path: Path) -> None:
    one = Page(HOUSE / "docs" / "index.md")
    assert leads(one, "glossary.md#plan")
    assert not leads(one, "glossary.md#no-such-term")
    assert not leads(one, "no-such-page.md")
    assert not leads(one, "../../outside.md")
