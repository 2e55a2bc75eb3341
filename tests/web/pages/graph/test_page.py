"""The page of the dependency graph: sentence, list, drawing, files, layouts."""

from __future__ import annotations

import pytest

from tests.records.graph.world import World
from tests.web.office import Office
from tests.web.pages.graph.world import HOSTILE, furnish, mark
from tests.web.visitors import visit


@pytest.fixture
def world(office: Office) -> World:
    return furnish(office)


@pytest.mark.usefixtures("world")
def test_the_sentence_says_how_many_and_what_becomes_of_them(office: Office) -> None:
    page = visit(office, "administrator").get("/graph?ci=host").text
    told = "5 items depend on this server, up to 5 hops away: "
    assert told + "2 fail with it, 1 loses redundancy, 2 stay up by redundancy." in page


@pytest.mark.usefixtures("world")
def test_every_line_says_why(office: Office) -> None:
    page = visit(office, "administrator").get("/graph?ci=host").text
    assert "shop depends on api runs on cluster has the member vm hosted on host" in page
    assert "All 5 are listed" in page


@pytest.mark.usefixtures("world")
def test_the_other_way_shows_what_it_stands_on(office: Office) -> None:
    page = visit(office, "administrator").get("/graph?ci=shop&way=dependencies").text
    assert "What it stands on: shop" in page
    assert "shop depends on api runs on cluster has the member vm hosted on host" in page


@pytest.mark.usefixtures("world")
def test_a_filter_counts_what_it_leaves_out(office: Office) -> None:
    page = visit(office, "administrator").get("/graph?ci=host&criticality=1").text
    assert "4 left out by the filter" in page
    assert 'id="item-shop"' in page
    assert 'id="item-api"' not in page


def test_a_long_list_goes_on_and_counts_what_comes(office: Office, world: World) -> None:
    names = [f"n{n:02d}" for n in range(60)]
    world.items(*names)
    world.relate(*(f"{name} hosted_on host" for name in names))
    administrator = visit(office, "administrator")
    first = administrator.get("/graph?ci=host").text
    further = "11 more at depth 1, 2 more at depth 2, 1 more at depth 3, 1 more at depth 4"
    assert f"Further on: {further}" in first
    assert "after=50" in first
    rest = administrator.get("/graph?ci=host&after=50").text
    assert 'id="item-n59"' in rest
    assert 'id="item-n00"' not in rest


@pytest.mark.usefixtures("world")
def test_what_may_not_be_seen_leaves_no_trace(office: Office) -> None:
    technician = visit(office, "technician")
    for path in ("/graph", "/graph/drawing", "/graph/points", "/graph/file"):
        assert "vault" not in technician.get(f"{path}?ci=host&format=csv").text
    assert "4 items depend" in technician.get("/graph?ci=host").text
    assert technician.get("/graph?ci=vault").status_code == 404


@pytest.mark.usefixtures("world")
def test_who_may_see_no_item_is_told_the_rule(office: Office) -> None:
    answer = visit(office, "stranger").get("/graph?ci=host")
    assert answer.status_code == 403
    assert answer.json()["error"]["rule"] == "configuration_item.view"


def test_names_are_text_and_never_markup(office: Office, world: World) -> None:
    world.items(HOSTILE)
    with world.record.begin() as connection:
        connection.exec_driver_sql(
            "UPDATE ci_relations SET child_id = ? WHERE id = 'vm hosted_on host'", (HOSTILE,)
        )
    page = visit(office, "administrator").get("/graph", params={"ci": HOSTILE}).text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


@pytest.mark.usefixtures("world")
def test_nothing_chosen_nothing_found_and_nothing_there_are_told_apart(office: Office) -> None:
    administrator = visit(office, "administrator")
    assert "No item is chosen" in administrator.get("/graph").text
    missing = administrator.get("/graph?ci=nowhere")
    assert (missing.status_code, "Not found" in missing.text) == (404, True)
    assert "Nothing depends on it" in administrator.get("/graph?ci=shop").text


