"""On call by the API: who is now and next, who may change what, pages and their story."""

from __future__ import annotations

from typing import Any

import pytest

from steersman.domain.people import OrgUnit
from steersman.domain.sources import Fields
from steersman.records.organisation import OrgUnits
from tests.governor.company import HR
from tests.web.office import Office

DAY = 86400.0
LAYER = {"name": "days", "begins": "2026-01-05T09:00", "every": 1, "unit": "week"}


def schedule(office: Office, *who: str, **more: Any) -> dict[str, Any]:
    people = [office.id(one) for one in who]
    body = {"name": "Web", "time_zone": "Europe/Berlin", "layers": [{**LAYER, "people": people}]}
    told = office.post("administrator", "/on-call/schedules", {**body, **more})
    assert told.status_code == 201, told.text
    found: dict[str, Any] = told.json()
    return found


def policy(office: Office, schedule_id: str, **more: Any) -> dict[str, Any]:
    body = {"name": "Web down", "template": "standard", "schedule": schedule_id, **more}
    told = office.post("administrator", "/on-call/policies", body)
    assert told.status_code == 201, told.text
    found: dict[str, Any] = told.json()
    return found


def test_everybody_sees_who_is_on_call_now_and_next_by_name(office: Office) -> None:
    schedule(office, "technician", "employee")
    told = office.get("stranger", "/on-call").json()
    (web,) = told["schedules"]
    now, following = web["now"]["people"], web["next"]["people"]
    assert {*now, *following} == {office.id("technician"), office.id("employee")}
    assert told["names"][now[0]] in ("Technician Test", "Employee Test")
    assert web["warnings"] == []
    shown = office.get("stranger", "/on-call/schedules/Web", params={"days": 28}).json()
    assert len(shown["final"]) in (4, 5)
    assert shown["turns"][0]["name"] == "days"


def test_a_gap_and_somebody_who_has_left_are_warned_about(office: Office) -> None:
    weekdays = {"opens": "09:00", "closes": "17:00", "days": [0, 1, 2, 3, 4]}
    layer = {**LAYER, "people": [office.id("jane")], "hours": [weekdays]}
    schedule(office, layers=[layer])
    kinds = {w["kind"] for w in office.get("hr", "/on-call").json()["schedules"][0]["warnings"]}
    assert kinds == {"gap"}
    office.company.leaves(office.steersman, office.id("jane"))
    kinds = {w["kind"] for w in office.get("hr", "/on-call").json()["schedules"][0]["warnings"]}
    assert kinds == {"gap", "absent"}


def test_the_lead_changes_it_and_nobody_overwrites_a_change(office: Office) -> None:
    made = schedule(office, "technician", lead=office.id("employee"))
    layers = [{**LAYER, "people": [office.id("technician"), office.id("hr")]}]
    body = {"name": "Web", "time_zone": "UTC", "layers": layers, "lead": office.id("employee")}
    path = f"/on-call/schedules/{made['id']}"
    assert office.ask("stranger", "PUT", path, {**body, "revision": 1}).status_code == 403
    assert office.ask("technician", "PUT", path, {**body, "revision": 1}).status_code == 403
    assert office.ask("employee", "PUT", path, {**body, "revision": 1}).status_code == 200
    stale = office.ask("employee", "PUT", path, {**body, "revision": 1})
    assert (stale.status_code, "changed meanwhile" in stale.text) == (409, True)
    taken = office.ask("employee", "PUT", path, {**body, "revision": 2, "lead": ""})
    assert taken.status_code == 403, "who leads it is not the lead's to say"
    (entry,) = office.ledger("on-call-schedule-changed")
    assert entry["by"] == office.id("employee")
    assert entry["before"]["time_zone"] == "Europe/Berlin"


def test_the_head_of_the_team_may_change_its_schedule(office: Office) -> None:
    units = OrgUnits(office.steersman.store, office.steersman.clock)
    unit: OrgUnit = units.add(
        {"code": "ops", "head": office.id("stranger")}, by="system:test", source=HR
    )
    made = schedule(office, "technician", team=unit.id)
    body = {"name": "Web", "time_zone": "UTC", "team": unit.id, "revision": 1}
    told = office.ask("stranger", "PUT", f"/on-call/schedules/{made['id']}", body)
    assert told.status_code == 200, told.text


