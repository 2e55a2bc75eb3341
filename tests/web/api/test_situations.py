"""Live situations over the API: seen, acknowledged, resolved, judged; and what is held back."""

from __future__ import annotations

from typing import Any

from tests.web.office import Office

CRITICAL = {"name": "InstanceDown", "host": "web-1", "severity": "critical", "text": "no answer"}


def report(office: Office, *alerts: dict[str, Any]) -> None:
    told = office.post("administrator", "/alerts/events", list(alerts or [CRITICAL]))
    assert told.status_code == 200, told.text
    office.steersman.situating.work()


def number_of(office: Office) -> str:
    (row,) = office.get("technician", "/situations").json()["situations"]
    return str(row["number"])


def test_a_critical_alert_is_a_situation_that_everybody_concerned_sees(office: Office) -> None:
    report(office)
    body = office.get("technician", "/situations").json()
    (row,) = body["situations"]
    assert (row["title"], row["state"], row["alerts"]) == ("InstanceDown on web-1", "open", 1)
    assert body["behind"] == {"events": 0, "since": None}

    one = office.get("approver", f"/situations/{row['number']}").json()
    assert [each["kind"] for each in one["timeline"]] == ["opened", "told"]
    assert [each["name"] for each in one["members"]] == ["InstanceDown"]
    assert one["causes"][0]["name"] == "web-1"
    work = office.get("technician", f"/work/{row['number']}").json()
    assert work["kind"] == "incident"


def test_it_is_acknowledged_and_resolved_in_the_name_of_who_did(office: Office) -> None:
    report(office)
    number, me = number_of(office), office.id("technician")
    told = office.post("technician", f"/situations/{number}/acknowledge", {"note": "on it"})
    assert (told.json()["state"], told.json()["owner"]) == ("acknowledged", me)
    again = office.post("technician", f"/situations/{number}/acknowledge", {})
    assert again.status_code == 409
    done = office.post("technician", f"/situations/{number}/resolve", {"reason": "restarted"})
    assert (done.json()["state"], done.json()["resolved_by"]) == ("resolved", me)
    assert office.get("technician", "/situations").json()["situations"] == []

    (kept,) = office.ledger("situation-resolved")
    assert (kept["by"], kept["about"], kept["reason"]) == (me, number, "restarted")
    assert office.post("technician", f"/situations/{number}/resolve", {}).status_code == 422


def test_a_silence_holds_back_and_says_how_much(office: Office) -> None:
    silence = {"matchers": ["host=web-1"], "why": "disk swap", "minutes": 60}
    made = office.post("technician", "/silences", silence)
    assert made.status_code == 201, made.text
    report(office)
    assert office.get("technician", "/situations").json()["total"] == 0

    (row,) = office.get("approver", "/silences").json()["silences"]
    assert (row["held"], row["by"]) == (1, office.id("technician"))
    (held,) = office.get("approver", f"/silences/{row['id']}").json()["alerts"]
    assert held["name"] == "InstanceDown"
    (kept,) = office.ledger("silence-added")
    assert kept["why"] == "disk swap"


def test_what_fires_still_when_its_silence_ends_is_told(office: Office) -> None:
    silence = {"matchers": ["host=web-1"], "why": "disk swap", "minutes": 60}
    id = office.post("technician", "/silences", silence).json()["id"]
    report(office)
    assert office.ask("technician", "DELETE", f"/silences/{id}").status_code == 200
    office.steersman.situating.wake()
    office.steersman.situating.work()
    assert office.get("technician", "/situations").json()["total"] == 1


def test_silences_that_are_wrong_are_refused_with_the_mend(office: Office) -> None:
    for body, word in (
        ({"matchers": ["host=~.*"], "why": "x", "minutes": 5}, "every alert"),
        ({"matchers": ["nonsense"], "why": "x", "minutes": 5}, "no matcher"),
        ({"matchers": ["host=~(a+)+"], "why": "x", "minutes": 5}, "cannot be used"),
        ({"matchers": ["host=a"], "why": "x", "since": 10.0, "until": 5.0}, "swap"),
        ({"matchers": ["host=a"], "why": "x", "since": 10.0, "until": 50.0}, "over already"),
        ({"matchers": ["host=a"], "why": "x"}, "until or minutes"),
    ):
        told = office.post("technician", "/silences", body)
        assert told.status_code in (409, 422), told.text
        assert word in told.text
        assert told.json()["error"]["mend"]


