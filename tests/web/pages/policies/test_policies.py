"""Policies and limits: read, tried on the past, and changed by two people."""

from __future__ import annotations

import pytest

from tests.web.office import Office
from tests.web.visitors import Visit, visit

FILE = "/policies/files/10-house-rules.cedar"
NO_LEAVERS = """
@id("no-leavers")
forbid (principal, action, resource) when { context.requester_roles.contains("hr") };
"""


def _text(office: Office) -> str:
    return office.steersman.changing_policies.text("10-house-rules.cedar")


def _second_administrator(office: Office) -> Visit:
    office.steersman.permissions.assign(office.id("approver2"), "administrator", by="system:test")
    return visit(office, "approver2")


def test_what_is_in_force_can_be_read(office: Office) -> None:
    page = visit(office, "technician").get("/policies").text

    assert "feeds-never-delete" in page
    assert " an hour, " in page
    assert "Nothing is proposed" in page
    assert "Try a change" in page


def test_a_change_is_tried_on_past_decisions_and_changes_nothing(office: Office) -> None:
    number, before = office.leaver(), _text(office)

    answer = visit(office, "technician").post(FILE, {"text": before + NO_LEAVERS})

    assert answer.status_code == 200
    assert number in answer.text
    assert "forbidden by no-leavers" in answer.text
    assert _text(office) == before


def test_a_change_without_effect_is_told_so(office: Office) -> None:
    office.leaver()

    answer = visit(office, "technician").post(FILE, {"text": _text(office) + "\n// a word\n"})

    assert "Nothing would have come out differently" in answer.text


def test_before_the_first_decision_the_effect_is_unknown(office: Office) -> None:
    answer = visit(office, "technician").post(FILE, {"text": _text(office) + NO_LEAVERS})

    assert "Unknown" in answer.text


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("permit (principal", "do not parse"),
        ('permit (principal, action, resource) when { context.nothing == "x" };', "schema"),
        ("permit (principal, action, resource);", "expects forbid"),  # its tests fail
        ("", "</form>"),
    ],
)
def test_a_file_that_is_not_sound_is_refused_and_kept_on_the_page(
    office: Office, text: str, told: str
) -> None:
    answer = visit(office, "administrator").post(FILE, {"text": text, "reason": "my words"})

    assert answer.status_code == 422
    assert told in answer.text
    assert "my words" in answer.text


def test_a_proposal_is_put_in_force_by_somebody_else(office: Office) -> None:
    office.leaver()
    proposer, other = visit(office, "administrator"), _second_administrator(office)
    changed = _text(office) + NO_LEAVERS

    proposer.post(FILE, {"text": changed, "reason": "<b>quiet week</b>", "do": "propose"})

    (made,) = office.steersman.changing_policies.proposals.latest()
    page = other.get("/policies").text
    assert "&lt;b&gt;quiet week&lt;/b&gt;" in page
    assert "1 more refused" in page
    assert _text(office) != changed
    assert other.post(f"/policies/proposals/{made.id}/apply").status_code == 303
    assert _text(office) == changed
    assert office.ledger("policy-applied")[0]["by"] == office.id("approver2")
    number = office.leaver(subject="mary")
    assert office.status(number) == "refused"


def test_nobody_applies_their_own_proposal(office: Office) -> None:
    before, proposer = _text(office), visit(office, "administrator")
    proposer.post(FILE, {"text": before + NO_LEAVERS, "reason": "x", "do": "propose"})
    (made,) = office.steersman.changing_policies.proposals.latest()

    answer = proposer.post(f"/policies/proposals/{made.id}/apply")

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "four-eyes"
    assert _text(office) == before


def test_a_file_that_changed_since_is_not_overwritten(office: Office) -> None:
    proposer, other = visit(office, "administrator"), _second_administrator(office)
    proposer.post(FILE, {"text": _text(office) + NO_LEAVERS, "reason": "x", "do": "propose"})
    (made,) = office.steersman.changing_policies.proposals.latest()
    file = office.steersman.policies.folder / "10-house-rules.cedar"
    file.write_text(_text(office) + "\n// by hand\n")

    answer = other.post(f"/policies/proposals/{made.id}/apply")

    assert answer.status_code == 409
    assert "by hand" in file.read_text()


def test_a_proposal_is_decided_once(office: Office) -> None:
    proposer, other = visit(office, "administrator"), _second_administrator(office)
    proposer.post(FILE, {"text": _text(office) + NO_LEAVERS, "reason": "x", "do": "propose"})
    (made,) = office.steersman.changing_policies.proposals.latest()

    assert proposer.post(f"/policies/proposals/{made.id}/refuse").status_code == 303
    assert "withdrawn" in other.get("/policies").text
    assert other.post(f"/policies/proposals/{made.id}/apply").status_code == 409
    assert "no-leavers" not in _text(office)


@pytest.mark.parametrize("do", ["propose", "apply", "refuse"])
def test_who_may_only_read_changes_nothing(office: Office, do: str) -> None:
    security, before = visit(office, "security"), _text(office)
    path = FILE if do == "propose" else f"/policies/proposals/pol_1/{do}"

    answer = security.post(path, {"text": before + NO_LEAVERS, "reason": "x", "do": do})

    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "policy.change"
    assert not office.steersman.changing_policies.proposals.latest()


@pytest.mark.parametrize("file", ["..%2f..%2fsystems.toml", "10-house-rules.tests.toml", "x.cedar"])
def test_no_other_file_can_be_read_or_written(office: Office, file: str) -> None:
    admin = visit(office, "administrator")

    assert admin.get(f"/policies/files/{file}").status_code == 404
    assert admin.post(f"/policies/files/{file}", {"text": "x"}).status_code == 404


def test_limits_that_cannot_be_read_are_told(office: Office) -> None:
    office.steersman.settings.limits_file.write_text("[default]\npeople_per_hour = -1\n")

    page = visit(office, "technician").get("/policies").text

    assert "everything is refused" in page
    assert "people_per_hour" in page


def test_the_api_tries_and_proposes_alike(office: Office) -> None:
    number = office.leaver()
    body = {"file": "10-house-rules.cedar", "text": _text(office) + NO_LEAVERS}

    tried = office.post("technician", "/policies/try", body).json()["effect"]
    made = office.post("administrator", "/policies/proposals", {**body, "reason": "x"}).json()

    assert [each["work"] for each in tried["differences"]] == [number]
    assert made["state"] == "open"
    own = office.post("administrator", f"/policies/proposals/{made['id']}/apply")
    assert own.json()["error"]["rule"] == "four-eyes"
    listed = office.get("technician", "/policies/proposals").json()["proposals"]
    assert [each["id"] for each in listed] == [made["id"]]


def test_who_made_the_other_ones_token_is_the_same_pair_of_eyes(office: Office) -> None:
    """Else an administrator mints a token for a colleague, proposes by it, and applies alone."""
    office.steersman.permissions.assign(office.id("approver2"), "administrator", by="system:test")
    asked = {"person": office.id("approver2"), "name": "x", "scopes": ["admin"]}
    minted = office.post("administrator", "/tokens", asked).json()["token"]
    body = {"file": "10-house-rules.cedar", "text": _text(office) + NO_LEAVERS, "reason": "x"}
    headers = {"Authorization": f"Bearer {minted}"}

    made = office.ask("", "POST", "/policies/proposals", body, headers=headers).json()
    alone = office.post("administrator", f"/policies/proposals/{made['id']}/apply")

    assert made["by"] == office.id("approver2")
    assert alone.json()["error"]["rule"] == "four-eyes"
    assert "no-leavers" not in _text(office)