def test_who_is_in_the_schedule_covers_for_others_and_a_stranger_does_not(office: Office) -> None:
    made = schedule(office, "technician", "employee")
    now = office.steersman.clock.now()
    body = {"person": office.id("employee"), "starts": now, "ends": now + 3600, "reason": "doctor"}
    path = f"/on-call/schedules/{made['id']}/overrides"
    assert office.post("stranger", path, body).status_code == 403
    told = office.post("technician", path, body)
    assert told.status_code == 201, told.text
    (web,) = office.get("hr", "/on-call").json()["schedules"]
    assert web["now"]["people"] == [office.id("employee")]
    gone = office.ask("employee", "DELETE", f"/on-call/overrides/{told.json()['id']}")
    assert gone.status_code == 200, gone.text
    assert office.ledger("on-call-override-added")[0]["by"] == office.id("technician")


@pytest.mark.parametrize(
    ("times", "named"),
    [((0, -5), "ends after"), ((-7200, -3600), "is over"), ((0, 400 * DAY), "a year")],
)
def test_an_override_that_cannot_be_is_refused(
    office: Office, times: tuple[float, float], named: str
) -> None:
    made, now = schedule(office, "technician"), office.steersman.clock.now()
    body = {"person": office.id("hr"), "starts": now + times[0], "ends": now + times[1]}
    told = office.post("administrator", f"/on-call/schedules/{made['id']}/overrides", body)
    assert (told.status_code in (404, 409), named in told.text) == (True, True), told.text


def test_a_schedule_that_a_policy_asks_is_not_removed(office: Office) -> None:
    made = schedule(office, "technician")
    kept = policy(office, made["id"])
    path = f"/on-call/schedules/{made['id']}"
    assert office.ask("administrator", "DELETE", path).status_code == 409
    assert office.ask("technician", "DELETE", path).status_code == 403
    refused = office.ask("technician", "DELETE", f"/on-call/policies/{kept['id']}")
    assert refused.status_code == 403
    gone = office.ask("administrator", "DELETE", f"/on-call/policies/{kept['id']}")
    assert gone.status_code == 200
    assert office.ask("administrator", "DELETE", path).status_code == 200


def test_nobody_but_an_administrator_chooses_where_the_server_calls(office: Office) -> None:
    made = schedule(office, "technician")
    kept = policy(office, made["id"], lead=office.id("employee"))
    steps = [{"kind": "person", "target": office.id("hr"), "wait": 5}]
    body = {"name": "Web down", "lead": office.id("employee"), "steps": steps, "revision": 1}
    path = f"/on-call/policies/{kept['id']}"
    assert office.ask("employee", "PUT", path, body).status_code == 200
    steps.append({"kind": "webhook", "target": "http://10.0.0.1/", "wait": 0})
    assert office.ask("employee", "PUT", path, {**body, "revision": 2}).status_code == 403
    hook = {"kind": "webhook", "address": "http://10.0.0.1/"}
    assert office.post("employee", "/on-call/contacts", hook).status_code == 403
    mailbox = {"kind": "mail", "address": "me@example.org"}
    assert office.post("employee", "/on-call/contacts", mailbox).status_code == 201
    others = {**mailbox, "person": office.id("hr")}
    assert office.post("employee", "/on-call/contacts", others).status_code == 403
    assert office.post("administrator", "/on-call/contacts", {**hook, **others}).status_code == 201


def test_a_page_is_told_acknowledged_and_has_a_post_mortem(office: Office) -> None:
    made = schedule(office, "employee")
    kept = policy(office, made["id"])
    body = {"policy": kept["id"], "title": "Shop is down", "subject": "shop"}
    assert office.post("employee", "/on-call/pages", body).status_code == 403
    page = office.post("technician", "/on-call/pages", body).json()
    path = f"/on-call/pages/{page['id']}"
    assert office.get("employee", path).status_code == 404, "not paged yet"
    office.steersman.paging.move()
    shown = office.get("employee", path).json()
    delivery = shown["deliveries"][0]
    assert (delivery["person"], delivery["state"]) == (office.id("employee"), "failed")
    assert "no mail server" in delivery["detail"]
    assert office.get("hr", path).status_code == 404
    done = office.post("employee", f"{path}/acknowledge").json()
    assert (done["state"], done["acknowledged_by"]) == ("acknowledged", office.id("employee"))
    note = {"subject": "shop", "kind": "cause", "text": "the disk was full <b>"}
    assert office.post("employee", "/on-call/timeline", note).status_code == 201
    assert office.post("hr", "/on-call/timeline", note).status_code == 404
    assert office.post("technician", f"{path}/resolve", {"note": "freed"}).status_code == 200
    text = office.get("employee", "/on-call/post-mortem", params={"subject": "shop"}).text
    assert "acknowledged after 0 min 0 s by Employee Test" in text
    assert "the disk was full \\<b\\>" in text
    assert "Impact: not recorded." in text
    assert "Root cause: not recorded" not in text
    story = office.get("technician", "/on-call/timeline", params={"subject": "shop"}).json()
    kinds = [each["kind"] for each in story["timeline"]]
    assert kinds[0] == "paged"
    assert kinds[-1] == "resolved"


