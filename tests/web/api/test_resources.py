"""What the smaller resources do, each on the real core."""

from __future__ import annotations

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from steersman.domain.errors import Permanent
from steersman.servicedesk.hr import Refused
from steersman.settings.systems import System, Systems
from tests.governor.company import leaver
from tests.web.office import V1, Office

CSV = "employee_number,given_name,family_name,mail\n7001,Ann,Lee,ann.lee@example.org\n"


def test_a_thrown_switch_stops_until_it_is_released(each_office: Office) -> None:
    office = each_office
    thrown = office.post("approver", "/switches", {"scope": "procedure:leaver", "reason": "fire"})
    assert thrown.status_code == 201
    (switch,) = office.get("auditor", "/switches").json()["switches"]
    assert (switch["scope"], switch["thrown_by"]) == ("procedure:leaver", office.id("approver"))
    number = office.leaver()
    assert "kill switch" in str(office.steersman.desk.work_items.standing(number).reasons)
    assert office.ask("approver", "DELETE", "/switches/procedure:leaver").status_code == 403
    assert office.ask("security", "DELETE", "/switches/procedure:leaver").status_code == 200
    assert office.get("auditor", "/switches").json()["switches"] == []
    assert office.ledger("switch-thrown")[0]["reason"] == "fire"
    assert office.ledger("switch-released")[0]["by"] == office.id("security")


@pytest.mark.parametrize("scope", ["", "all", "system:", "people:1"])
def test_a_scope_that_is_none_is_refused(office: Office, scope: str) -> None:
    told = office.post("security", "/switches", {"scope": scope, "reason": "x"})
    assert told.status_code == 422


def test_an_answered_question_tries_its_work_again(each_office: Office) -> None:
    office = each_office
    office.company.outside.hire("directory", "d-9", "", "jane.doe@example.org", "Jane Doe")
    office.leaver()
    found = office.get("approver", "/questions").json()["questions"]
    assert found, "two accounts share the address of Jane"
    question = found[0]
    assert len(question["candidates"]) >= 1
    wrong = office.post("approver", f"/questions/{question['id']}/answer", {"answer": "d-77"})
    assert wrong.status_code == 409
    answered = office.post("approver", f"/questions/{question['id']}/answer", {"answer": "none"})
    assert answered.json()["work"] == question["work"]
    assert office.ledger("answer")[0]["by"] == office.id("approver")
    assert office.run(), "its work is due again"
    again = office.post("approver", f"/questions/{question['id']}/answer", {"answer": "none"})
    assert again.status_code == 409


def test_who_a_question_is_about_may_not_answer_it(office: Office) -> None:
    office.steersman.permissions.assign(office.id("jane"), "approver", by="system:test")
    office.company.outside.hire("directory", "d-9", "", "jane.doe@example.org", "Jane Doe")
    office.leaver()
    (question, *_) = office.get("jane", "/questions").json()["questions"]
    told = office.post("jane", f"/questions/{question['id']}/answer", {"answer": "none"})
    assert told.json()["error"]["rule"] == "four-eyes"


def test_a_level_changes_by_the_signature_of_an_enrolled_key(each_office: Office) -> None:
    office = each_office
    key = Ed25519PrivateKey.generate()
    public = base64.b64encode(key.public_key().public_bytes_raw()).decode()
    enrolled = office.post("administrator", "/levels/keys", {"public_key": public})
    assert enrolled.status_code == 201, enrolled.text
    asked = {"capability": "account.disable", "scope": "procedure:leaver", "to": 2, "reason": "x"}
    text = office.post("administrator", "/levels/statement", asked).json()["statement"]
    forged = base64.b64encode(Ed25519PrivateKey.generate().sign(text.encode())).decode()
    signed = base64.b64encode(key.sign(text.encode())).decode()
    body = {"statement": text, "signature": forged}
    assert office.post("administrator", "/levels", body).status_code == 409
    assert office.get("auditor", "/levels").json()["levels"] == []
    done = office.post("administrator", "/levels", {"statement": text, "signature": signed})
    assert done.status_code == 200, done.text
    again = office.post("administrator", "/levels", {"statement": text, "signature": signed})
    assert again.status_code == 409
    (level,) = office.get("auditor", "/levels").json()["levels"]
    assert (level["level"], level["signed_by"]) == (2, office.id("administrator"))


