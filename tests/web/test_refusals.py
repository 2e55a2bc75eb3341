"""What somebody is told who may not do a thing: in words, whom to ask, and the rule."""

from __future__ import annotations

import re

import pytest

from tests.web.office import Office
from tests.web.visitors import visit

HTML = {"Accept": "text/html"}
DENIED = (
    ("employee", "/ledger", "ledger.view"),
    ("employee", "/levels", "level.view"),
    ("employee", "/systems", "system.view"),
    ("employee", "/accounts", "sign_in_account.view"),
    ("technician", "/ledger", "ledger.view"),
    ("technician", "/import", "person.add"),
    ("hr", "/policies", "policy.view"),
)


@pytest.mark.parametrize(("who", "path", "rule"), DENIED)
def test_a_refusal_names_its_rule_and_shows_no_internal_id(
    office: Office, who: str, path: str, rule: str
) -> None:
    answer = visit(office, who).get(path, headers=HTML)

    assert answer.status_code == 403
    assert f"<code>{rule}</code>" in answer.text
    assert not re.search(r"\bper_\w+", answer.text)


def test_a_refusal_says_which_role_is_missing_and_who_gives_it(office: Office) -> None:
    told = visit(office, "employee").get("/ledger", headers=HTML).text

    assert "You may not view the ledger" in told
    assert "it takes the role administrator, auditor or security; you have employee." in told
    assert "an administrator to give you the role." in told


def test_whom_to_ask_is_named_to_who_may_see_these_people(office: Office) -> None:
    technician = office.get("technician", "/ledger").json()["error"]
    employee = office.get("employee", "/ledger").json()["error"]

    assert "an administrator (Administrator Test)" in technician["mend"]
    assert "Administrator Test" not in employee["mend"]


def test_a_right_that_reaches_only_some_says_which_rule_limits_it(office: Office) -> None:
    number = office.leaver()

    told = office.post("mary", f"/work/{number}/undo", {"reason": "a mistake"}).json()["error"]

    assert told["rule"] == "work_item.undo"
    assert told["message"].startswith("you may not undo")


@pytest.mark.parametrize("who", ["hr", "security"])
def test_four_eyes_are_refused_without_an_id(office: Office, who: str) -> None:
    told = office.post(who, "/leave", {"person": office.id(who)}).json()["error"]

    assert told["rule"] == "four-eyes"
    assert "per_" not in told["message"]
