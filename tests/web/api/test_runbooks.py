"""Runbooks over the API: read, checked, rehearsed, started, and changed by two people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.office import Office
from tests.workflows.runbooks.house import SERVICE, TARGET, TEXT, House

Hosting = tuple[Office, House]
GIVEN = {"params": {"host": "web1", "service": SERVICE}}
OTHER = {"text": TEXT.replace("a moment", "two moments"), "reason": "it is slower here"}
HERE = "/runbooks/start-it"


def found(office: Office, name: str = "start-it") -> dict[str, Any]:
    told = office.get("technician", "/runbooks").json()["runbooks"]
    (line,) = [each for each in told if each["name"] == name]
    return dict(line)


def test_the_list_tells_what_starts_it_and_how_often_it_helped(hosting: Hosting) -> None:
    office, _ = hosting
    line = found(office)
    assert line["trigger"] == "alert ServiceDown* with severity = critical"
    assert (line["risk"], line["version"], line["success_rate"]) == ("medium", "1", None)
    shipped = found(office, "disk-full")
    assert shipped["version"].startswith("shipped-")


def test_one_is_shown_with_its_parameters_and_versions(hosting: Hosting) -> None:
    office, _ = hosting
    told = office.get("technician", HERE).json()
    assert told["text"] == TEXT
    assert [each["name"] for each in told["parameters"]] == ["host", "service"]
    (version,) = told["versions"]
    assert (version["version"], version["in_force"], version["by"]) == ("1", True, "ann")
    assert office.get("technician", "/runbooks/nothing").status_code == 404


def test_a_text_is_checked_line_by_line(hosting: Hosting) -> None:
    office, _ = hosting
    text = TEXT.replace("risk: medium", "risk: none")
    told = office.post("technician", "/runbooks/check", {"text": text}).json()
    (fault,) = told["faults"]
    assert (told["sound"], fault["line"]) == (False, text[: text.index("risk:")].count("\n") + 1)
    assert office.post("technician", "/runbooks/check", {"text": TEXT}).json()["sound"] is True


def test_a_rehearsal_tells_what_was_found_and_writes_nothing(hosting: Hosting) -> None:
    office, house = hosting
    told = office.post("technician", f"{HERE}/rehearse", GIVEN).json()
    assert told["verdict"] == "HOLD"
    (step,) = [each for each in told["steps"] if each["changes"]]
    assert step["changes"][0]["target"] == TARGET
    (reading,) = told["readings"]
    assert (reading["told"], reading["holds"]) == ("state: stopped", True)
    assert house.effects == []
    assert office.get("technician", "/work").json()["work"] == []


def test_a_technician_starts_it_and_somebody_else_approves(hosting: Hosting) -> None:
    office, house = hosting
    answer = office.post("technician", f"{HERE}/start", {**GIVEN, "reason": "the shop is down"})
    number = answer.json()["work"]
    office.run()
    assert office.status(number) == "held", answer.text
    plan = office.get("approver", f"/work/{number}/plan").json()
    assert plan["readings"][0]["told"] == "state: stopped"
    approved = office.post("approver", f"/work/{number}/approve", {"digest": plan["digest"]})
    assert approved.status_code == 200, approved.text
    office.run()
    assert office.status(number) == "done"
    assert house.effects == [f"{TARGET} state=running"]
    line = found(office)
    assert (line["acted"], line["helped"], line["success_rate"]) == (1, 1, 1.0)


def test_the_same_key_again_opens_nothing_more(hosting: Hosting) -> None:
    office, _ = hosting
    twice = [
        office.post("technician", f"{HERE}/start", GIVEN, headers={"Idempotency-Key": "k"}).json()
        for _ in range(2)
    ]
    assert twice[0]["work"] == twice[1]["work"]


@pytest.mark.parametrize(
    ("params", "status", "told"),
    [
        ({"host": "web9", "service": SERVICE}, 409, "no connected system stands for 'web9'"),
        ({"host": "web1", "service": "a;b"}, 409, "is not the name of a service"),
        ({"host": "web1"}, 409, "service: give"),
        ({"host": "web1", "service": SERVICE, "x": "1"}, 409, "takes no x"),
        ({"host": "web1", "service": " "}, 422, "has no value"),
    ],
)
def test_what_does_not_fit_starts_nothing(
    hosting: Hosting, params: dict[str, str], status: int, told: str
) -> None:
    office, _ = hosting
    answer = office.post("technician", f"{HERE}/start", {"params": params})
    assert answer.status_code == status, answer.text
    assert told in answer.json()["error"]["message"]
    assert office.get("technician", "/work").json()["work"] == []


def test_an_alert_fills_the_parameters_and_makes_an_incident(hosting: Hosting) -> None:
    office, _ = hosting
    tags = {"service": SERVICE, "instance": "web1:9100"}
    sent = {"name": "ServiceDown", "host": "web1", "severity": "critical", "tags": tags}
    assert office.post("technician", "/alerts/events", [sent]).json()["new"] == 1
    (alert,) = office.get("technician", "/alerts").json()["alerts"]
    (fits,) = [
        each
        for each in office.get(
            "technician", "/runbooks/for-alert", params={"alert": alert["id"]}
        ).json()["runbooks"]
        if each["name"] == "start-it"
    ]
    assert fits["params"] == {"host": "web1", "service": SERVICE}
    answer = office.post("technician", f"{HERE}/start", {"alert": alert["id"]}).json()
    assert answer["work"].startswith("INC")
    assert answer["params"]["host"] == "web1"


def test_a_new_version_runs_once_somebody_else_has_reviewed_it(hosting: Hosting) -> None:
    office, _ = hosting
    made = office.post("technician", f"{HERE}/versions", OTHER)
    assert (made.status_code, made.json()["id"]) == (201, "start-it@2")
    assert found(office)["version"] == "1"
    assert found(office)["waiting_for_review"] == ["2"]
    own = office.post("technician", f"{HERE}/versions/2/accept")
    assert (own.status_code, own.json()["error"]["rule"]) == (403, "four-eyes")
    assert office.post("security", f"{HERE}/versions/2/accept").json()["state"] == "accepted"
    assert found(office)["version"] == "2"


def test_what_is_not_sound_is_not_taken(hosting: Hosting) -> None:
    office, _ = hosting
    wrong = {"text": TEXT.replace("service.start", "rm.everything"), "reason": "x"}
    answer = office.post("technician", f"{HERE}/versions", wrong)
    assert answer.status_code == 409
    assert "there is no capability rm.everything" in answer.json()["error"]["message"]


def test_a_retired_one_is_not_started(hosting: Hosting) -> None:
    office, _ = hosting
    office.post("administrator", f"{HERE}/retire", {"reason": "replaced"})
    answer = office.post("technician", f"{HERE}/start", GIVEN)
    assert "retired: replaced" in answer.json()["error"]["message"]
    assert office.post("administrator", f"{HERE}/bring-back").json()["state"] == "in force"