def test_people_are_shown_as_far_as_the_role_reaches(each_office: Office) -> None:
    office = each_office
    everybody = office.get("hr", "/people?limit=2").json()
    assert len(everybody["people"]) == 2
    assert everybody["after"]
    rest = office.get("hr", f"/people?after={everybody['after']}").json()
    assert not {p["id"] for p in rest["people"]} & {p["id"] for p in everybody["people"]}
    (jane,) = office.get("technician", "/people?q=jane").json()["people"]
    assert jane["mail"] == "jane.doe@example.org"
    assert "employment_status" not in jane
    assert "protected" not in jane
    reports = office.get("mary", "/people").json()["people"]
    assert {p["given_name"] for p in reports} == {"Jane", "Mary"}
    assert office.get("mary", f"/people/{office.id('hr')}").status_code == 404


def test_an_import_does_what_its_plan_said_or_nothing(each_office: Office) -> None:
    office = each_office
    asked = {"type": "person", "format": "csv", "text": CSV, "source": "hr", "complete": False}
    plan = office.post("hr", "/import/plan", asked).json()
    assert plan["counts"]["created"] == 1, plan
    assert office.get("hr", "/people?q=ann").json()["people"] == []
    other = {**asked, "text": CSV.replace("Lee", "Lie"), "digest": plan["digest"]}
    assert office.post("hr", "/import/apply", other).status_code == 409
    done = office.post("hr", "/import/apply", {**asked, "digest": plan["digest"]})
    assert done.status_code == 200, done.text
    (ann,) = office.get("hr", "/people?q=ann").json()["people"]
    assert ann["employee_number"] == "7001"
    assert office.ledger("import")[0]["by"] == office.id("hr")


def test_bad_rows_are_told_with_their_mend_and_not_imported(office: Office) -> None:
    text = CSV + "7001,Bob,Ray,bob@example.org\n"
    asked = {"type": "person", "format": "csv", "text": text, "source": "hr", "complete": False}
    plan = office.post("hr", "/import/plan", asked).json()
    assert {p["kind"] for p in plan["problems"]} == {"duplicate_key"}
    assert all(p["mend"] for p in plan["problems"])
    told = office.post("hr", "/import/apply", {**asked, "digest": plan["digest"]})
    assert told.status_code == 409
    assert office.get("hr", "/people?q=ann").json()["people"] == []


def test_systems_are_shown_without_their_settings(office: Office) -> None:
    hidden = {"password_secret": "env:LDAP_PASSWORD", "url": "ldap://10.1.2.3"}
    system = System(name="directory", kind="ldap", aliases=("AD",), settings=hidden)
    office.steersman.declared = Systems(systems=(system,))
    told = office.get("technician", "/systems")
    (shown,) = told.json()["systems"]
    assert shown["capabilities"] == ["account.disable"]
    assert "10.1.2.3" not in told.text
    assert "LDAP_PASSWORD" not in told.text
    assert office.post("security", "/systems/check", {"name": "nope"}).status_code == 404
    assert office.post("security", "/systems/check", {}).json() == {"systems": []}


def test_the_ledger_is_read_in_pages_verified_and_exported(each_office: Office) -> None:
    office = each_office
    number = office.leaver()
    first = office.get("auditor", "/ledger?limit=1").json()
    assert first["entries"][0]["key"] == f"{number}#1/decision"
    rest = office.get("auditor", f"/ledger?after={first['after']}").json()["entries"]
    assert [each["kind"] for each in rest] == ["end"]
    assert office.get("auditor", f"/ledger?work={number}&kind=end").json()["entries"] == rest
    text = office.get("auditor", "/ledger/checkpoint").text
    assert text.startswith("steersman/ledger\n2\n")
    whole = office.post("auditor", "/ledger/verify", {"held": text}).json()
    assert (whole["whole"], whole["entries"]) == (True, 2)
    lines = office.get("auditor", "/ledger/export").text.splitlines()
    assert [json.loads(line)["metadata"]["sequence"] for line in lines] == [1, 2]