def test_maintenance_covers_what_depends_on_the_item(office: Office) -> None:
    made = [
        office.post("administrator", "/ci", {"values": {"ci_class": kind, "name": name}}).json()
        for kind, name in (("application_service", "payroll"), ("server", "db-1"))
    ]
    service, server = (each["item"]["id"] for each in made)
    relation = {"parent": service, "type": "runs_on", "child": server}
    assert office.post("administrator", "/ci/relations", relation).status_code in (200, 201)
    window = {"items": [server], "why": "patching", "minutes": 30, "every": "week"}
    assert office.post("technician", "/maintenance", window).status_code == 201
    alerts = [{**CRITICAL, "host": host} for host in ("db-1", "payroll", "web-9")]
    report(office, *alerts)

    rows = office.get("technician", "/situations").json()["situations"]
    assert [row["hosts"] for row in rows] == [["web-9"]]
    (kept,) = office.get("technician", "/silences", params={"kind": "maintenance"}).json()[
        "silences"
    ]
    assert kept["held"] == 2


def test_a_rule_of_inhibition_holds_back_what_only_follows(office: Office) -> None:
    rule = {
        "source": ["alertname=SwitchDown"],
        "target": ["alertname=InstanceDown"],
        "equal": ["rack"],
        "why": "no network, no host",
    }
    made = office.post("technician", "/inhibitions", rule)
    assert made.status_code == 201, made.text
    switch = {"name": "SwitchDown", "host": "sw-1", "severity": "critical", "tags": {"rack": "a"}}
    report(office, switch)
    report(office, {**CRITICAL, "tags": {"rack": "a"}}, {**CRITICAL, "tags": {"rack": "b"}})
    rows = office.get("technician", "/situations").json()["situations"]
    assert sorted(row["title"] for row in rows) == ["InstanceDown on web-1", "SwitchDown on sw-1"]
    (kept,) = office.get("approver", "/inhibitions").json()["inhibitions"]
    assert kept["held"] == 1
    path = f"/inhibitions/{kept['id']}"
    assert office.ask("technician", "DELETE", path).status_code == 200
    assert office.ask("technician", "DELETE", path).status_code == 409


def test_a_rule_that_is_judged_noise_is_muted_by_itself_with_the_evidence(office: Office) -> None:
    for n in range(5):
        report(office, {**CRITICAL, "host": f"web-{n}"})
        (row,) = office.get("technician", "/situations").json()["situations"]
        told = office.post("technician", f"/situations/{row['number']}/feedback", {"useful": False})
        assert told.json()["muted"] == (["InstanceDown"] if n == 4 else [])
        office.post("technician", f"/situations/{row['number']}/resolve", {"reason": "noise"})
    (mute,) = office.get("technician", "/silences").json()["silences"]
    assert (mute["kind"], mute["by"]) == ("noise", "system:situations")
    assert "5 of 5 situations" in mute["why"]
    assert len(office.ledger("rule-muted")) == 1
    report(office, {**CRITICAL, "host": "web-9"})
    assert office.get("technician", "/situations").json()["total"] == 0


def test_the_noise_report_counts_each_alert_once_and_says_why(office: Office) -> None:
    silence = {"matchers": ["host=web-2"], "why": "known", "minutes": 60}
    office.post("technician", "/silences", silence)
    report(
        office,
        CRITICAL,
        {**CRITICAL, "host": "web-2"},
        {**CRITICAL, "name": "Slow", "severity": "warning"},
        {**CRITICAL, "name": "Slow", "severity": "info", "host": "web-7"},
    )
    body = office.get("auditor", "/situations/noise").json()
    by_rule = {row["name"]: row for row in body["rows"]}
    down, slow = by_rule["InstanceDown"], by_rule["Slow"]
    assert (down["came"], down["told"], down["silence"]) == (2, 1, 1)
    assert (slow["came"], slow["joined"], slow["quiet"]) == (2, 1, 1)
    assert body["total"]["came"] == 4
    assert (body["situations"], body["tellings"]) == (1, 1)
