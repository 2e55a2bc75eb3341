"""The quality on a page: the last count at once, each number with its rows, merges with undo."""

from __future__ import annotations

import html
import re

import pytest
import sqlalchemy as sa

from steersman.domain.permissions import Rule
from steersman.records.cmdb.quality_kept import FRESH, KeptQualities, ci_quality
from steersman.records.cmdb.tables import configuration_items
from steersman.records.store import writing
from tests.web.api.test_ci import bring, stock
from tests.web.office import Office
from tests.web.visitors import visit

TWINS = """key,class,name,serial,location,ends_on,criticality
1,server,web-1,S1,London,,1
2,server,web-one,,Paris,,
3,contract,support,,,2026-01-01,
"""


@pytest.fixture
def ids(office: Office) -> dict[str, str]:
    """A server with a relation and an owner, one without an owner, and a team without anything."""
    found = dict(stock(office))
    body = {"values": {"ci_class": "server", "name": "<b>alone</b>", "criticality": "1"}}
    found["alone"] = office.post("technician", "/ci", body).json()["item"]["id"]
    return found


def test_nothing_is_counted_before_somebody_looks(office: Office, ids: dict[str, str]) -> None:
    page = visit(office, "technician").get("/quality").text
    assert 'hx-post="/quality/survey" hx-trigger="load"' in page
    assert "Nobody has counted" in page


def test_the_count_is_drawn_and_each_number_leads_to_its_rows(
    office: Office, ids: dict[str, str]
) -> None:
    visitor = visit(office, "technician", htmx=True)
    survey = visitor.post("/quality/survey").text
    assert "hx-trigger" not in survey, "a count that is new needs no other"
    links = re.findall(r'href="(/ci\?[^"]*check=[^"]*)">([\d,]+)</a>', html.unescape(survey))
    assert len(links) > 4
    for path, number in links:
        rows = visitor.get(path)
        assert rows.status_code == 200
        assert len(re.findall(r'<th scope="row"><a href="/ci/', rows.text)) == int(number), path
    assert 'role="img" aria-label="Completeness' in survey
    assert survey.index("without any relation and without an owner") < survey.index("By class")


def test_the_last_count_is_shown_with_its_age_until_it_is_old(
    office: Office, ids: dict[str, str]
) -> None:
    visitor = visit(office, "technician")
    assert visitor.post("/quality/survey").headers["location"] == "/quality"
    office.post("technician", "/ci", {"values": {"ci_class": "team", "name": "more"}})
    page = visitor.get("/quality").text
    assert "3 items, counted" in page
    assert "hx-trigger" not in page.partition('id="duplicates"')[0].partition('id="survey"')[2]
    with writing(office.steersman.store, "ci_quality") as connection:
        earlier = ci_quality.c.counted_at - (FRESH + 60)
        connection.execute(sa.update(ci_quality).values(counted_at=earlier))
    page = visitor.get("/quality").text
    assert "counting anew" in page
    assert 'hx-post="/quality/survey" hx-trigger="load"' in page


def test_a_long_count_runs_behind_the_page_which_asks_for_it(
    office: Office, ids: dict[str, str]
) -> None:
    steersman = office.steersman
    principal = steersman.permissions.principal(office.id("technician"))
    may = steersman.permissions.visible(principal, "view", configuration_items).where
    kept = KeptQualities(steersman.store, steersman.clock)
    kept.begin(may)
    visitor = visit(office, "technician", htmx=True)
    page = visitor.get("/quality").text
    assert 'hx-get="/quality/survey" hx-trigger="every 1s"' in page
    assert "It goes on when you leave this page" in page
    assert visitor.get("/quality/survey").status_code == 204
    kept.fail(may, "OperationalError")
    survey = visitor.get("/quality/survey").text
    assert "The last count failed" in survey
    assert "hx-trigger" not in survey, "only a person tries again"
    visitor.post("/quality/survey")
    survey = visitor.get("/quality/survey").text
    assert "3 items, counted" in survey
    assert "failed" not in survey