def test_verification_names_a_checkpoint_that_is_not_ours(office: Office) -> None:
    told = office.post("auditor", "/ledger/verify", {"held": "steersman/ledger\n9\nx\n"}).json()
    assert told["whole"] is False
    assert "not one that" in told["fault"]


def test_an_empty_ledger_has_no_checkpoint(office: Office) -> None:
    assert office.get("auditor", "/ledger/checkpoint").status_code == 404


def test_a_bad_policy_is_refused_and_the_old_ones_stay(office: Office) -> None:
    before = office.get("auditor", "/policies").json()
    bad = office.steersman.policies.folder / "99-bad.cedar"
    bad.write_text("permit(")
    assert office.post("administrator", "/policies/reload").status_code == 409
    assert office.get("auditor", "/policies").json()["files"] == before["files"]
    bad.unlink()
    told = office.post("administrator", "/policies/reload").json()
    assert told["files"] == before["files"]
    assert office.ledger("policies-reloaded")[0]["by"] == office.id("administrator")


def test_limits_are_those_in_force(office: Office) -> None:
    assert office.get("auditor", "/limits").json()["default"]["people_per_hour"] == 10
    office.steersman.settings.limits_file.write_text("[default]\npeople_per_hour = 4\n")
    assert office.get("auditor", "/limits").json()["default"]["people_per_hour"] == 4


def test_a_token_is_made_for_whom_it_names_and_its_making_is_on_record(office: Office) -> None:
    asked = {"person": "technician@example.org", "name": "desk", "scopes": ["read"], "days": 1}
    made = office.post("administrator", "/tokens", asked).json()
    headers = {"Authorization": f"Bearer {made['token']}"}
    told = office.ask("", "GET", "/me", headers=headers).json()
    assert (told["id"], told["scopes"]) == (office.id("technician"), ["read"])
    (entry,) = office.ledger("token-made")
    assert entry["by"] == office.id("administrator")
    assert made["token"] not in str(entry)
    listed = office.get("administrator", f"/tokens?person={office.id('technician')}").json()
    assert [each["id"] for each in listed["tokens"]] == [made["id"]]


class Feed:
    """An HR feed that keeps what it was given and refuses one signature."""

    def __init__(self) -> None:
        self.taken: list[bytes] = []

    def receive(self, headers: object, body: bytes) -> object:
        assert isinstance(headers, dict)
        if headers.get("x-bamboohr-signature") != "right":
            raise Refused(401, "the signature is wrong: enter the private key")
        self.taken.append(body)
        return object()


def test_a_webhook_is_handed_on_byte_for_byte_and_needs_no_token(office: Office) -> None:
    feed = Feed()
    office.steersman.feeds = {"hr": feed}
    url, body = f"{V1}/hr/hr/webhook", b'{ "type" :"employee.updated"}'
    signed = {"X-BambooHR-Signature": "right"}
    assert office.http.post(url, content=body, headers=signed).status_code == 200
    told = office.http.post(url, content=body, headers={"X-BambooHR-Signature": "wrong"})
    assert told.status_code == 401
    assert told.json()["error"]["mend"] == "enter the private key"
    assert feed.taken == [body]
    assert office.http.post(f"{V1}/hr/other/webhook", content=body).status_code == 404


def test_health_names_failing_jobs_without_their_details(office: Office) -> None:
    def fails() -> None:
        raise Permanent("the password hunter2 of 10.1.2.3 is wrong")

    office.steersman.ticker.add("poll hr", 0.0, fails)
    office.steersman.ticker.tick()
    told = office.http.get("/healthz")
    assert told.json()["faults"] == {"poll hr": "Permanent"}
    assert "hunter2" not in told.text


def test_a_request_in_plain_words_is_understood_or_asked_back(office: Office) -> None:
    told = office.post("hr", "/requests", {"text": "Jane Doe is leaving"})
    assert told.status_code in (201, 409), told.text
    assert office.post("hr", "/requests", {"text": " "}).status_code == 422
    assert leaver(office.id("jane")).procedure == "leaver"
