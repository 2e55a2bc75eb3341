"""Many items edited, and views kept, on the pages of the CMDB."""

from __future__ import annotations

import re

import pytest
from httpx2 import Response

from tests.web.api.test_ci import stock
from tests.web.office import Office
from tests.web.visitors import Visit, visit


@pytest.fixture
def ids(office: Office) -> dict[str, str]:
    return dict(stock(office))


def form(*items: str, **more: str) -> dict[str, object]:
    return {"item": list(items), "attribute0": "location", "value0": "Rome", **more}


def shown(visitor: Visit, *items: str, **more: str) -> tuple[Response, str]:
    answer = visitor.post("/ci/edit", form(*items, do="plan", **more))
    digest = re.search(r'name="digest" value="(\w+)"', answer.text)
    return answer, digest[1] if digest else ""


def test_ticked_items_come_into_the_form(office: Office, ids: dict[str, str]) -> None:
    page = visit(office, "technician").post("/ci/edit", {"item": list(ids.values())})
    assert page.status_code == 200
    assert "2 items chosen" in page.text
    assert ids["web-1"] in page.text


def test_an_edit_is_shown_done_and_taken_back(office: Office, ids: dict[str, str]) -> None:
    visitor = visit(office, "technician")
    answer, digest = shown(visitor, *ids.values(), reason="they moved")
    assert "2 items would change" in answer.text
    assert "Change 2 items" in answer.text
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 0

    done = visitor.post("/ci/edit", form(*ids.values(), do="apply", digest=digest, reason="why"))
    assert (done.status_code, done.headers["location"]) == (303, "/ci/edits")
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 2
    assert {each["reason"] for each in office.ledger("ci-edited")} == {"why"}

    edits = visitor.get("/ci/edits").text
    assert "location: Rome" in edits
    (edit,) = re.findall(r'name="edit" value="(edt_\w+)"', edits)
    assert visitor.post("/ci/edits/undo", {"edit": edit}).status_code == 303
    assert "Undone" in visitor.get("/ci/edits").text
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 0


def test_everything_that_fits_is_edited_at_once(office: Office, ids: dict[str, str]) -> None:
    visitor = visit(office, "technician")
    page = visitor.get("/ci/edit?class=server&where=serial:S1")
    assert "Everything that fits the filter" in page.text
    answer, _ = shown(visitor, filter="class=server&where=serial:S1")
    assert "1 item would change" in answer.text
    assert f"/ci/{ids['web-1']}" in answer.text


def test_what_changed_since_it_was_shown_is_not_done(office: Office, ids: dict[str, str]) -> None:
    visitor = visit(office, "technician")
    _, digest = shown(visitor, *ids.values())
    body = {"ids": [ids["web-1"]], "values": {"location": "Bern"}}
    office.post("technician", "/ci/change", body)
    answer = visitor.post("/ci/edit", form(*ids.values(), do="apply", digest=digest))
    assert answer.status_code == 422
    assert "look at the edit again" in answer.text
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 0


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ({"attribute0": "", "value0": "x"}, "choose an attribute"),
        ({"attribute0": "environment", "value0": "moon"}, "write one of"),
        ({"attribute0": "owner", "value0": "Nobody Here"}, "is not in the record"),
        ({"attribute0": "beauty", "value0": "much"}, "has no attribute"),
    ],
)
def test_what_makes_no_sense_is_named_and_stays_in_the_form(
    office: Office, ids: dict[str, str], values: dict[str, str], told: str
) -> None:
    asked = {"item": list(ids.values()), "do": "plan", **values}
    answer = visit(office, "technician").post("/ci/edit", asked)
    assert answer.status_code == 422
    assert told in answer.text
    assert f'value="{values["value0"]}"' in answer.text


@pytest.mark.parametrize("who", ["auditor", "employee"])
def test_who_may_not_change_items_is_offered_nothing(
    office: Office, ids: dict[str, str], who: str
) -> None:
    visitor = visit(office, who)
    assert "Edit them" not in visitor.get("/ci").text
    assert visitor.get("/ci/edit").status_code == 403
    assert shown(visitor, *ids.values())[0].status_code == 403


def test_a_view_keeps_filter_order_and_columns(office: Office, ids: dict[str, str]) -> None:
    visitor = visit(office, "technician")
    query = "where=serial%3AS1&sort=-last_seen&columns=serial%2Clast_seen"
    kept = visitor.post("/ci/views", {"name": "<b>London</b>", "filter": query})
    assert kept.headers["location"] == f"/ci?{query}"
    page = visitor.get(f"/ci?{query}").text
    assert "&lt;b&gt;London&lt;/b&gt;" in page
    assert 'aria-sort="descending"' in page
    assert "Serial number" in page
    assert "Remove view" in page
    visitor.post("/ci/views/remove", {"name": "<b>London</b>"})
    assert "London&lt;" not in visitor.get("/ci").text


def test_a_shared_view_is_there_for_the_role_and_is_not_theirs_to_remove(
    office: Office, ids: dict[str, str]
) -> None:
    view = {"name": "Ours", "filter": "class=server", "role": "employee"}
    assert visit(office, "technician").post("/ci/views", view).status_code == 303
    other = visit(office, "auditor")
    page = other.get("/ci?class=server").text
    assert "Ours" in page
    assert "Remove view" not in page
    assert other.post("/ci/views/remove", {"name": "Ours"}).status_code == 404
    refused = visit(office, "technician").post("/ci/views", {**view, "role": "administrator"})
    assert refused.status_code == 403


def test_the_list_is_narrowed_by_every_part_of_the_filter(
    office: Office, ids: dict[str, str]
) -> None:
    visitor = visit(office, "technician")
    for query, names in (
        ("source=inventory", ["db-1", "web-1"]),
        ("also=serial:S1", ["web-1"]),
        ("check=relationships", []),
        ("criticality=none&sort=-name", ["web-1", "db-1"]),
        ("environment=production", []),
        ("where=owner:", ["web-1"]),
    ):
        page = visitor.get(f"/ci?{query}")
        assert page.status_code == 200, query
        assert re.findall(r'href="/ci/ci_\w+">([\w-]+)<', page.text) == names, query
    assert visitor.get("/ci?check=beauty").status_code == 422