def test_two_items_are_compared_merged_and_taken_apart(office: Office) -> None:
    bring(office, "items", TWINS)
    twin = office.get("technician", "/ci?q=web-one").json()["items"][0]["id"]
    office.post("technician", "/ci/change", {"ids": [twin], "values": {"serial": "S1"}})
    visitor = visit(office, "technician")
    page = visitor.get("/quality").text
    (path,) = re.findall(r'href="(/quality/compare[^"]+)"', page)
    compared = visitor.get(html.unescape(path)).text
    assert "London" in compared
    assert "Paris" in compared
    assert compared.count("differs") == 2, "name and location"
    kept, gone = re.findall(r'name="(?:kept|gone)" value="(\w+)"', compared)
    asked = {"kept": kept, "gone": gone, "reason": "one <b>machine</b>"}
    done = visitor.post("/quality/merge", asked)
    assert done.headers["location"] == f"/ci/{kept}"
    item = visitor.get(f"/ci/{kept}").text
    assert "one &lt;b&gt;machine&lt;/b&gt;" in item
    (merge,) = re.findall(r'name="merge" value="(\w+)"', item)
    assert f'value="{merge}"' in visitor.get("/quality").text
    assert "They are one already" in visitor.get(html.unescape(path)).text
    back = visitor.post("/quality/merges/undo", {"merge": merge})
    assert back.headers["location"] == f"/ci/{gone}"
    assert office.get("technician", "/ci").json()["total"] == 3
    assert "Undone" in visitor.get("/quality").text


def test_what_runs_out_is_listed_by_date(office: Office) -> None:
    bring(office, "items", TWINS)
    page = visit(office, "technician").get("/quality").text
    assert "Ran out already" in page
    assert "2026-01-01" in page
    assert re.search(r"\d+ days ago", page)


def test_rules_and_attributes_are_added_and_taken_out_by_who_configures(office: Office) -> None:
    rule = {"name": "<b>os</b>", "fields": "os, os_version", "sources": "discovery, inventory"}
    attribute = {"ci_class": "server", "name": "cost_code", "title": "Cost code", "type": "number"}
    attribute["mark"] = "optional"
    technician = visit(office, "technician")
    assert "Add a rule" not in technician.get("/quality").text
    for path, form in (("/quality/rules", rule), ("/quality/attributes", attribute)):
        assert technician.post(path, form).status_code == 403
    administrator = visit(office, "administrator")
    assert administrator.post("/quality/rules", rule).status_code == 303
    assert administrator.post("/quality/attributes", attribute).status_code == 303
    page = technician.get("/quality").text
    assert "&lt;b&gt;os&lt;/b&gt;" in page
    assert "discovery, then inventory" in page
    assert "Cost code" in page
    assert technician.post("/quality/rules/remove", {"name": "<b>os</b>"}).status_code == 403
    assert administrator.post("/quality/rules/remove", {"name": "<b>os</b>"}).status_code == 303
    assert "discovery, then inventory" not in technician.get("/quality").text
    for path, form in (
        ("/quality/rules", {"name": "x"}),
        ("/quality/rules", {**rule, "fields": "shoe_size"}),
        ("/quality/attributes", {"ci_class": "server"}),
        ("/quality/attributes", attribute),
    ):
        assert administrator.post(path, form).status_code in (409, 422), (path, form)


def test_an_employee_is_told_of_what_is_theirs_alone(office: Office, ids: dict[str, str]) -> None:
    bring(office, "items", TWINS)
    visit(office, "technician").post("/quality/survey")
    stranger = visit(office, "stranger")
    page = stranger.get("/quality").text
    assert "Nobody has counted" in page, "what others counted is not for them"
    stranger.post("/quality/survey")
    page = stranger.get("/quality").text
    assert "1 item, counted" in page
    assert "web-1" not in page
    path = f"/quality/compare?kept={ids['web-1']}&gone={ids['db-1']}"
    assert stranger.get(path).status_code == 404
    assert stranger.post("/quality/merge", {"kept": "a", "gone": "b"}).status_code == 403


def test_who_sees_some_fields_is_told_no_dates_and_no_reasons(office: Office) -> None:
    bring(office, "items", TWINS)
    rule = Rule(
        name="names-only",
        roles=("hr",),
        object_types=("configuration_item",),
        actions=("view",),
        constraints={},
        fields=("name", "ci_class"),
    )
    office.steersman.permissions.keep(rule, by="system:test")
    page = visit(office, "hr").get("/quality")
    assert page.status_code == 200
    for secret in ("S1", "2026-01-01", "London"):
        assert secret not in page.text
