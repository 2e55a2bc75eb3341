"""The leak test by the API: who may run it, what is kept of it, and what it moves."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from steersman.domain.permissions import Principal
from steersman.governor.gates.leak_check import ANSWER
from steersman.records.cmdb.tables import configuration_items
from steersman.records.permissions import Rules, Visible
from tests.web.leaks.estate import furnish, show_items_to
from tests.web.office import Office
from tests.web.visitors import visit

SHORT = {"seconds": 900, "sample": 2, "only": ["employee"]}


class Open(Rules):
    def visible(self, principal: Principal, action: str, table: sa.Table) -> Visible:
        found = super().visible(principal, action, table)
        return replace(found, where=sa.true()) if table is configuration_items else found


def test_a_leak_is_signed_for_and_takes_answers_down(office: Office) -> None:
    furnish(office)
    show_items_to(office, "employee")
    steersman = office.steersman
    steersman.permissions = Open(steersman.store, steersman.clock)
    told = office.post("security", "/leaks/check", SHORT).json()

    assert told["state"] == "leaks"
    assert told["leak_count"] > 0
    (kept,) = office.ledger("leak-check")
    assert (kept["by"], kept["state"]) == (office.id("security"), "leaks")
    assert steersman.levels.stands_at(ANSWER.name, "everyone") == 1
    page = visit(office, "security").get("/levels").text
    assert "showed employee" in page
    assert "not met" in page
    assert "showed employee" not in visit(office, "technician").get("/levels").text


def test_the_last_tests_are_listed_with_what_the_gate_says(office: Office) -> None:
    told = office.get("auditor", "/leaks").json()
    assert told["checks"] == []
    assert told["gate"]["verdict"] == "unknown"
    office.steersman.leak_checks.keep({"state": "clean", "leak_count": 0}, by="x")
    told = office.get("auditor", "/leaks").json()
    assert told["gate"]["verdict"] == "met"
    assert [each["state"] for each in told["checks"]] == ["clean"]


def test_a_wish_without_an_end_is_refused(office: Office) -> None:
    for wrong in ({"seconds": 1e9}, {"sample": 0}, {"seed": -1}, {"other": 1}):
        assert office.post("security", "/leaks/check", wrong).status_code == 422
