"""The console without JavaScript, and what its first page weighs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.web.office import Office
from tests.web.pages.approve.test_page import link
from tests.web.visitors import PASSWORD, account_of, chromium_context

if TYPE_CHECKING:
    from playwright.sync_api import Browser

LARGEST = 150 * 1024  # bytes over the wire, all of the first page


def test_without_scripts_one_signs_in_reads_and_stops(
    browser: Browser, office: Office, office_url: str
) -> None:
    number = office.leaver()
    account = account_of(office, "security", PASSWORD)
    context = browser.new_context(base_url=office_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/work")
    page.fill("[name=name]", account.name)
    page.fill("[name=password]", PASSWORD)
    page.click("button[type=submit]")
    assert page.url == f"{office_url}/work"
    page.click(f"main a[href='/work/{number}']")
    assert "Jane Doe" in page.text_content("h1", timeout=5000)  # type: ignore[operator]
    page.click("#helm button")
    page.fill("#stop-why", "drill")
    page.click("#stop button[type=submit]")
    page.locator("#toasts .toast").wait_for()
    (thrown,) = office.steersman.switches.thrown()
    assert (thrown["scope"], thrown["reason"]) == ("everything", "drill")
    context.close()


def test_without_scripts_one_approves_on_the_page(
    browser: Browser, office: Office, office_url: str
) -> None:
    number = office.leaver()
    context = chromium_context(browser, office, "approver", office_url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/approvals")
    page.click(f"main a[href='/approvals/{number}']")
    page.click("button[popovertarget=approve] >> visible=true")
    page.click("#approve button[type=submit]")
    page.locator("#toasts .toast").wait_for()
    context.close()
    office.run()
    assert office.status(number) == "done"


def test_without_scripts_one_approves_by_the_mailed_link(
    browser: Browser, office: Office, office_url: str
) -> None:
    number = office.leaver()
    context = browser.new_context(base_url=office_url, java_script_enabled=False)
    page = context.new_page()
    page.goto(link(office, number))
    page.click("button[value=approve]")
    page.get_by_text("You approved").wait_for()
    context.close()
    office.run()
    assert office.status(number) == "done"


def test_the_first_page_is_light(browser: Browser, office: Office, office_url: str) -> None:
    office.leaver()
    context = chromium_context(browser, office, "approver", office_url)
    page, received = context.new_page(), [0.0]
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.on(
        "Network.loadingFinished",
        lambda told: received.append(told["encodedDataLength"]),
    )
    page.goto("/", wait_until="load")
    page.wait_for_timeout(300)  # the fonts come last
    context.close()
    assert 10_000 < sum(received) <= LARGEST
