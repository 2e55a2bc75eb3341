"""The first page in Chromium: what it weighs over the wire, and when something is seen of it."""

from __future__ import annotations

import shutil

from playwright.sync_api import BrowserContext, sync_playwright

from benchmarks.rows import Row, at_most, percentile, shown
from steersman.bootstrap import Steersman
from steersman.web.sign_in import cookies
from tests.fixtures.browser import FLAGS, serving

LIGHT = 150  # KB, compressed, with fonts and scripts
ASKED = 5
PAINTED = """() => new Promise(told => new PerformanceObserver(list => {
    const first = list.getEntriesByName('first-contentful-paint')[0];
    if (first) told(first.startTime);
}).observe({type: 'paint', buffered: true}))"""


def measure(steersman: Steersman, secret: str) -> list[Row]:
    """``secret``: of a session.  Without Chromium there is no figure."""
    program = shutil.which("chromium")
    if program is None:
        return []
    weights, paints = [], []
    with serving(steersman) as url, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        for _ in range(ASKED):
            context = browser.new_context(base_url=url)
            cookie = cookies.name_of(steersman, cookies.SESSION)
            context.add_cookies([{"name": cookie, "value": secret, "url": url}])
            weight, paint = _first_page(context)
            weights.append(weight / 1024)
            paints.append(paint)
            context.close()
        browser.close()
    weight = max(weights)
    return [
        at_most(LIGHT, "first page over the wire, nothing kept", "", weight, "KB"),
        shown("first contentful paint, nothing kept, p50", "", percentile(paints, 0.5), "ms"),
    ]


def _first_page(context: BrowserContext) -> tuple[float, float]:
    page, received = context.new_page(), [0.0]
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda told: received.append(told["encodedDataLength"]))
    page.goto("/", wait_until="load")
    painted: float = page.evaluate(PAINTED)
    page.wait_for_timeout(300)  # the fonts come last
    return sum(received), painted