def test_a_name_that_several_have_is_chosen_from_a_list(office: Office, world: World) -> None:
    with world.record.begin() as connection:
        connection.exec_driver_sql("UPDATE configuration_items SET name='x' WHERE id LIKE 'vm%'")
    page = visit(office, "administrator").get("/graph?ci=x").text
    assert "Which one is meant?" in page
    assert 'href="/graph?ci=vm2"' in page


def test_open_work_stands_on_the_item(office: Office, world: World) -> None:
    number = mark(world, office, "vm")
    administrator = visit(office, "administrator")
    assert f'href="/work/{number}"' in administrator.get("/graph?ci=host").text
    nodes = administrator.get("/graph/drawing?ci=host").json()["nodes"]
    assert {node["id"]: node["work"] for node in nodes}["vm"] == [number]


@pytest.mark.usefixtures("world")
def test_single_points_come_after_the_page(office: Office) -> None:
    part = visit(office, "administrator", htmx=True).get("/graph/points?ci=shop").text
    assert "cluster" in part
    assert "3 more are needed, but redundancy covers them" in part


@pytest.mark.usefixtures("world")
def test_the_drawing_holds_things_lines_and_places(office: Office) -> None:
    told = visit(office, "administrator").get("/graph/drawing?ci=host").json()
    places = {node["id"]: (node["x"], node["y"]) for node in told["nodes"]}
    assert places["host"][0] < places["vm"][0] < places["cluster"][0] < places["shop"][0]
    assert {"from": "vm", "to": "host", "words": "hosted on"} in told["edges"]


def test_the_drawing_takes_the_nearest_five_hundred(office: Office, world: World) -> None:
    names = [f"n{n:03d}" for n in range(600)]
    world.items(*names)
    world.relate(*(f"{name} hosted_on host" for name in names))
    administrator = visit(office, "administrator")
    nodes = administrator.get("/graph/drawing?ci=host").json()["nodes"]
    assert len(nodes) == 501
    assert (
        "500 of 605 are drawn, the nearest and most critical first"
        in administrator.get("/graph?ci=host").text
    )


@pytest.mark.usefixtures("world")
def test_a_saved_layout_comes_back_until_it_is_forgotten(office: Office) -> None:
    administrator = visit(office, "administrator")

    def place() -> tuple[float, float]:
        nodes = administrator.get("/graph/drawing?ci=host").json()["nodes"]
        return next((node["x"], node["y"]) for node in nodes if node["id"] == "vm")

    computed = place()
    saved = {"ci": "host", "positions": '{"positions": {"vm": [7, 8]}}'}
    assert administrator.post("/graph/layout", saved).status_code == 204
    assert place() == (7, 8)
    assert administrator.post("/graph/layout", {"ci": "host", "positions": ""}).status_code == 204
    assert place() == computed


@pytest.mark.usefixtures("world")
def test_a_layout_needs_the_form_of_a_page_of_ours_and_sense(office: Office) -> None:
    administrator = visit(office, "administrator")
    assert administrator.post("/graph/layout", {"ci": "host", "csrf": "no"}).status_code == 403
    bad = {"ci": "host", "positions": '{"positions": {"vm": ["a", 1]}}'}
    assert administrator.post("/graph/layout", bad).status_code == 422


@pytest.mark.usefixtures("world")
def test_files_are_what_the_api_gives(office: Office) -> None:
    administrator = visit(office, "administrator")
    for kind in ("csv", "dot"):
        api = office.get("administrator", f"/graph/export?ci=host&format={kind}").text
        assert administrator.get(f"/graph/file?ci=host&format={kind}").text == api
    assert administrator.get("/graph/file?ci=host&format=exe").status_code == 422


@pytest.mark.usefixtures("world")
@pytest.mark.parametrize("bad", ["hops=999", "hops=x", "way=up", "class=zzz", "after=-1"])
def test_an_address_that_makes_no_sense_shows_the_usual_page(office: Office, bad: str) -> None:
    assert "5 items depend" in visit(office, "administrator").get(f"/graph?ci=host&{bad}").text