def test_the_post_mortem_of_a_situation_tells_its_own_story(office: Office) -> None:
    told = [{"name": "DiskFull", "host": "web-1", "severity": "critical", "status": "firing"}]
    assert office.post("administrator", "/alerts/events", told).status_code < 300
    office.steersman.situating.work()
    (one,) = office.get("technician", "/situations").json()["situations"]
    subject = {"subject": one["number"]}
    text = office.get("technician", "/on-call/post-mortem", params=subject).text
    assert "Opened by DiskFull on web" in text
    assert "Root cause: not recorded." in text
    assert "Was anybody told, and how?" in text
    assert office.get("employee", "/on-call/post-mortem", params=subject).status_code == 404


def test_quiet_hours_and_contacts_are_ones_own(office: Office) -> None:
    body = {"opens": "22:00", "closes": "07:00", "time_zone": "Europe/Berlin"}
    assert office.ask("hr", "PUT", "/on-call/contacts/quiet-hours", body).status_code == 200
    mine = office.get("hr", "/on-call/contacts").json()
    assert mine["quiet"]["opens"] == "22:00"
    assert mine["methods"][0]["label"] == "mail to hr@example.org"
    other = {"person": office.id("hr")}
    assert office.get("employee", "/on-call/contacts", params=other).status_code == 403
    assert office.get("administrator", "/on-call/contacts", params=other).status_code == 200
    made = office.post("hr", "/on-call/contacts", {"kind": "mail", "address": "h@example.org"})
    path = f"/on-call/contacts/{made.json()['id']}"
    assert office.ask("employee", "DELETE", path).status_code == 403
    assert office.post("hr", f"{path}/first").status_code == 200
    assert office.ask("hr", "DELETE", path).status_code == 200
    gone = office.ask("hr", "DELETE", "/on-call/contacts/quiet-hours/mine")
    assert gone.json()["quiet"] is None


def test_imported_shifts_are_seen_as_they_are_and_taken_up_by_a_schedule(office: Office) -> None:
    steersman = office.steersman
    now = steersman.clock.now()
    row: Fields = {"service": "shop", "person": office.id("hr")}
    row = {**row, "starts": now - 1, "ends": now + DAY}
    steersman.on_call.add(row, by="system:test", source=HR)
    (only,) = office.get("stranger", "/on-call").json()["schedules"]
    assert (only["id"], only["now"]["people"]) == ("shifts:shop", [office.id("hr")])
    fixed = office.post("administrator", "/on-call/schedules/shifts:shop/overrides", {
        "person": office.id("hr"), "starts": now, "ends": now + 1})  # fmt: skip
    assert fixed.status_code == 409
    schedule(office, "technician", service="shop")
    (web,) = office.get("stranger", "/on-call").json()["schedules"]
    assert (web["now"]["people"], web["now"]["by"]) == ([office.id("hr")], "imported")


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ({"time_zone": "Mars"}, "time zone"),
        ({"layers": [{"name": "a"}]}, "begins"),
        ({"layers": [{**LAYER, "people": ["per_nobody"]}]}, "no person"),
        ({"layers": [{**LAYER, "people": []}]}, "1 to 100 people"),
        ({"team": "org_none"}, "org unit"),
        ({"needed": [{"opens": "9", "closes": "17:00"}]}, "time of day"),
    ],
)
def test_a_schedule_that_cannot_be_is_refused_by_name(
    office: Office, change: dict[str, Any], named: str
) -> None:
    body = {"name": "Web", "time_zone": "UTC", **change}
    told = office.post("administrator", "/on-call/schedules", body)
    assert (told.status_code in (404, 409), named in told.text) == (True, True), told.text
