"""The dependency graph through the API."""

from __future__ import annotations

import csv
import io

import pytest

from tests.records.graph.world import World
from tests.web.office import Office
from tests.web.pages.graph.world import narrow

HOST = "/graph/impact?ci=host"


@pytest.fixture
def world(office: Office) -> World:
    """A shop on a host, and something secret that technicians may not see."""
    world = World(office.steersman.store)
    world.items("shop", criticality="1")
    world.items("api", "vm", "host", criticality="3")
    world.items("dark", environment="secret")
    world.relate("shop depends_on api", "api runs_on vm", "vm hosted_on host", "dark hosted_on vm")
    narrow(office)
    return world


@pytest.mark.usefixtures("world")
def test_impact_tells_what_how_far_and_why(office: Office) -> None:
    told = office.get("administrator", HOST).json()
    assert [(each["name"], each["depth"]) for each in told["items"]] == [
        ("vm", 1),
        ("api", 2),
        ("dark", 2),
        ("shop", 3),
    ]
    steps = [
        f"{s['dependent']['name']} {s['words']} {s['needed']['name']}"
        for s in told["items"][-1]["why"]
    ]
    assert steps == ["vm hosted on host", "api runs on vm", "shop depends on api"]
    assert (told["count"], told["complete"], told["notes"]) == (4, True, [])
    assert told["by_depth"][2] == {
        "depth": 3,
        "count": 1,
        "by_criticality": {"1": 1},
        "whole": True,
    }


@pytest.mark.usefixtures("world")
def test_nothing_is_dropped_without_being_counted(office: Office) -> None:
    told = office.get("administrator", f"{HOST}&limit=1").json()
    assert [each["name"] for each in told["items"]] == ["vm"]
    assert told["more"] == [{"depth": 2, "count": 2}, {"depth": 3, "count": 1}]
    rest = office.get("administrator", f"{HOST}&limit=2&offset=2").json()
    assert [each["name"] for each in rest["items"]] == ["dark", "shop"]
    narrow = office.get("administrator", f"{HOST}&criticality=1").json()
    assert [each["name"] for each in narrow["items"]] == ["shop"]
    assert narrow["filtered_out"] == 3
    of_class = office.get("administrator", f"{HOST}&ci_class=cluster").json()
    assert (of_class["items"], of_class["filtered_out"]) == ([], 4)


@pytest.mark.usefixtures("world")
def test_declared_and_computed_impact_stay_apart(office: Office) -> None:
    told = office.get("administrator", f"{HOST}&hops=2&declared=vm&declared=shop").json()
    assert [(each["name"], each["depth"]) for each in told["declared"]] == [
        ("vm", 1),
        ("shop", None),
    ]
    assert [(each["name"], each["declared"]) for each in told["items"]] == [
        ("vm", True),
        ("api", False),
        ("dark", False),
    ]


@pytest.mark.usefixtures("world")
def test_who_may_not_see_a_thing_gets_no_trace_of_it(office: Office) -> None:
    for path in (HOST, "/graph/single-points?ci=shop", "/graph/paths?from=shop&to=host"):
        assert "dark" not in office.get("technician", path).text
    told = office.get("technician", HOST).json()
    assert told["count"] == 3
    assert "what you may see" in told["notes"][0]
    assert "dark" not in office.get("technician", "/graph/export?ci=host&format=csv").text
    assert "dark" not in office.get("technician", "/graph/export?ci=host&format=dot").text
    hidden = office.get("technician", "/graph/impact?ci=dark")
    missing = office.get("technician", "/graph/impact?ci=dork")
    assert (hidden.status_code, missing.status_code) == (404, 404)
    assert hidden.text.replace("dark", "") == missing.text.replace("dork", "")


@pytest.mark.usefixtures("world")
def test_without_any_rule_it_is_refused_by_name(office: Office) -> None:
    answer = office.get("stranger", HOST)
    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "configuration_item.view"


