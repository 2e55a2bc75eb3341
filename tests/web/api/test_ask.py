"""Asking through the API: an answer with its query and sources, or none."""

from __future__ import annotations

import pytest

from steersman.domain.sources import Source
from tests.web.office import Office


def test_an_answer_has_its_state_its_query_and_its_sources(office: Office) -> None:
    told = office.post("administrator", "/ask", {"question": "who reports to Mary Boss?"}).json()
    assert told["state"] == "answered"
    assert told["query"] == 'list person where has manager (name = "Mary Boss")'
    assert [each["title"] for each in told["citations"]] == ["Jane Doe"]
    assert "1 person: Jane Doe" in told["answer"]


def test_a_query_is_run_as_it_stands(office: Office) -> None:
    told = office.post("administrator", "/ask", {"query": "count person by department"}).json()
    assert told["table"]["columns"] == ["department", "count"]
    assert told["state"] == "answered"


def test_a_name_that_was_changed_a_moment_ago_is_known(office: Office) -> None:
    question = {"question": "who reports to Mary Major"}
    assert office.post("administrator", "/ask", question).json()["state"] == "unknown"
    source = Source(name="hr", recency=office.steersman.clock.now())
    values = {"family_name": "Major"}
    office.steersman.people.change(office.id("mary"), values, by="system:test", source=source)
    assert office.post("administrator", "/ask", question).json()["state"] == "answered"


@pytest.mark.parametrize(
    "asked",
    [{}, {"question": " "}, {"question": "a", "query": "b"}, {"query": "person where"}],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(office: Office, asked: dict[str, str]) -> None:
    answer = office.post("administrator", "/ask", asked)
    assert answer.status_code == 422
    assert answer.json()["error"]["mend"]


def test_a_hidden_field_is_not_theirs_to_ask_for(office: Office) -> None:
    query = {"query": "person where end_date > 2026-01-01"}
    told = office.post("technician", "/ask", query).json()
    assert (told["state"], told["table"]) == ("forbidden", None)
    assert office.post("administrator", "/ask", query).json()["state"] != "forbidden"
