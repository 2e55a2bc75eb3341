"""Restarting from the page Systems: who may, what is told before, and what refuses it."""

from __future__ import annotations

import re

import pytest

from steersman.settings.systems import load_systems
from tests.web.office import Office
from tests.web.visitors import visit

CRM = """[[systems]]
name = "crm"
kind = "scim"
[systems.settings]
base_url = "http://127.0.0.1:9/v2"
token_secret = "file:token"
"""


class Stop:
    def __init__(self, office: Office) -> None:
        self.told = 0
        office.steersman.restarting.stops_by(self)

    def __call__(self) -> None:
        self.told += 1


@pytest.fixture
def stop(office: Office) -> Stop:
    """As started by `steersman run`, which starts it again."""
    office.steersman.restarting.comes_again = True  # type: ignore[attr-defined]  # bootstrap's own
    return Stop(office)


def _declare(office: Office, text: str) -> None:
    office.steersman.settings.systems_path.write_text(text)


def test_the_page_offers_it_to_administrators_with_what_it_is_for(office: Office) -> None:
    _declare(office, CRM)

    page = visit(office, "administrator").get("/systems").text
    assert "Declared, not connected yet: crm" in page
    assert 'action="/systems/restart"' in page
    theirs = visit(office, "technician").get("/systems").text
    assert 'action="/systems/restart"' not in theirs
    assert "Ask somebody with the role administrator" in theirs


def test_it_is_written_down_and_the_page_knows_where_to_come_back(
    office: Office, stop: Stop
) -> None:
    _declare(office, CRM)

    answer = visit(office, "administrator").post("/systems/restart")

    assert (answer.status_code, stop.told) == (202, 1)
    (told,) = office.ledger("restart")
    assert (told["by"], told["adds"]) == (office.id("administrator"), ["crm"])
    back = re.search(r'data-comes-back="([^"]+)"', answer.text)
    assert back is not None
    waits = visit(office, "administrator").get(back[1])
    assert (waits.status_code, "Restarting" in waits.text) == (200, True)


def test_after_it_the_page_leads_to_the_systems(office: Office) -> None:
    answer = visit(office, "administrator").get("/systems/restart?was=local:before")

    assert (answer.status_code, answer.headers["location"]) == (303, "/systems")


@pytest.mark.parametrize("who", ["technician", "approver", "security", "auditor", "employee"])
def test_who_may_not_is_told_the_rule(office: Office, stop: Stop, who: str) -> None:
    visitor = visit(office, who)

    for answer in (visitor.post("/systems/restart"), visitor.get("/systems/restart")):
        assert answer.status_code == 403
        assert answer.json()["error"]["rule"] == "system.restart"
    assert stop.told == 0


def test_a_form_of_another_site_restarts_nothing(office: Office, stop: Stop) -> None:
    answer = visit(office, "administrator").post("/systems/restart", {"csrf": "guessed"})

    assert (answer.status_code, stop.told) == (403, 0)


def test_a_file_that_would_not_start_refuses_it_and_says_why(office: Office, stop: Stop) -> None:
    _declare(office, CRM.replace("base_url", "address"))

    answer = visit(office, "administrator").post("/systems/restart")

    assert (answer.status_code, stop.told) == (409, 0)
    assert "Not restarted: everything goes on as it is" in answer.text
    assert "base_url" in answer.text
    assert office.ledger("restart") == []


def test_a_server_that_nobody_starts_again_is_not_stopped(office: Office) -> None:
    answer = visit(office, "administrator").post("/systems/restart")

    assert answer.status_code == 409
    assert "this process cannot start itself again" in answer.text


def test_the_api_says_what_waits_and_restarts_for_a_token_with_the_scope(
    office: Office, stop: Stop
) -> None:
    _declare(office, CRM)
    body = office.get("administrator", "/systems").json()
    assert body["waiting"]["added"] == ["crm"]

    told = office.post("administrator", "/systems/restart")
    assert (told.status_code, stop.told) == (202, 1)
    assert told.json()["process"] == body["process"]
    weak = office.token("administrator", "read", "act", "approve")
    headers = {"Authorization": f"Bearer {weak}"}
    refused = office.http.post("/api/v1/systems/restart", headers=headers)
    assert (refused.status_code, refused.json()["error"]["rule"]) == (403, "scope:admin")


def test_a_broken_file_is_told_and_what_is_connected_stays(office: Office) -> None:
    _declare(office, "nonsense")

    page = visit(office, "administrator").get("/systems").text

    assert "The systems file cannot be read" in page
    assert load_systems(None) == office.steersman.declared
