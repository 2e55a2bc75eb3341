"""The page says when a language model helped, with what, and keeps the words of the document."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from steersman.bootstrap.answering import answering
from steersman.capabilities.language_model import Reply, Task
from steersman.settings.language_model import LanguageModelSettings
from tests.governor.company import Company
from tests.web.leaks.estate import furnish
from tests.web.office import Office, move_in
from tests.web.visitors import visit

ODD = "blimey, gimme whatever stands around in Zanthorpe"


class Parrot:
    """Makes a query of every question."""

    name = "parrot-1"

    def __init__(self) -> None:
        self.asked = 0

    def complete(self, task: Task) -> Reply:
        self.asked += 1
        return Reply(json.dumps({"query": 'list server where location = "Zanthorpe"'}), 10)


@pytest.fixture
def parrot() -> Parrot:
    return Parrot()


@pytest.fixture
def helped(tmp_path: Path, parrot: Parrot) -> Iterator[Office]:
    company = Company(tmp_path, "")
    with company.open() as steersman:
        office = move_in(steersman, company)
        furnish(office)
        steersman.asking = answering(steersman, parrot, LanguageModelSettings())
        yield office


def test_the_query_it_made_is_shown_and_can_be_changed(helped: Office) -> None:
    page = visit(helped, "technician").get("/ask", params={"q": ODD}).text
    assert "quexolvault-7" in page
    assert "By the language model parrot-1" in page
    assert "list server where location = &#34;Zanthorpe&#34;</textarea>" in page


def test_who_may_not_see_it_is_not_shown_it_by_a_model_either(helped: Office) -> None:
    told = helped.post("employee", "/ask", {"question": ODD}).json()
    assert "quexolvault" not in json.dumps(told)
    assert told["assisted"] is None


def test_the_api_says_what_it_did(helped: Office) -> None:
    told = helped.post("technician", "/ask", {"question": ODD}).json()
    assert told["assisted"] == {"model": "parrot-1", "did": "query", "extract": ""}


def test_a_kill_switch_stops_it(helped: Office, parrot: Parrot) -> None:
    switch = {"scope": "capability:question.answer", "reason": "test"}
    assert helped.post("security", "/switches", switch).status_code == 201
    told = helped.post("technician", "/ask", {"question": ODD}).json()
    assert parrot.asked == 0
    assert "kill switch" in told["notes"][-1]


def test_the_leak_test_sends_it_nothing(helped: Office, parrot: Parrot) -> None:
    asked = {"seconds": 1, "sample": 1, "only": ["employee"]}
    assert helped.post("security", "/leaks/check", asked).status_code == 200
    assert parrot.asked == 0
