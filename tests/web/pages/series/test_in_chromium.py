"""The explorer in a browser: drawn, told point by point by the keyboard, zoomed, moved on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from steersman.records.series import Watch
from steersman.runtime.clock import ManualClock
from tests.fixtures.browser import serving
from tests.governor.company import Company
from tests.signals.watching.made import MadeMetrics
from tests.web.office import Office, move_in
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DAY = 86_400.0
DRAWN = "() => window.steersmanSeries && window.steersmanSeries.told.points.length"


@pytest.fixture(scope="module")
def explored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Office, str]]:
    company = Company(tmp_path_factory.mktemp("series"), "")
    with company.open() as steersman:
        office, now = move_in(steersman, company), steersman.clock.now()

        def read(at: float) -> float:
            return at / DAY - now / DAY + (50.0 if now - 7_260 < at <= now - 7_200 else 0.0)

        source = MadeMetrics({"db-1": read})
        steersman.watching = replace(steersman.watching, sources={"metrics": source}, history=1_500)
        watch = Watch(name="disk", system="metrics", expression="disk", capacity=5.0, unit="%")
        steersman.watching.keep(watch, by="system:test")
        steersman.watching.look()
        (line,) = steersman.watching.measurements.lines()
        yield office, line.id


@pytest.fixture
def page(browser: Browser, explored: tuple[Office, str]) -> Iterator[Page]:
    office, id = explored
    with serving(office.steersman) as url:
        opened = chromium_visit(browser, office, "technician", url)
        faults: list[str] = []
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(f"/series/{id}")
        opened.wait_for_function(DRAWN)
        yield opened
        assert faults == []
        opened.context.close()


def test_it_is_drawn_with_what_was_expected_and_what_stood_out(page: Page) -> None:
    assert page.locator("#explorer canvas").count() == 1
    told = page.evaluate("() => window.steersmanSeries.told")
    assert any("above the expected" in each["reason"] for each in told["anomalies"])
    assert told["forecast"]["outcome"] == "will reach"
    assert told["capacity"] == 5.0


def test_the_keyboard_tells_points_and_zooms(page: Page) -> None:
    box = page.locator("#explorer")
    box.focus()
    for _ in range(3):
        page.keyboard.press("Home")
        page.keyboard.press("ArrowRight")
    said = page.locator("#explorer-said")
    assert "%, expected" in said.inner_text()
    before = page.evaluate("() => window.steersmanSeries.shown")
    page.keyboard.press("+")
    page.wait_for_function(
        "length => { const s = window.steersmanSeries.shown; return s[1] - s[0] < length }",
        arg=before[1] - before[0],
    )
    page.keyboard.press("0")
    page.wait_for_function(
        "length => { const s = window.steersmanSeries.shown; "
        "return Math.abs(s[1] - s[0] - length) < 1 }",
        arg=before[1] - before[0],
    )


def test_a_new_value_moves_the_drawing_on(page: Page, explored: tuple[Office, str]) -> None:
    office, _ = explored
    before = page.locator("#now").inner_text()
    watch = office.steersman.watching.watches.all()[0]
    clock = ManualClock((watch.read_until or 0.0) + 121.0)
    later = replace(office.steersman.watching, clock=clock)
    assert later.read(watch)
    page.locator("#now", has_not_text=before).wait_for(timeout=20_000)


def test_the_page_holds_the_same_facts_without_scripts(
    browser: Browser, explored: tuple[Office, str]
) -> None:
    office, id = explored
    with serving(office.steersman) as url:
        opened = chromium_visit(browser, office, "technician", url)
        opened.route("**/*.js", lambda route: route.abort())
        opened.goto(f"/series/{id}")
        opened.locator("summary", has_text="Lowest, mean").click()
        assert opened.locator("details tbody tr").count() >= 20
        opened.context.close()
