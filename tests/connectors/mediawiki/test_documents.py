"""Every page of a wiki once, with its text, link, day and author."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.connectors.mediawiki.support import NUMBER, WikiPage, connect, running

DAY = 1773051630.0  # 2026-03-09T10:20:30Z


@pytest.mark.parametrize("size", [1, 2, 3, 50])
@pytest.mark.parametrize("parts", [False, True])
def test_every_page_of_every_batch_is_listed_once(size: int, parts: bool) -> None:
    with running(parts=parts) as place:
        found = place.listed(page_size=size)
    assert [each.name for each in found] == [f"{number}.html" for number in range(1, NUMBER + 1)]
    assert found[0].content == b"<p>Text 1</p>"


def test_fewer_pages_than_were_asked_for_are_no_end() -> None:
    with running(limit=2) as place:
        assert len(place.listed(page_size=50)) == NUMBER


def test_a_page_says_where_it_is_from_when_and_by_whom() -> None:
    with running() as place:
        (first, *_) = place.listed()
    assert (first.title, first.link) == ("Page 001", "https://wiki.example/Page_001")
    assert (first.owner, first.changed_at, first.readers) == ("Ann Lee", DAY, ())


@pytest.mark.parametrize("parts", [False, True])
def test_a_page_in_an_obsolete_category_no_longer_holds(parts: bool) -> None:
    with running(parts=parts) as place:
        place.wiki.pages[0].categories = ("Network", "obsolete")
        place.wiki.pages[1].categories = ("Network",)
        found = place.listed()
    assert [each.status for each in found[:2]] == ["obsolete", ""]


def test_redirects_and_other_namespaces_are_left_out_unless_they_are_asked_for() -> None:
    with running() as place:
        page = WikiPage(90, "Help", "<p>x</p>", 1090, namespace=12)
        place.wiki.pages += [page, replace(page, pageid=91, title="Old", redirect=True)]
        assert len(place.listed()) == NUMBER
        assert [each.name for each in place.listed(namespaces=[12])] == ["90.html"]


def test_a_page_that_stayed_is_not_asked_for_again_and_one_that_changed_is() -> None:
    with running() as place:
        documents = connect(place.server.url).documents()
        list(documents.documents())
        place.server.log.clear()
        place.wiki.pages[2] = replace(place.wiki.pages[2], html="<p>New</p>", revid=2000)
        found = list(documents.documents())
        asked = [each.query.get("oldid") for each in place.server.log if "oldid" in each.query]
    assert asked == ["2000"]
    assert found[2].content == b"<p>New</p>"


def test_a_page_whose_newest_revision_is_hidden_is_left_out() -> None:
    with running() as place:
        place.wiki.pages[0].revid = None  # type: ignore[assignment]  # as MediaWiki does
        assert len(place.listed()) == NUMBER - 1
