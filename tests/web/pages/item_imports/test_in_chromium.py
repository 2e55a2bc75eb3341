"""A file chosen in Chromium: brought in parts, read, shown whole at every width, and imported."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from axe_playwright_python.base import AXE_SCRIPT

from tests.fixtures.browser import serving
from tests.web.lively import LONG, MARK
from tests.web.office import Office
from tests.web.pages.test_sweep import COLOURS, OPTIONS, SWEPT_BY_AXE, WIDER, WIDTHS
from tests.web.pages.test_sweep import _widest as widest
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


def hostile_list(folder: Path) -> Path:
    """Some rows, the first of them hostile, one refused, and more bytes than two parts hold."""
    path = folder / "list.csv"
    quoted = MARK.replace('"', '""')
    lines = ["Key,Class,Name,Location,Description,Strange column"]
    lines += [f'1,server,"{quoted}","{quoted}",{LONG},"{quoted}"', f"2,spaceship,{LONG},,,"]
    lines += [f"{n},team,team {n},,{LONG * 8},{'x' * 900_000}" for n in (3, 4, 5)]
    path.write_text("\n".join(lines))
    assert path.stat().st_size > 2_000_000
    return path


def faults_of(page: Page) -> list[str]:
    """What is wrong with how the page looks, at every width and in both themes."""
    page.evaluate(AXE_SCRIPT)
    found: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if page.evaluate(WIDER) > 0:
            found.append(f"{width} px: too wide: {widest(page)}")
        for theme, options in zip(SWEPT_BY_AXE[width], (OPTIONS, COLOURS), strict=True):
            if theme:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # its literals
                told = page.evaluate("options => axe.run(options)", options)["violations"]
                found += [f"{width} px: {each['id']}: {each['nodes'][0]['html']}" for each in told]
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    return found


def test_a_large_file_is_brought_read_shown_and_imported(
    browser: Browser, office: Office, tmp_path: Path
) -> None:
    with serving(office.steersman) as url:
        page = chromium_visit(browser, office, "technician", url)
        said: list[str] = []
        page.on("console", lambda told: said.append(told.text) if told.type == "error" else None)
        page.goto("/ci/import")
        page.set_input_files("#chosen", hostile_list(tmp_path))
        page.fill("#source", MARK)
        page.check("[name=known_only]")
        page.get_by_role("button", name="Read it").click()
        apply = page.get_by_role("button", name="Import 4 rows, leave 1 out")
        apply.wait_for()
        assert "What list.csv would do" in page.inner_text("h1")
        assert faults_of(page) == []
        apply.click()
        page.get_by_text("Done: exactly what was shown").wait_for()
        assert said == []
        page.context.close()
    assert office.get("technician", "/ci").json()["total"] == 4


def test_ticked_rows_are_edited_with_the_keyboard_alone(browser: Browser, office: Office) -> None:
    for name in ("a", "b", "c"):
        office.post("technician", "/ci", {"values": {"ci_class": "team", "name": name}})
    with serving(office.steersman) as url:
        page = chromium_visit(browser, office, "technician", url)
        page.goto("/ci")
        for key in ("j", "x", "j", "x"):
            page.keyboard.press(key)
        assert page.inner_text("[data-selected]") == "2 of 3"
        page.get_by_role("button", name="Edit them…").press("Enter")
        page.get_by_label("Attribute", exact=True).select_option("location")
        page.get_by_label("Its value", exact=True).fill("Rome")
        page.get_by_role("button", name="Show what it would do").press("Enter")
        page.get_by_role("button", name="Change 2 items").press("Enter")
        page.get_by_role("button", name="Take back: location: Rome").wait_for()
        page.context.close()
    assert office.get("technician", "/ci?where=location:Rome").json()["total"] == 2
