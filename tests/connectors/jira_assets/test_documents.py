"""Resolved Jira requests as documents; against a contract, not against Jira."""

from __future__ import annotations

import pytest

from company.services.jira_assets_contract import JiraAssets
from company.services.jira_assets_data import comment, document, issue, paragraph
from steersman.domain.errors import Permanent, Transient
from tests.connectors.jira_assets.support import connect, running
from tests.fixtures.faulty_http import faulty_http, reply


def test_a_resolved_request_is_question_and_answer() -> None:
    with running() as place:
        found = {each.name: each for each in place.documents(readers=["everyone"])}
        address = place.server.url
    solved = found["requests/10001.html"]
    assert (solved.title, solved.owner) == ("VPN drops", "asato@meridian.test")
    assert solved.link == f"{address}/browse/HELP-1"
    assert (solved.readers, solved.status) == (("everyone",), "current")
    assert solved.changed_at == 1783936800.0
    text = solved.content.decode()
    assert "<h2>Question</h2><p>It drops every hour.</p><h2>Answer</h2><p>Do:</p>" in text
    assert "<ol><li>Quit the client</li><li>Start it again</li></ol>" in text


def test_open_unanswered_and_other_projects_requests_are_not_taken() -> None:
    with running() as place:
        names = [each.name for each in place.documents()]
    assert names == ["requests/10001.html", "requests/10004.html"]


def test_nobody_reads_it_unless_the_settings_say_so() -> None:
    with running() as place:
        assert {each.readers for each in place.documents()} == {()}


def test_internal_comments_and_a_thank_you_are_no_answer() -> None:
    with running() as place:
        solved = place.documents()[0].content
        assert b"hunter2" not in solved
        assert b"Thanks!" not in solved
        asked_for = place.documents(internal_comments=True)[0].content
    assert asked_for.count(b"<h2>Comment</h2><p>the password is hunter2</p>") == 2


def test_a_comment_of_which_jira_says_nothing_is_internal() -> None:
    def untold(jira: JiraAssets) -> None:
        told = comment(1, document(paragraph("x")))
        del told["jsdPublic"]
        jira.issues = [issue(1, "s", told)]

    with running(untold) as place:
        assert place.documents() == []


def test_of_many_comments_the_newest_are_asked_for() -> None:
    def many(jira: JiraAssets) -> None:
        told = [comment(n, document(paragraph(f"reply {n}"))) for n in range(1, 8)]
        jira.issues, jira.most_comments = [issue(1, "s", *told)], 3

    with running(many) as place:
        (solved,) = place.documents()
    assert b"reply 7" in solved.content


def test_what_strangers_write_stays_text() -> None:
    with running() as place:
        hostile = place.documents()[1]
    assert b"<script" not in hostile.content
    assert hostile.content.count(b"&lt;script&gt;") == 3, "title, heading, answer: shown, not run"


def test_without_projects_there_are_no_documents() -> None:
    connector = connect("http://127.0.0.1:9", projects=[])
    assert connector.documents() is None
    assert connect("http://127.0.0.1:9", schemas=[]).inventory() is None


def test_issues_that_were_not_asked_for_are_not_believed() -> None:
    foreign = issue(1, "Pay", project="PAY")
    with (
        faulty_http(lambda _: reply(200, {"issues": [foreign]})) as server,
        pytest.raises(Permanent, match="did not keep to the projects"),
    ):
        _read(server.url)


@pytest.mark.parametrize(
    "more", [{"nextPageToken": "again"}, {"isLast": False}, {"nextPageToken": "", "isLast": False}]
)
def test_pages_that_do_not_end_well_are_no_whole_list(more: dict[str, object]) -> None:
    with (
        faulty_http(lambda _: reply(200, {"issues": [], **more})) as server,
        pytest.raises(Transient, match="end amid the list"),
    ):
        _read(server.url)


def _read(url: str) -> None:
    source = connect(url).documents()
    assert source is not None
    list(source.documents())
