"""Configuration items over the API, on the real core: what is told, to whom, and what is not."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from openpyxl import Workbook

from steersman.domain.permissions import Rule
from tests.web.office import Office

ITEMS = "key,class,name,serial,owner\n1,server,web-1,S1,\n2,server,db-1,S2,{owner}\n"


def bring(office: Office, type: str, text: str, **more: Any) -> Any:
    asked = {"type": type, "format": "csv", "text": text, "source": "inventory", **more}
    planned = office.post("technician", "/ci/import/plan", asked)
    assert planned.status_code == 200, planned.text
    told = planned.json()
    body = {**asked, "digest": told["digest"], "digests": told["digests"], "partial": True}
    done = office.post("technician", "/ci/import/apply", body)
    assert done.status_code == 200, done.text
    return done.json()


def stock(office: Office) -> Mapping[str, str]:
    """Two servers, of which the stranger owns one; name to id."""
    bring(office, "items", ITEMS.format(owner=office.id("stranger")))
    bring(office, "relations", "parent,type,child\n1,depends_on,2\n")
    found = office.get("technician", "/ci").json()["items"]
    return {each["name"]: each["id"] for each in found}


def test_an_import_is_planned_applied_and_written_to_the_ledger(each_office: Office) -> None:
    office = each_office
    stock(office)
    page = office.get("auditor", "/ci").json()
    assert (page["total"], [each["name"] for each in page["items"]]) == (2, ["db-1", "web-1"])
    told = office.ledger("import")
    assert [(each["created"], each["by"]) for each in told] == [
        (2, office.id("technician")),
        (1, office.id("technician")),
    ]


def test_an_import_that_would_do_other_things_by_now_is_refused(office: Office) -> None:
    stock(office)
    asked = {"type": "items", "format": "csv", "source": "inventory"}
    asked["text"] = ITEMS.format(owner=office.id("stranger")).replace("S1", "S9")
    plan = office.post("technician", "/ci/import/plan", asked).json()
    body = {**asked, "digest": plan["digest"], "digests": plan["digests"]}
    other = {**body, "text": asked["text"].replace("S9", "S8")}
    for changed in (other, {**body, "digest": "0" * 64}, {**body, "digests": []}):
        told = office.post("technician", "/ci/import/apply", changed)
        assert told.status_code in (409, 422), told.text
        assert "plan the import again" in told.json()["error"]["message"]
    assert office.get("technician", "/ci?where=serial:S1").json()["total"] == 1


def test_bad_rows_are_told_with_line_value_and_mend(office: Office) -> None:
    asked = {"type": "items", "format": "csv", "source": "x", "text": "class,name\nserverr,web\n"}
    (problem,) = office.post("technician", "/ci/import/plan", asked).json()["problems"]
    assert (problem["line"], problem["value"]) == (2, "serverr")
    assert "did you mean server?" in problem["message"]


def test_a_file_is_brought_in_parts_and_only_by_who_began_it(office: Office) -> None:
    made = office.post("technician", "/ci/files").json()["file"]
    text = ITEMS.format(owner="").encode()
    for at in range(0, len(text), 20):
        sent = office.ask(
            "technician", "PUT", f"/ci/files/{made}?at={at}", content=text[at : at + 20]
        )
        assert sent.json()["size"] == min(at + 20, len(text))
    asked = {"type": "items", "format": "csv", "source": "x", "file": made}
    assert office.post("technician", "/ci/import/plan", asked).json()["counts"]["created"] == 2
    assert office.post("administrator", "/ci/import/plan", asked).status_code == 404
    gap = office.ask("technician", "PUT", f"/ci/files/{made}?at=9999", content=b"x")
    assert gap.status_code == 409
    assert office.ask("technician", "DELETE", f"/ci/files/{made}").status_code == 200
    assert office.post("technician", "/ci/import/plan", asked).status_code == 404


@pytest.mark.parametrize("file", ["../../records.db", "fil_..%2f..", "fil_" + "0" * 31 + "/"])
def test_a_file_is_no_way_out_of_the_folder(office: Office, file: str) -> None:
    asked = {"type": "items", "format": "csv", "source": "x", "file": file}
    assert office.post("technician", "/ci/import/plan", asked).status_code == 404


def test_a_workbook_is_read_for_its_values(office: Office) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    page.append(["Key", "Class", "Name", "CPUs", "Installed"])
    page.append([1, "server", "web-1", 16, "2026-01-31"])
    page.append([2, "server", "=1+1", None, None])
    kept = io.BytesIO()
    book.save(kept)
    made = office.post("technician", "/ci/files").json()["file"]
    office.ask("technician", "PUT", f"/ci/files/{made}", content=kept.getvalue())
    asked = {"type": "items", "format": "xlsx", "source": "x", "file": made}
    told = office.post("technician", "/ci/import/plan", asked).json()
    assert told["counts"]["created"] == 1, "a formula has no value until a spreadsheet computed it"
    assert [problem["line"] for problem in told["problems"]] == [3]


def test_an_item_is_told_with_relations_sources_and_history(office: Office) -> None:
    ids = stock(office)
    told = office.get("technician", f"/ci/{ids['web-1']}").json()
    assert [(each["phrase"], each["name"]) for each in told["relations"]] == [
        ("Depends on", "db-1")
    ]
    assert [(each["source"], each["key"]) for each in told["sources"]] == [("inventory", "1")]
    assert ("serial", "S1") in [(each["field"], each["after"]) for each in told["history"]]


def test_an_employee_sees_what_they_own_and_nothing_tells_of_the_rest(office: Office) -> None:
    ids = stock(office)
    page = office.get("stranger", "/ci").json()
    assert ([each["name"] for each in page["items"]], page["total"]) == (["db-1"], 1)
    assert office.get("stranger", f"/ci/{ids['db-1']}").json()["relations"] == []
    hidden = office.get("stranger", f"/ci/{ids['web-1']}")
    none = office.get("stranger", "/ci/ci_none")
    assert hidden.status_code == none.status_code == 404
    assert hidden.text.replace(ids["web-1"], "ci_none") == none.text
    assert "web-1" not in office.get("stranger", "/ci/export").text
    assert len(rows(office.get("stranger", "/ci/export/relations").text)) == 0
    assert office.get("stranger", "/ci/quality").json()["overall"]["items"] == 1
    assert office.get("employee", "/ci").json()["total"] == 0
    assert office.get("stranger", "/ci?q=S1").json()["total"] == 0


def test_whoever_sees_some_fields_only_cannot_ask_by_the_others(office: Office) -> None:
    ids = stock(office)
    rule = Rule(
        name="names-only",
        roles=("hr",),
        object_types=("configuration_item",),
        actions=("view",),
        constraints={},
        fields=("name", "ci_class"),
    )
    office.steersman.permissions.keep(rule, by="system:test")
    (shown, _) = office.get("hr", "/ci").json()["items"]
    assert shown == {"id": ids["db-1"], "name": "db-1", "ci_class": "server", "attributes": {}}
    assert office.get("hr", "/ci?q=S1").json()["total"] == 0
    assert office.get("hr", "/ci?q=web").json()["total"] == 1
    assert office.get("hr", "/ci?where=serial:S1").status_code == 422
    told = office.get("hr", f"/ci/{ids['web-1']}").json()
    assert "S1" not in json.dumps(told)


def test_a_change_is_made_for_many_and_told_who_is_right_otherwise(office: Office) -> None:
    ids = stock(office)
    body = {"ids": list(ids.values()), "values": {"environment": "prod", "cpu_count": 8}}
    told = office.post("technician", "/ci/change", body).json()
    assert (len(told["changed"]), told["kept"]) == (2, [])
    found = office.get("technician", "/ci?where=environment:production&where=cpu_count:8").json()
    assert found["total"] == 2
    office.post("technician", "/ci/retire", {"ids": [ids["web-1"]]})
    assert office.get("technician", f"/ci/{ids['web-1']}").json()["item"]["retired_on"] == ""


def test_a_wrong_value_is_refused_with_the_nearest_known(office: Office) -> None:
    body = {"values": {"ci_class": "server", "name": "x", "oss": "y"}}
    told = office.post("technician", "/ci", body)
    assert told.status_code in (409, 422)
    assert "did you mean os?" in told.json()["error"]["message"]


def test_two_items_are_merged_and_taken_apart_again(office: Office) -> None:
    ids = stock(office)
    body = {"kept": ids["web-1"], "gone": ids["db-1"], "reason": "one machine"}
    merge = office.post("technician", "/ci/merge", body).json()["merge"]
    told = office.get("technician", f"/ci/{ids['db-1']}").json()
    assert told["item"]["id"] == ids["web-1"]
    assert [each["reason"] for each in told["merges"]] == ["one machine"]
    assert office.get("technician", "/ci").json()["total"] == 1
    undone = office.post("technician", f"/ci/merges/{merge}/undo").json()
    assert undone == {"item": ids["db-1"]}
    assert office.get("technician", "/ci").json()["total"] == 2


def test_what_was_exported_comes_back_in_unchanged(each_office: Office) -> None:
    office = each_office
    ids = stock(office)
    values = {"description": "=cmd|' /C calc'!A1", "os": "Debian"}
    office.post("technician", "/ci/change", {"ids": [ids["web-1"]], "values": values})
    text = office.get("technician", "/ci/export").text
    (web,) = [row for row in rows(text) if row["name"] == "web-1"]
    assert web["description"] == "'=cmd|' /C calc'!A1"
    lines = office.get("technician", "/ci/export?format=jsonl").text.splitlines()
    assert {json.loads(line)["name"] for line in lines} == {"web-1", "db-1"}
    for format, content in (("csv", text), ("jsonl", "\n".join(lines))):
        asked = {"type": "items", "format": format, "text": content, "source": f"copy-{format}"}
        plan = office.post("technician", "/ci/import/plan", asked).json()
        assert (plan["counts"]["created"], plan["problems"]) == (0, [])
        assert [each["changes"] for each in plan["effects"]] == []
    relations = office.get("technician", "/ci/export/relations").text
    asked = {"type": "relations", "format": "csv", "text": relations, "source": "copy"}
    counts = office.post("technician", "/ci/import/plan", asked).json()["counts"]
    assert (counts["created"], counts["updated"], counts["problems"]) == (0, 1, 0)


def test_a_relation_is_stated_and_withdrawn(office: Office) -> None:
    ids = stock(office)
    body = {"parent": ids["db-1"], "type": "backed_up_by", "child": ids["web-1"]}
    made = office.post("technician", "/ci/relations", body).json()["id"]
    phrases = [
        each["phrase"]
        for each in office.get("technician", f"/ci/{ids['web-1']}").json()["relations"]
    ]
    assert phrases == ["Backs up", "Depends on"]
    assert office.ask("technician", "DELETE", f"/ci/relations/{made}").status_code == 200
    assert office.ask("technician", "DELETE", f"/ci/relations/{made}").status_code == 404


def test_the_quality_names_what_to_mend_and_which_items(office: Office) -> None:
    stock(office)
    told = office.get("auditor", "/ci/quality").json()
    assert told["overall"]["items"] == 2
    assert {each["group"] for each in told["sources"]} == {"inventory"}
    task = told["tasks"][0]
    failing = office.get("auditor", f"/ci/quality/{task['check']}?class={task['class']}").json()
    assert len(failing["items"]) == task["failing"]
    (source,) = office.get("auditor", "/ci/sources").json()["sources"]
    assert (source["name"], source["items"]) == ("inventory", 2)
    changed = office.post("technician", "/ci/sources/inventory/stale-after", {"days": 7})
    assert changed.json() == {"source": "inventory", "days": 7.0}


def test_an_attribute_and_a_rule_of_this_installation_hold_at_once(office: Office) -> None:
    attribute = {"ci_class": "server", "name": "colour", "title": "Colour"}
    assert office.post("administrator", "/ci/attributes", attribute).status_code == 201
    rule = {"name": "colours", "fields": ["colour"], "sources": ["inventory"]}
    assert office.post("administrator", "/ci/reconciliation-rules", rule).status_code == 201
    bring(office, "items", "key,class,name,colour\n1,server,web-1,red\n")
    (item,) = office.get("technician", "/ci?where=colour:red").json()["items"]
    body = {"ids": [item["id"]], "values": {"colour": "blue"}}
    (kept,) = office.post("technician", "/ci/change", body).json()["kept"]
    assert (kept["stays"], kept["why"]) == ("red", "inventory is authoritative for colour")
    classes = office.get("technician", "/ci/classes").json()["classes"]
    (server,) = [each for each in classes if each["name"] == "server"]
    assert "colour" in [each["name"] for each in server["attributes"]]


def rows(text: str) -> Sequence[Mapping[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))
