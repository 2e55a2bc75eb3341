"""The pages of signing in, looked at: no script or style is blocked, nothing scrolls sideways."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from tests.web.office import Office
from tests.web.visitors import PASSWORD, account_of, chromium_context

if TYPE_CHECKING:
    from playwright.sync_api import Browser

WIDTHS = (1440, 390)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", WIDTHS)
def test_every_page_keeps_its_policy_and_its_width(
    browser: Browser, office: Office, office_url: str, width: int, scheme: str
) -> None:
    options = {"viewport": {"width": width, "height": 900}, "color_scheme": scheme}
    context = chromium_context(browser, office, "approver", office_url, **options)
    page = context.new_page()
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    for path in ("/sign-in", "/account", "/sign-in/again", "/app"):
        if path == "/app":
            page.goto("/account")
            page.click("text=Set up an app")
            page.wait_for_selector("svg.qr")
        else:
            page.goto(path)
        wide = page.evaluate("document.documentElement.scrollWidth > innerWidth")
        assert not wide, path
        if folder := os.environ.get("STEERSMAN_SHOTS"):
            name = path.strip("/").replace("/", "-")
            page.screenshot(path=f"{folder}/{name}-{width}-{scheme}.png", full_page=True)
    context.close()
    assert told == []


def test_the_keyboard_alone_signs_in(browser: Browser, office: Office, office_url: str) -> None:
    account_of(office, "approver", PASSWORD)
    context = browser.new_context(base_url=office_url)
    page = context.new_page()
    page.goto("/sign-in?next=/account")
    page.keyboard.type("approver@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(f"{office_url}/account")
    context.close()
