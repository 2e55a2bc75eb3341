"""Articles and resolved incidents, as documents."""

from __future__ import annotations

import pytest

from company.services.json_contract import Reply
from company.services.servicenow_contract import Instance
from company.services.servicenow_data import article, incident, sys_id
from steersman.domain.errors import Permanent, Transient
from steersman.knowledge.documents.reading import read_document
from tests.connectors.servicenow.support import running


def test_an_article_has_its_title_link_author_and_age() -> None:
    with running() as place:
        first = place.documents(article_readers=("everyone",))[0]
    assert first.name == f"kb_knowledge/{sys_id(90)}.html"
    assert first.title == "KB0000090 Restart the shop"
    assert first.link == f"{place.server.url}/kb_view.do?sysparm_article=KB0000090"
    assert first.owner == "ann.sato@example.test"
    assert first.readers == ("everyone",)
    assert first.changed_at == 1769902200.0  # 2026-01-31 23:30:00 in UTC, whoever asks
    assert b"<p>Restart it.</p>" in first.content


def test_retired_and_overdue_articles_are_superseded_and_drafts_are_not_listed() -> None:
    with running() as place:
        found = {each.title: each.status for each in place.documents()}
    assert found == {
        "KB0000090 Restart the shop": "current",
        "KB0000091 Old way": "superseded",
        "KB0000093 Only last year": "superseded",
        "KB0000094 Salaries": "current",
    }


def test_without_readers_the_source_says_nothing_about_them() -> None:
    with running() as place:
        assert {each.readers for each in place.documents(incidents=True)} == {()}


def test_only_the_knowledge_bases_that_are_named_are_read() -> None:
    with running() as place:
        found = [each.title for each in place.documents(knowledge_bases=("IT",))]
    assert "KB0000094 Salaries" not in found
    assert len(found) == 3


def test_a_knowledge_base_that_may_not_be_told_from_others_stops_the_listing() -> None:
    """Else everything, salaries too, would be read under the readers of one knowledge base."""

    def blind(instance: Instance) -> None:
        instance.hidden_fields = {"title"}

    with running(blind) as place, pytest.raises(Permanent, match=r"kb_knowledge_base\.title"):
        place.documents(knowledge_bases=("IT",), article_readers=("everyone",))


def test_resolved_incidents_are_read_only_when_asked_for() -> None:
    with running() as place:
        without = place.documents()
        found = place.documents(incidents=True, articles=False, incident_readers=("IT",))
    assert not [each for each in without if each.name.startswith("incident/")]
    (only,) = found
    assert only.title == "INC0000100 Shop is slow"
    assert only.readers == ("IT",)
    text = only.content.decode()
    assert "<p>Cleared the queue.</p>" in text
    assert "Bo Berg" not in text


def test_words_of_an_incident_are_no_html() -> None:
    def hostile(instance: Instance) -> None:
        words = "<script>alert(1)</script>"
        instance.rows["incident"] = [incident(1, words, "6", close_notes=words, description=words)]

    with running(hostile) as place:
        (only,) = place.documents(incidents=True, articles=False)
    assert b"<script" not in only.content
    assert b"&lt;script&gt;alert(1)&lt;/script&gt;" in only.content


def test_a_wiki_article_is_read_as_its_text() -> None:
    def wiki(instance: Instance) -> None:
        instance.rows["kb_knowledge"] = [article(1, "W", text="", wiki="'''Stop''' <it>")]

    with running(wiki) as place:
        (only,) = place.documents()
    assert b"<pre>&#x27;&#x27;&#x27;Stop&#x27;&#x27;&#x27; &lt;it&gt;</pre>" in only.content


def test_the_reader_of_documents_understands_an_article() -> None:
    def long(instance: Instance) -> None:
        text = "<h2>Steps</h2><ol><li>Stop “it”</li></ol><script>steal()</script>"
        instance.rows["kb_knowledge"] = [article(1, "Résumé", text=text)]

    with running(long) as place:
        (only,) = place.documents()
    told = repr(read_document(only.name, only.content))
    assert "Résumé" in told
    assert "Stop “it”" in told
    assert "steal()" not in told


def test_an_article_that_rights_hide_is_not_listed() -> None:
    def hide(instance: Instance) -> None:
        instance.hidden = {sys_id(94)}

    with running(hide) as place:
        assert len(place.documents()) == 3


def test_articles_that_are_all_hidden_are_an_error_and_not_an_empty_list() -> None:
    def hide(instance: Instance) -> None:
        instance.hidden = {sys_id(n) for n in range(90, 95)}

    with running(hide) as place, pytest.raises(Permanent, match="none of which is shown"):
        place.documents()


def test_a_failure_amid_the_list_is_no_end_of_it() -> None:
    with running() as place:
        listing = iter(place.connect(page_size=1).documents().documents())  # type: ignore[union-attr]  # articles are on
        next(listing)
        place.instance.answers = [Reply(503, {})]
        with pytest.raises(Transient):
            list(listing)


def test_long_texts_are_asked_for_in_small_pages() -> None:
    with running() as place:
        place.documents(page_size=10_000)
        assert {asked.query["sysparm_limit"] for asked in place.server.log} == {"100"}


def test_without_articles_and_incidents_there_are_no_documents() -> None:
    with running() as place:
        assert place.connect(articles=False).documents() is None
