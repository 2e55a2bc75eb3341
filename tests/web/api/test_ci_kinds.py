"""Kinds that nobody has named, over the API and on the page about the quality."""

from __future__ import annotations

from typing import Any

import pytest

from tests.web.office import Office
from tests.web.visitors import visit

ROBOTS = "key,class,name\nr1,Pick robot,robo-1\nr2,Pick robot,robo-2\ns1,Scale,scale-1\n"
AS_SERVERS = {"source": "plant", "word": "Pick robot", "ci_class": "server"}


def bring(office: Office, **more: object) -> dict[str, Any]:
    asked = {"type": "items", "format": "csv", "text": ROBOTS, "source": "plant", **more}
    plan: dict[str, Any] = office.post("administrator", "/ci/import/plan", asked).json()
    promised = {"digest": plan["digest"], "digests": plan["digests"]}
    office.post("administrator", "/ci/import/apply", {**asked, **promised, "partial": True})
    return plan


def of_class(office: Office, name: str) -> list[str]:
    found = office.get("technician", f"/ci?class={name}").json()["items"]
    return sorted(each["name"] for each in found)


def test_the_plan_tells_how_many_rows_are_of_which_unknown_kind(office: Office) -> None:
    plan = bring(office)
    assert plan["unknown_kinds"] == {"Pick robot": 2, "Scale": 1}
    assert plan["problems"] == []


def test_rows_of_unknown_kinds_are_refused_where_that_is_asked_for(office: Office) -> None:
    plan = bring(office, known_only=True)
    assert [each["kind"] for each in plan["problems"]] == ["unknown_class"] * 3


def test_naming_a_kind_changes_its_items_one_edit_that_can_be_taken_back(office: Office) -> None:
    bring(office)
    done = office.post("administrator", "/ci/kinds", AS_SERVERS).json()
    assert (done["items"], done["left"]) == (2, 0)
    assert of_class(office, "server") == ["robo-1", "robo-2"]
    assert len(office.ledger("ci-edited")) == 2
    assert [each["word"] for each in office.ledger("ci-kind")] == ["Pick robot"]
    told = office.get("technician", "/ci/kinds").json()
    assert [each["word"] for each in told["unknown"]] == ["Scale"]
    assert [each["ci_class"] for each in told["said"]] == ["server"]
    office.post("administrator", f"/ci/edits/{done['edits'][0]}/undo")
    assert of_class(office, "unclassified") == ["robo-1", "robo-2", "scale-1"]


def test_a_class_that_says_nothing_is_refused(office: Office) -> None:
    answer = office.post("administrator", "/ci/kinds", {**AS_SERVERS, "ci_class": "functional_ci"})
    assert answer.status_code in (404, 409, 422)
    assert office.get("technician", "/ci/kinds").json()["said"] == []


def test_the_page_names_the_kinds_and_sets_one_by_one_click(office: Office) -> None:
    bring(office)
    page = visit(office, "administrator")
    shown = page.get("/quality").text
    assert "Kinds that nobody has named" in shown
    assert "Pick robot" in shown
    answer = page.post("/quality/kinds", AS_SERVERS)
    assert answer.headers["location"] == "/quality#kinds"
    assert of_class(office, "server") == ["robo-1", "robo-2"]
    forgotten = page.post("/quality/kinds", {**AS_SERVERS, "ci_class": ""})
    assert forgotten.status_code == 303
    assert office.get("technician", "/ci/kinds").json()["said"] == []


@pytest.mark.parametrize("role", ["technician", "auditor"])
def test_who_may_not_configure_reads_the_kinds_and_names_none(office: Office, role: str) -> None:
    bring(office)
    page = visit(office, role)
    assert 'action="/quality/kinds"' not in page.get("/quality").text
    assert page.post("/quality/kinds", AS_SERVERS).status_code == 403


def test_the_item_says_that_its_kind_is_not_known_and_what_the_source_calls_it(
    office: Office,
) -> None:
    bring(office)
    page = visit(office, "technician")
    listed = office.get("technician", "/ci?q=scale-1").json()["items"]
    assert "Kind not known: Scale" in page.get(f"/ci/{listed[0]['id']}").text
    assert "Kind not known: Scale" in page.get("/ci?q=scale-1").text
