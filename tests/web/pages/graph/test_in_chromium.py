"""The drawing in a browser, under the policy that pages have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.web.office import Office
from tests.web.pages.graph.world import furnish, mark
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {"resultTypes": ["violations"], "runOnly": {"type": "tag", "values": RULES}}
PHONE = {"viewport": {"width": 390, "height": 800}}
READY = "() => window.steersmanGraph && window.steersmanGraph.nodes().length"
PLACE = "() => window.steersmanGraph.getElementById('vm').position()"


def test_it_is_drawn_marked_moved_and_saved(
    browser: Browser, office: Office, office_url: str
) -> None:
    furnish(office)
    page = chromium_visit(browser, office, "administrator", office_url)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text))
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/graph?ci=host")
    assert page.wait_for_function(READY).json_value() == 6
    label = page.evaluate("() => steersmanGraph.getElementById('cluster').data('label')")
    assert label == "cluster\n? Cluster\nloses redundancy"

    page.focus("#item-shop a")
    assert page.locator("#item-shop.marked").count() == 1
    assert page.evaluate("() => steersmanGraph.edges('.path').length") == 4

    page.evaluate("() => steersmanGraph.getElementById('vm').position({x: 333, y: 44})")
    page.click("#graph-save")
    page.get_by_text("Layout saved, for you").wait_for()
    page.reload()
    page.wait_for_function(READY)
    assert page.evaluate(PLACE) == {"x": 333, "y": 44}
    with page.expect_download() as download:
        page.click("#graph-png")
    assert download.value.suggested_filename == "dependencies.png"
    assert faults == []
    page.context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_nothing_and_nothing_goes_sideways(
    browser: Browser, office: Office, office_url: str, width: int, theme: Literal["light", "dark"]
) -> None:
    world = furnish(office)
    mark(world, office, "vm")
    size = {"width": width, "height": 900}
    page = chromium_visit(
        browser, office, "technician", office_url, viewport=size, color_scheme=theme
    )
    page.goto("/graph?ci=host")
    page.wait_for_function(READY)
    page.locator("[hx-trigger=load], .htmx-request").first.wait_for(state="detached")
    found = Axe().run(page, options=OPTIONS).response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")
    page.context.close()


def test_a_phone_shows_the_list_before_the_drawing(
    browser: Browser, office: Office, office_url: str
) -> None:
    furnish(office)
    page = chromium_visit(browser, office, "administrator", office_url, **PHONE)
    page.goto("/graph?ci=host")
    listed, drawn = page.locator("#listed").bounding_box(), page.locator("#drawn").bounding_box()
    assert listed is not None
    assert drawn is not None
    assert listed["y"] < drawn["y"]
    page.context.close()


def test_a_drawing_that_does_not_come_says_so_and_leaves_the_list(
    browser: Browser, office: Office, office_url: str
) -> None:
    furnish(office)
    page = chromium_visit(browser, office, "administrator", office_url)
    page.route("**/graph/drawing*", lambda route: route.fulfill(status=503, body="no"))
    page.goto("/graph?ci=host")
    page.get_by_text("The drawing did not come: the server answered 503").wait_for()
    assert page.locator("#item-shop").is_visible()
    page.context.close()
