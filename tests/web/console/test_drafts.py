"""What was typed is kept in the browser until the server took it, and no longer."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.office import Office
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KEPT = "() => Object.keys(sessionStorage).filter((key) => key.startsWith('draft '))"
WHY = "#reason"


def test_a_reason_is_forgotten_once_the_approval_led_elsewhere(
    office: Office, browser: Browser, office_url: str
) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "approver", office_url)
    page.goto(f"/approvals/{number}")
    page.fill(WHY, "HR told me")
    page.locator("[popovertarget=approve]:visible").first.click()
    assert page.evaluate(KEPT)

    page.click("#approve button[type=submit]")
    page.wait_for_url(f"**/work/{number}")

    page.wait_for_selector("#toasts .toast")
    assert page.evaluate(KEPT) == []
    page.context.close()


def test_what_was_typed_on_the_way_to_a_leaver_is_forgotten_when_it_is_opened(
    office: Office, browser: Browser, office_url: str
) -> None:
    page = chromium_visit(browser, office, "hr", office_url)
    page.goto("/work/new")
    page.fill("#l-person", "Jane Doe")
    page.fill("#l-reason", "She resigned")
    page.click("#leaver-form button[type=submit]")
    page.wait_for_selector("#leaver-preview")
    assert page.evaluate(KEPT), "it is only rehearsed"

    page.click("#leaver-preview button[type=submit]")
    page.wait_for_selector("#toasts .toast")

    assert page.evaluate(KEPT) == []
    page.context.close()


def test_what_was_refused_stays(office: Office, browser: Browser, office_url: str) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "approver", office_url)
    page.goto(f"/approvals/{number}")
    page.fill(WHY, "HR told me")
    page.locator("[popovertarget=approve]:visible").first.click()
    office.post("approver2", f"/work/{number}/refuse", _no(office, number))

    with page.expect_navigation():
        page.click("#approve button[type=submit]")
    page.goto("/people")

    assert page.evaluate(KEPT)
    page.context.close()


def test_nobody_who_signs_in_next_finds_what_another_typed(
    office: Office, browser: Browser, office_url: str
) -> None:
    page = chromium_visit(browser, office, "hr", office_url)
    page.goto("/work/new")
    page.fill("#l-reason", "Dismissed")
    page.click("[popovertarget=account]")
    page.click("form[action='/sign-out'] button")
    page.wait_for_url("**/sign-in**")

    assert page.evaluate(KEPT) == []
    page.context.close()


def _no(office: Office, number: str) -> dict[str, str]:
    return {"digest": office.digest(number), "reason": "not her"}
