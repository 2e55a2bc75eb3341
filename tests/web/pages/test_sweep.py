"""Every page of the console in Chromium: at three widths, light and dark, and for everybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT as AXE

from tests.fixtures.browser import serving
from tests.web.lively import Lively, lively_office
from tests.web.router import page_routes
from tests.web.visitors import account_of, chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

WIDTHS = (1440, 1024, 390)
LIGHT, DARK = "light", "dark"
# By width: the theme in which every rule of axe is asked, and the one for colours alone, since
# nothing else differs between the two.
SWEPT_BY_AXE = {1440: (LIGHT, DARK), 1024: (LIGHT, ""), 390: (DARK, LIGHT)}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS: dict[str, Any] = {
    "resultTypes": ["violations"],
    "runOnly": {"type": "tag", "values": RULES},
}
COLOURS: dict[str, Any] = {"resultTypes": ["violations"], "runOnly": ["color-contrast"]}
PAPER = {"width": 673, "height": 1000}  # A4 within its margins, in CSS pixels
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
ADMINISTRATOR, APPROVER = "administrator", "approver"

# (who, path); in braces the names of the lively office
PAGES = (
    (ADMINISTRATOR, "/"),
    (ADMINISTRATOR, "/work?status=all"),
    (ADMINISTRATOR, "/work?q=nothing-is-called-so"),
    (ADMINISTRATOR, "/work/{done}"),
    (ADMINISTRATOR, "/work/{held}"),
    (ADMINISTRATOR, "/work/{asked}"),
    (ADMINISTRATOR, "/work/{undone}"),
    (ADMINISTRATOR, "/work/new"),
    (APPROVER, "/approvals"),
    (APPROVER, "/approvals/{held}"),
    (ADMINISTRATOR, "/people"),
    (ADMINISTRATOR, "/environments"),
    (ADMINISTRATOR, "/runbooks"),
    (ADMINISTRATOR, "/runbooks/new"),
    (ADMINISTRATOR, "/runbooks/disk-full"),
    (ADMINISTRATOR, "/runbooks/disk-full/edit"),
    (ADMINISTRATOR, "/runbooks/disk-full/start"),
    (ADMINISTRATOR, "/runbooks/{runbook}?version=1"),
    (ADMINISTRATOR, "/runbooks/{runbook}/versions/1"),
    (ADMINISTRATOR, "/runbooks/old-one"),
    (ADMINISTRATOR, "/alerts"),
    (ADMINISTRATOR, "/alerts?status=all&name=nothing"),
    (ADMINISTRATOR, "/alerts/{alert}"),
    (ADMINISTRATOR, "/on-call"),
    (ADMINISTRATOR, "/on-call/pages/{page}"),
    ("", "{paged}"),
    (ADMINISTRATOR, "/situations"),
    (ADMINISTRATOR, "/situations?show=all"),
    (ADMINISTRATOR, "/situations/{situation}"),
    (ADMINISTRATOR, "/situations/noise"),
    (ADMINISTRATOR, "/silences"),
    (ADMINISTRATOR, "/series"),
    (ADMINISTRATOR, "/series/new"),
    (ADMINISTRATOR, "/series/new?name=hostile"),
    (ADMINISTRATOR, "/series/{series}"),
    (ADMINISTRATOR, "/ask"),
    (ADMINISTRATOR, "/ci"),
    (ADMINISTRATOR, "/ci?check=relationships&source=console&sort=-last_seen&columns=last_seen"),
    (ADMINISTRATOR, "/ci/{item}"),
    (ADMINISTRATOR, "/ci/import"),
    (ADMINISTRATOR, "/ci/edit?class=server"),
    (ADMINISTRATOR, "/ci/edits"),
    (ADMINISTRATOR, "/quality"),
    (ADMINISTRATOR, "/quality/compare?kept={item}&gone={twin}"),
    (ADMINISTRATOR, "/sources"),
    (ADMINISTRATOR, "/sources/netbox"),
    (ADMINISTRATOR, "/ask?q=how+many+people+per+department"),
    (ADMINISTRATOR, "/ask?query=nonsense"),
    (ADMINISTRATOR, "/knowledge"),
    (ADMINISTRATOR, "/knowledge?q=nothing-is-called-so"),
    (ADMINISTRATOR, "/knowledge/new"),
    (ADMINISTRATOR, "/knowledge/{document}"),
    (ADMINISTRATOR, "/knowledge/{document}/edit"),
    (ADMINISTRATOR, "/knowledge/drafts/{draft}"),
    (ADMINISTRATOR, "/people/{hostile}"),
    (ADMINISTRATOR, "/people/{hostile}/leave"),
    (ADMINISTRATOR, "/systems"),
    (ADMINISTRATOR, "/systems/directory"),
    (ADMINISTRATOR, "/systems/new"),
    (ADMINISTRATOR, "/systems/new/ldap"),
    (ADMINISTRATOR, "/systems/new/hr"),
    (ADMINISTRATOR, "/systems/restart"),
    (ADMINISTRATOR, "/policies"),
    (ADMINISTRATOR, "/policies/files/10-house-rules.cedar"),
    (ADMINISTRATOR, "/levels"),
    (ADMINISTRATOR, "/ledger"),
    (ADMINISTRATOR, "/ledger/1"),
    (ADMINISTRATOR, "/import"),
    (ADMINISTRATOR, "/help"),
    (ADMINISTRATOR, "/help/first-run"),
    (ADMINISTRATOR, "/help/guide/levels"),
    (ADMINISTRATOR, "/components"),
    (ADMINISTRATOR, "/account"),
    (ADMINISTRATOR, "/graph"),
    (ADMINISTRATOR, "/graph?ci={item}"),
    (ADMINISTRATOR, "/accounts"),
    (ADMINISTRATOR, "/accounts/new"),
    (ADMINISTRATOR, "/accounts/{long}"),
    ("employee", "/"),
    ("employee", "/people"),
    ("", "/sign-in"),
    (ADMINISTRATOR, "/sign-in/again"),
    ("", "/sign-in/password/{link}"),
    ("", "{mailed}"),
)
# What htmx puts into a page, redirects and downloads.
PARTS = {
    "/alerts/rows",
    "/runbooks/faults",
    "/approvals/rows",
    "/approvals/{number}/news",
    "/ci/import/{job}",  # looked at in item_imports/test_in_chromium.py: one must begin it
    "/ci/import/{job}/problems",
    "/ci/import/{job}/progress",
    "/ci/import/{job}/refused",
    "/console/events",
    "/console/helm",
    "/console/palette",
    "/graph/drawing",
    "/graph/file",
    "/graph/points",
    "/quality/survey",  # part of /quality
    "/ledger/checkpoint.txt",
    "/ledger/export.jsonl",
    "/ledger/rows",
    "/levels/switches",
    "/overview/now",
    "/overview/sources",
    "/overview/switches",
    "/people/{person}/history",
    "/questions/{question}",
    "/series/rows",
    "/series/{series}/drawing",
    "/series/{series}/now",
    "/situations/rows",
    "/situations/{number}/live",
    "/sign-in/company",
    "/sign-in/company/answer",
    "/sign-in/second-factor",  # leads to /sign-in until a password was given
    "/work/new/ask",  # leads back to the form
    "/work/new/leaver",
    "/work/new/people",
    "/work/rows",
    "/work/{number}/live",
    "/work/{number}/undo",
}


@dataclass
class Screen:
    """A page of Chromium and what went wrong in it."""

    page: Page
    faults: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on(
            "console",
            lambda said: self.faults.append(said.text) if said.type == "error" else None,
        )


@pytest.fixture(scope="module")
def lively(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lively]:
    with lively_office(tmp_path_factory.mktemp("lively")) as office:
        yield office


@pytest.fixture(scope="module")
def url(lively: Lively) -> Iterator[str]:
    with serving(lively.office.steersman) as address:
        yield address


@pytest.fixture(scope="module")
def screens(browser: Browser, lively: Lively, url: str) -> Iterator[dict[str, Screen]]:
    """One for each kind of visitor."""
    opened = {who: _screen(browser, lively, who, url) for who in dict(PAGES)}
    yield opened
    for screen in opened.values():
        screen.page.context.close()


def _screen(browser: Browser, lively: Lively, who: str, url: str) -> Screen:
    if not who:
        return Screen(browser.new_context(base_url=url).new_page())
    return Screen(chromium_visit(browser, lively.office, who, url))


def path_of(path: str, lively: Lively) -> str:
    names: tuple[str, ...] = ("done", "held", "asked", "undone", "hostile", "item", "twin")
    names += ("mailed",)
    names += ("document", "draft", "series", "alert", "situation", "runbook")
    names += ("page", "paged")
    sign_in = lively.office.steersman.sign_in
    long = account_of(lively.office, "long").id
    link = sign_in.links.make(long)
    return path.format(link=link, long=long, **{name: getattr(lively, name) for name in names})


@pytest.mark.parametrize(("who", "path"), PAGES)
def test_a_page_is_whole_at_every_width_and_in_both_themes(
    screens: dict[str, Screen], lively: Lively, who: str, path: str
) -> None:
    screen = screens[who]
    page = screen.page
    screen.faults.clear()
    page.set_viewport_size({"width": WIDTHS[0], "height": 900})
    page.emulate_media(color_scheme="light")
    answer = page.goto(path_of(path, lively))
    assert answer is not None
    assert answer.status == 200
    page.locator("[hx-trigger=load], .htmx-request").first.wait_for(state="detached")
    page.evaluate(AXE)
    faults: list[str] = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        wider = page.evaluate(WIDER)
        if wider > 0:
            faults.append(f"{width} px: {wider} px too wide: {_widest(page)}")
        for theme, options in zip(SWEPT_BY_AXE[width], (OPTIONS, COLOURS), strict=True):
            if theme:
                page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]  # its literals
                faults += [f"{width} px, {theme}: {told}" for told in _violations(page, options)]
    told = "\n".join(faults + screen.faults)
    assert not told, f"{path}:\n{told}"


def _violations(page: Page, options: dict[str, Any]) -> Iterator[str]:
    found: dict[str, Any] = page.evaluate("options => axe.run(options)", options)
    for violation in found["violations"]:
        for node in violation["nodes"]:
            yield f"{violation['id']}: {node['html'][:300]} ({node['failureSummary'][:300]})"


def _widest(page: Page) -> str:
    """The elements that stand out to the right, for the message."""
    told: str = page.evaluate(
        """() => [...document.querySelectorAll('main *')]
            .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
            .slice(-4).map(e => e.outerHTML.slice(0, 160)).join(' | ')"""
    )
    return told


PRINTED = (
    (ADMINISTRATOR, "/work/{done}", "Read back from"),
    (APPROVER, "/approvals/{held}", "Why you are asked"),
    (ADMINISTRATOR, "/ledger?work={done}", "Decided"),
    (ADMINISTRATOR, "/people/{hostile}", "Identities"),
    (ADMINISTRATOR, "/quality", "What to mend first"),
)
FRAME = ".rail, .topbar, .dock, .skip, .btn, .input, [popover]"
CUT = """() => [...document.querySelectorAll('main, main *')].filter(e => {
    const box = e.getBoundingClientRect(), hides = getComputedStyle(e).overflowX !== 'visible';
    if (!box.width || e.closest('svg, .sr') || e.matches('svg, .sr')) return false;
    return box.right > innerWidth + 1 || (hides && e.scrollWidth > e.clientWidth + 1);
}).slice(0, 4).map(e => e.outerHTML.slice(0, 160))"""


@pytest.mark.parametrize(("who", "path", "told"), PRINTED)
def test_the_record_prints_whole_and_light_without_what_one_can_only_press(
    screens: dict[str, Screen], lively: Lively, who: str, path: str, told: str
) -> None:
    page = screens[who].page
    page.goto(path_of(path, lively))
    page.set_viewport_size(PAPER)  # type: ignore[arg-type]  # two numbers
    page.emulate_media(media="print", color_scheme="dark")
    try:
        shown = [e for e in page.query_selector_all(FRAME) if e.is_visible()]
        assert not shown, [e.evaluate("e => e.outerHTML.slice(0, 200)") for e in shown]
        assert told in page.inner_text("main")
        assert page.evaluate(CUT) == []
        colours = page.evaluate(
            "(() => { const s = getComputedStyle(document.body);"
            " return [s.backgroundColor, s.color]; })()"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(18, 22, 29)"]
        assert page.pdf(format="A4").startswith(b"%PDF")
    finally:
        page.emulate_media(media="screen", color_scheme="light")


def test_the_sweep_forgets_no_page() -> None:
    pages = {route.path for route in page_routes("GET")} - PARTS
    swept = [path.split("?")[0] for _, path in PAGES]
    swept = [path.replace("{mailed}", "/approve/x") for path in swept]
    swept = [path.replace("{paged}", "/page/x") for path in swept]
    forgotten = [path for path in pages if not any(_fits(path, one) for one in swept)]
    assert not forgotten, f"add them to PAGES, or to PARTS: {sorted(forgotten)}"


def _fits(template: str, path: str) -> bool:
    pattern = re.sub(r"\\{[a-z_]+(:path)?\\}", "[^/]+", re.escape(template))
    return re.fullmatch(pattern, path) is not None
