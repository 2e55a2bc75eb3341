"""Bulk edits, saved views and the lists of what was done, over the API."""

from __future__ import annotations

from typing import Any

import pytest

from steersman.domain.permissions import Rule
from tests.web.api.test_ci import stock
from tests.web.office import Office

ROME = {"location": "Rome"}


def edit(office: Office, who: str, asked: dict[str, Any]) -> Any:
    plan = office.post(who, "/ci/edit/plan", asked)
    assert plan.status_code == 200, plan.text
    body = {**asked, "digest": plan.json()["digest"], "reason": "they moved"}
    done = office.post(who, "/ci/edit/apply", body)
    assert done.status_code == 200, done.text
    return done.json()


def test_what_fits_is_edited_and_taken_back(each_office: Office) -> None:
    office = each_office
    ids = stock(office)
    fitting = {"class": "server", "where": ["serial:S1"]}
    done = edit(office, "technician", {"fitting": fitting, "values": ROME})
    assert [each["item"] for each in done["edited"]] == [ids["web-1"]]
    assert [each["reason"] for each in office.ledger("ci-edited")] == ["they moved"]
    (told,) = office.get("auditor", "/ci/edits").json()["edits"]
    assert (told["id"], told["by"]) == (done["edit"], office.id("technician"))
    back = office.post("technician", f"/ci/edits/{done['edit']}/undo").json()
    assert (back["items"], back["stays"]) == (1, [])
    again = office.post("technician", f"/ci/edits/{done['edit']}/undo")
    assert again.status_code == 404
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 0


def test_an_edit_that_would_do_other_things_by_now_is_refused(office: Office) -> None:
    ids = stock(office)
    asked = {"ids": list(ids.values()), "values": ROME}
    plan = office.post("technician", "/ci/edit/plan", asked).json()
    office.post("technician", "/ci/change", {"ids": [ids["db-1"]], "values": {"location": "x"}})
    told = office.post("technician", "/ci/edit/apply", {**asked, "digest": plan["digest"]})
    assert told.status_code == 409
    assert "nothing was written" in told.json()["error"]["message"]
    assert office.ledger("ci-edited") == []


def test_each_item_of_an_edit_is_decided_by_the_rules(office: Office) -> None:
    ids = stock(office)
    rule = Rule(
        name="own-items",
        roles=("employee",),
        object_types=("configuration_item",),
        actions=("change",),
        constraints={"owner": "$user.id"},
    )
    office.steersman.permissions.keep(rule, by="system:test")
    plan = office.post("stranger", "/ci/edit/plan", {"ids": list(ids.values()), "values": ROME})
    told = plan.json()
    assert [each["item"] for each in told["edited"]] == [ids["db-1"]]
    assert [(each["name"], each["why"]) for each in told["refused"]] == [
        (ids["web-1"], "there is no such item that you may see")
    ]


@pytest.mark.parametrize(
    "asked",
    [
        {"values": ROME},
        {"values": {}, "ids": ["a"]},
        {"values": ROME, "ids": ["a"], "fitting": {}},
        {"values": ROME, "fitting": {}},
        {"values": ROME, "fitting": {"class": "spaceship"}},
        {"values": ROME, "fitting": {"q": "no such thing"}},
        {"values": ROME, "fitting": {"check": "beauty"}},
        {"values": ROME, "ids": ["x"] * 1001},
    ],
)
def test_an_edit_that_makes_no_sense_is_refused_with_the_mend(
    office: Office, asked: dict[str, Any]
) -> None:
    told = office.post("technician", "/ci/edit/plan", asked)
    assert told.status_code == 422
    assert told.json()["error"]["mend"]


def test_a_life_cycle_is_not_turned_back_by_a_change_either(office: Office) -> None:
    ids = [stock(office)["web-1"]]
    for values, status in (
        ({"life_cycle_stage": "design"}, 409),
        ({"life_cycle_status": "disposed"}, 200),
        ({"life_cycle_status": "in_use"}, 409),
        ({"life_cycle_status": "retired"}, 200),
        ({"life_cycle_status": "in_use"}, 200),
    ):
        told = office.post("technician", "/ci/change", {"ids": ids, "values": values})
        assert told.status_code == status, (values, told.text)


def test_items_are_listed_by_what_they_fail_where_they_come_from_and_in_another_order(
    office: Office,
) -> None:
    stock(office)
    office.post("technician", "/ci", {"values": {"ci_class": "team", "name": "a-team"}})

    def names(query: str) -> list[str]:
        told = office.get("technician", f"/ci?{query}")
        assert told.status_code == 200, told.text
        return [each["name"] for each in told.json()["items"]]

    assert names("source=inventory") == ["db-1", "web-1"]
    assert names("source=console") == ["a-team"]
    assert names("sort=-name") == ["web-1", "db-1", "a-team"]
    assert names("sort=class") == ["db-1", "web-1", "a-team"]
    assert "web-1" in names("check=missing_recommended")
    assert set(names("check=completeness")) >= set(names("check=missing_recommended"))
    pages: list[str] = []
    after = ""
    while len(pages) < 3:
        page = office.get("technician", f"/ci?sort=-class&limit=1{after}").json()
        pages += [each["name"] for each in page["items"]]
        after = f"&after={page['after']}"
    assert pages == ["a-team", "web-1", "db-1"]
    for query in ("check=beauty", "sort=colour"):
        assert office.get("technician", f"/ci?{query}").status_code == 422


