"""The plan as a table: warnings first, grouped by system, then what is wanted and the digest."""

from __future__ import annotations

import re
from typing import Any

import pytest

from steersman.cli.output import Screen
from steersman.cli.plans import _show_rehearsed, show_plan
from tests.cli.office import Office

CHANGE = {"attribute": "sign-in", "before": None, "after": "disabled"}


def step(system: str, *targets: str, warnings: tuple[str, ...] = ()) -> dict[str, Any]:
    reads = {"attribute": "sign-in", "before": None, "after": "disabled"}
    changes = [
        {**CHANGE, "target": target, "reads": {**reads, "target": f"name of {target}"}}
        for target in targets
    ]
    told = {"step": system, "capability": "account.disable", "system": system}
    told |= {"title": f"Close name of {targets[0]} in {system}" if targets else "Close"}
    return {**told, "changes": changes, "warnings": list(warnings)}


def plan(*steps: dict[str, Any], **more: Any) -> dict[str, Any]:
    resolved = {"step": "s", "system": "mail", "account": "m-1", "person": "per_1"}
    resolved |= {"label": "jane@example.org", "proof": "employee_number and mail"}
    told: dict[str, Any] = {"work": "REQ0000001", "procedure": "leaver", "failed": []}
    told |= {"steps": list(steps)}
    told |= {"resolved": [resolved], "questions": [], "blocked": "", "verdict": "HOLD"}
    told |= {"needs": [{"count": 2, "role": "security"}], "approved_by": [], "until": None}
    told |= {"permits": [], "why": ["level: L2 acts on approval"]}
    return {**told, "digest": "ab" * 32, "reasons": ["level: L2 acts on approval"], **more}


IN_WORDS = """\
REQ0000001  leaver

  what is done                     what changes                before   after
 ────────────────────────────────────────────────────────────────────────────────
  Close name of mail:m-1 in mail   sign-in                     —        disabled
                                   name of mail:m-2: sign-in   —        disabled


  whose account      in     proven by
 ────────────────────────────────────────────────────
  jane@example.org   mail   employee_number and mail

verdict  hold
needs    2 × security
digest   abababababababababababababababababababababababababababababababab
  · level: L2 acts on approval
"""
SNAPSHOT = """\
! account.disable@mail: 3 rules forward mail
REQ0000001  leaver

  system   account (proof)                               attribute   before   after
 ──────────────────────────────────────────────────────────────────────────────────────
  mail     jane@example.org (employee_number and mail)   sign-in     —        disabled
           mail:m-2                                      sign-in     —        disabled
  saas     saas:s-1                                      sign-in     —        disabled

verdict  hold
needs    2 × security
digest   abababababababababababababababababababababababababababababababab
  · level: L2 acts on approval
"""


def shown(body: dict[str, Any], capsys: pytest.CaptureFixture[str], *, ids: bool = False) -> str:
    show_plan(Screen(as_json=False), body, ids=ids)
    return re.sub(r" +\n", "\n", capsys.readouterr().out)


def test_the_table_is_grouped_by_system(capsys: pytest.CaptureFixture[str]) -> None:
    steps = [step("mail", "mail:m-1", warnings=("3 rules forward mail",)), step("saas", "saas:s-1")]
    assert shown(plan(*steps, step("mail", "mail:m-2")), capsys, ids=True) == SNAPSHOT


def test_a_plan_reads_in_words_and_names(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(plan(step("mail", "mail:m-1", "mail:m-2")), capsys) == IN_WORDS


def test_what_runs_by_itself_names_what_permits_it(capsys: pytest.CaptureFixture[str]) -> None:
    permits = ["level: L3 for account.disable in leaver", "policies: house-rule"]
    text = shown(plan(step("mail", "mail:m-1"), verdict="ALLOW", permits=permits), capsys)
    assert "L3 for account.disable in leaver and policies: house-rule" in " ".join(text.split())


def test_what_cannot_be_planned_comes_first(capsys: pytest.CaptureFixture[str]) -> None:
    failed = [{"step": "access: x in vpn/1", "kind": "unreachable", "reason": "no answer"}]
    text = shown(plan(failed=failed, blocked="nobody is named"), capsys)
    first = ["! nobody is named", "! access: x in vpn/1: no answer"]
    assert text.splitlines()[:2] == first
    assert "nothing is left to change" in text


def test_a_question_stands_in_the_plan_with_its_candidates(
    capsys: pytest.CaptureFixture[str],
) -> None:
    candidates = [{"id": "m-1", "mail": "a@x"}, {"id": "m-2", "mail": "b@x"}]
    asked = {"step": "s", "text": "which account is Jane's?", "candidates": candidates}
    text = shown(plan(questions=[asked]), capsys)
    assert "which account is Jane's?" in text
    assert re.search(r"m-1 +a@x\n +m-2 +b@x", text)


def test_the_plan_of_a_running_office_names_account_and_proof(office: Office) -> None:
    number = office.leaver("john")
    told = office.run("anna", "plan", number).stdout
    row = r"Close the account john.leaver@example.org in Directory +sign-in +— +disabled"
    assert re.search(row, told)
    assert office.digest(number) in told


def test_a_fresh_plan_is_the_same_while_nothing_changed(office: Office) -> None:
    number = office.leaver("lena")
    fresh = office.read("anna", "plan", number, "--fresh")
    assert (fresh["source"], fresh["digest"]) == ("fresh", office.digest(number))


def test_what_would_happen_if_somebody_left_needs_no_work_item(office: Office) -> None:
    told = office.run("helen", "plan", "--leave", "John Leaver")
    assert told.exit_code == 0, told.output
    assert "If John Leaver left now; nothing was opened or changed." in told.stdout
    row = r"Close the account john.leaver@example.org in Directory +sign-in +— +disabled"
    assert re.search(row, told.stdout)
    body = office.read("helen", "plan", "--leave", "John Leaver")
    assert (body["work"], body["verdict"], body["unknown"]) == ("", "HOLD", [])


def test_who_is_not_there_cannot_be_rehearsed(office: Office) -> None:
    told = office.run("helen", "plan", "--leave", "Nobody Here")
    assert (told.exit_code, "there is no person" in told.stderr) == (1, True)


@pytest.mark.parametrize(
    "words", [(), ("REQ0000001", "--leave", "x"), ("REQ0000001", "--successor", "x")]
)
def test_a_plan_is_of_one_work_item_or_of_one_person(
    office: Office, words: tuple[str, ...]
) -> None:
    assert office.run("helen", "plan", *words).exit_code == 2


def test_what_does_not_answer_is_shown_as_unknown(capsys: pytest.CaptureFixture[str]) -> None:
    reason = "saas: no answer"
    failed = [{"step": "access/1", "kind": "unreachable", "reason": reason}]
    body = plan(step("mail", "mail:m-1"), failed=failed, unknown=[reason], name="Jane Doe")
    _show_rehearsed(Screen(as_json=False), body)
    text = capsys.readouterr().out
    assert "? not known, because it does not answer: saas: no answer" in text
    assert text.count(reason) == 1
