"""Who may do what by itself, where, since when."""

from __future__ import annotations

import re

import pytest

from steersman.web.pages.levels.model import command
from tests.web.office import Office
from tests.web.visitors import visit


def _lower(office: Office, scope: str = "everyone", to: int = 1) -> None:
    office.steersman.levels.lower("account.disable", scope, to, reason="harm in REQ1 <b>x</b>")


def test_every_capability_stands_there_as_shipped(office: Office) -> None:
    page = visit(office, "technician").get("/levels").text

    names = re.findall(r"<th scope=\"row\"><code>([\w.]+)</code>", page)
    assert names == sorted(office.steersman.levels.specs)
    assert "as shipped" in page
    assert "Nothing has moved" in page


def test_a_fall_is_shown_with_when_who_and_why(office: Office) -> None:
    _lower(office)

    page = visit(office, "auditor").get("/levels").text

    assert "L2 → L1" in page
    assert "governor (automatic)" in page
    assert "harm in REQ1 &lt;b&gt;x&lt;/b&gt;" in page


def test_a_scope_that_was_lowered_becomes_a_column(office: Office) -> None:
    assert "department:sales" not in visit(office, "auditor").get("/levels").text
    _lower(office, "department:sales")

    assert '<th scope="col">department:sales</th>' in visit(office, "auditor").get("/levels").text


def test_one_system_is_stopped_and_started_from_here(office: Office) -> None:
    security = visit(office, "security")
    security.post("/switches/throw", {"scope": "capability:account.disable", "reason": "drill"})

    page = security.get("/levels/switches").text

    assert "capability:account.disable" in page
    assert "drill" in page
    security.post("/switches/release", {"scope": "capability:account.disable"})
    assert "Nothing is stopped" in security.get("/levels/switches").text


def test_who_may_only_look_gets_no_switch_to_throw(office: Office) -> None:
    page = visit(office, "auditor").get("/levels").text

    assert 'action="/switches/throw"' not in page
    assert "Needs the role administrator" in page


@pytest.mark.parametrize("who", ["stranger", "hr"])
def test_who_may_not_see_them_is_told_the_rule(office: Office, who: str) -> None:
    answer = visit(office, who).get("/levels")

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "level.view"


def test_a_command_to_copy_is_quoted() -> None:
    assert "'a; rm -rf /'" in command("a; rm -rf /", "everyone", "3")