def test_who_sees_some_fields_asks_by_these_alone(office: Office) -> None:
    ids = stock(office)
    rule = Rule(
        name="names-only",
        roles=("hr",),
        object_types=("configuration_item",),
        actions=("view", "change"),
        constraints={},
        fields=("name",),
    )
    office.steersman.permissions.keep(rule, by="system:test")
    for query in ("check=stale", "source=inventory", "sort=criticality"):
        assert office.get("hr", f"/ci?{query}").status_code == 422, query
    assert office.get("hr", "/ci?sort=-name").status_code == 200
    hidden = office.post("hr", "/ci/edit/plan", {"ids": list(ids.values()), "values": ROME})
    assert hidden.status_code == 403, "what stood there before would be told"


def test_a_view_is_kept_shared_with_a_role_and_forgotten(each_office: Office) -> None:
    office = each_office
    body = {"name": "Prod", "filter": "where=environment:production", "role": "technician"}
    assert office.post("technician", "/ci/views", body).status_code == 201
    refused = office.post("technician", "/ci/views", {**body, "role": "auditor"})
    assert refused.json()["error"]["rule"] == "configuration_item.configure"
    assert office.post("technician", "/ci/views", {**body, "role": "king"}).status_code == 422
    assert office.post("administrator", "/ci/views", {**body, "role": "auditor"}).is_success

    def names(who: str) -> list[tuple[str, str]]:
        views = office.get(who, "/ci/views").json()["views"]
        return [(each["name"], each["role"]) for each in views]

    assert names("technician") == [("Prod", "technician")]
    assert names("auditor") == [("Prod", "auditor")]
    assert names("employee") == []
    owner = office.id("technician")
    path = f"/ci/views/Prod?owner={owner}"
    assert office.ask("auditor", "DELETE", path).status_code == 403
    assert office.ask("administrator", "DELETE", path).status_code == 200
    assert names("technician") == []
    assert office.ask("administrator", "DELETE", path).status_code == 404
    assert office.ask("technician", "DELETE", "/ci/views/Prod").status_code == 404


def test_nobody_removes_a_view_that_somebody_keeps_for_themselves(office: Office) -> None:
    office.post("technician", "/ci/views", {"name": "Mine"})
    path = f"/ci/views/Mine?owner={office.id('technician')}"
    assert office.ask("administrator", "DELETE", path).status_code == 404
    assert len(office.get("technician", "/ci/views").json()["views"]) == 1


def test_the_last_count_is_taken_while_it_is_young_enough(each_office: Office) -> None:
    office = each_office
    stock(office)
    first = office.get("technician", "/ci/quality?max_age=60").json()
    office.post("technician", "/ci", {"values": {"ci_class": "team", "name": "a-team"}})
    assert office.get("technician", "/ci/quality?max_age=60").json() == first
    assert first["overall"]["items"] == 2
    now = office.get("technician", "/ci/quality").json()
    assert now["overall"]["items"] == 3
    assert now["counted_at"] >= first["counted_at"]
    assert office.get("stranger", "/ci/quality?max_age=60").json()["overall"]["items"] == 1, (
        "nobody is told a count of what they may not see"
    )
    (stale,) = [each for each in now["checks"] if each["check"] == "stale"]
    assert stale["failing"] == 0


def test_merges_rules_and_attributes_are_listed(office: Office) -> None:
    ids = stock(office)
    made = office.post("technician", "/ci/merge", {"kept": ids["web-1"], "gone": ids["db-1"]})
    (told,) = office.get("technician", "/ci/merges").json()["merges"]
    assert (told["id"], told["name"]) == (made.json()["merge"], "db-1")
    assert office.get("employee", "/ci/merges").json() == {"merges": []}
    rule = {"name": "os", "fields": ["os"], "sources": ["discovery", "inventory"]}
    assert office.post("administrator", "/ci/reconciliation-rules", rule).status_code == 201
    (kept,) = office.get("technician", "/ci/reconciliation-rules").json()["rules"]
    assert (kept["name"], kept["sources"]) == ("os", ["discovery", "inventory"])
    for status in (200, 404):
        gone = office.ask("administrator", "DELETE", "/ci/reconciliation-rules/os")
        assert gone.status_code == status
    body = {"ci_class": "server", "name": "colour", "title": "Colour"}
    assert office.post("administrator", "/ci/attributes", body).status_code == 201
    (added,) = office.get("technician", "/ci/attributes").json()["attributes"]
    assert (added["class"], added["name"]) == ("server", "colour")