def test_a_name_that_several_have_is_a_question(office: Office, world: World) -> None:
    world.items("one", "two")
    with world.record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE configuration_items SET name='db' WHERE id IN ('one','two')"
        )
    answer = office.get("administrator", "/graph/impact?ci=db")
    assert answer.status_code == 409
    assert {each["id"] for each in answer.json()["error"]["candidates"]} == {"one", "two"}


@pytest.mark.usefixtures("world")
def test_ways_between_two_items_name_what_all_go_through(office: Office) -> None:
    told = office.get("administrator", "/graph/paths?from=shop&to=host").json()
    assert told["direction"] == "depends on"
    assert [each["name"] for each in told["paths"][0]["things"]] == ["shop", "api", "vm", "host"]
    assert [each["name"] for each in told["through"]] == ["api", "vm"]


@pytest.mark.usefixtures("world")
def test_single_points_of_a_service_come_with_the_way_to_it(office: Office) -> None:
    told = office.get("administrator", "/graph/single-points?ci=shop").json()
    assert [each["name"] for each in told["points"]] == ["api", "vm", "host"]
    assert [step["words"] for step in told["points"][-1]["why"]] == [
        "depends on",
        "runs on",
        "hosted on",
    ]


def test_open_work_about_an_item_is_marked_on_it(office: Office, world: World) -> None:
    office.steersman.people.find("x")
    number = office.leaver()
    with world.record.begin() as connection:
        connection.exec_driver_sql(f"UPDATE work_items SET subject='vm' WHERE number='{number}'")
    (vm, *_) = office.get("administrator", HOST).json()["items"]
    assert [mark["number"] for mark in vm["work"]] == [number]
    (vm, *_) = office.get("technician", HOST).json()["items"]
    assert [mark["number"] for mark in vm["work"]] == [number]


def test_a_file_for_a_spreadsheet_holds_no_formula(office: Office, world: World) -> None:
    world.items('=HYPERLINK("http://x")', "@sum", "-2+3")
    for name in ('=HYPERLINK("http://x")', "@sum", "-2+3"):
        with world.record.begin() as connection:
            connection.exec_driver_sql(
                "INSERT INTO ci_relations SELECT 'r-' || ?, ?, type, child_id, origin, source, "
                "created_at, last_seen FROM ci_relations WHERE id='vm hosted_on host'",
                (name, name),
            )
    answer = office.get("administrator", "/graph/export?ci=host&format=csv")
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert rows[0][:3] == ["id", "name", "class"]
    assert len(rows) == 1 + 4 + 3
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert 'filename="dependents.csv"' in answer.headers["content-disposition"]


@pytest.mark.usefixtures("world")
def test_a_drawing_for_graphviz_has_every_dependency(office: Office) -> None:
    text = office.get("administrator", "/graph/export?ci=host&format=dot").text
    assert text.startswith("digraph")
    assert '"shop" -> "api" [label="depends on"];' in text
    assert '"host" [label="host", peripheries=2];' in text


@pytest.mark.usefixtures("world")
def test_a_layout_belongs_to_who_saved_it(office: Office) -> None:
    body = {"positions": {"vm": [10.5, -3]}}
    assert office.ask("administrator", "PUT", "/graph/layouts/host", body).status_code == 200
    assert office.get("administrator", "/graph/layouts/host").json()["positions"] == {
        "vm": [10.5, -3.0]
    }
    assert office.get("technician", "/graph/layouts/host").json()["positions"] == {}
    assert office.ask("administrator", "DELETE", "/graph/layouts/host").status_code == 204
    assert office.get("administrator", "/graph/layouts/host").json()["positions"] == {}


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("positions", [{"vm": [1]}, {"vm": ["x", 2]}, {"vm": [1e9, 0]}, []])
def test_a_layout_of_something_else_is_refused(office: Office, positions: object) -> None:
    answer = office.ask("administrator", "PUT", "/graph/layouts/host", {"positions": positions})
    assert answer.status_code == 422


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("more", ["hops=0", "hops=99", "criticality=9", "way=up", "limit=0"])
def test_what_cannot_be_asked_is_said(office: Office, more: str) -> None:
    assert office.get("administrator", f"{HOST}&{more}").status_code == 422
