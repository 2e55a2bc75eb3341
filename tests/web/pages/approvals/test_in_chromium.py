"""With the keyboard alone, and with one hand on a phone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.office import Office
from tests.web.pages.approvals.plans import change_plan, given, path
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# The browser moves the focus out of a closed dialog only with its next frame.
OPEN = ":popover-open, [popover] :focus"
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True}


def test_the_keyboard_alone_completes_an_approval(
    office: Office, browser: Browser, office_url: str
) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "approver", office_url)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/approvals")
    page.keyboard.press("j")  # to the first plan
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{path(number)}")
    page.keyboard.press("a")  # opens, and decides nothing
    page.wait_for_selector("#approve:popover-open")
    assert given(office, number) == []
    for key, dialog in (("b", "#ask"), ("r", "#refuse")):
        page.keyboard.press("Escape")
        page.wait_for_selector(OPEN, state="detached")
        page.keyboard.press(key)
        page.wait_for_selector(f"{dialog}:popover-open")
    page.keyboard.press("Escape")
    page.wait_for_selector(OPEN, state="detached")
    assert office.status(number) == "held"
    page.keyboard.press("a")
    page.wait_for_selector("#approve:popover-open")
    page.keyboard.press("Enter")
    page.wait_for_selector("#toasts .toast")
    assert given(office, number) == [office.id("approver")]
    assert faults == []
    page.context.close()


def test_a_phone_completes_an_approval_with_taps(
    office: Office, browser: Browser, office_url: str
) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "approver", office_url, **PHONE)
    page.goto(path(number))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.tap(".dock .primary")
    page.wait_for_selector("#approve:popover-open")
    assert given(office, number) == []
    page.tap("#approve button[type=submit]")
    page.wait_for_selector("#toasts .toast")
    assert given(office, number) == [office.id("approver")]
    page.context.close()


def test_a_changed_plan_keeps_the_reason_and_opens_by_the_tick(
    office: Office, browser: Browser, office_url: str
) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "approver", office_url)
    page.goto(path(number))
    page.fill("#reason", "agreed with Mary")
    change_plan(office, number)
    page.click("[data-key=a]")
    page.click("#approve button[type=submit]")
    page.wait_for_selector("#changed")
    assert given(office, number) == []
    assert page.input_value("#reason") == "agreed with Mary"
    button = page.locator("[data-key=a]")
    assert button.is_disabled()
    page.check("#read")
    assert button.is_enabled()
    button.click()
    page.click("#approve button[type=submit]")
    page.wait_for_selector("#toasts .toast")
    (row,) = office.ledger("approval")
    assert row["reason"] == "agreed with Mary"
    page.context.close()
