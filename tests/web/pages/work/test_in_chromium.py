"""The queue and a work item in a browser: keys, ticked rows that stay, and live progress."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from steersman.records.desk.work import Request
from tests.web.office import Office
from tests.web.visitors import chromium_visit

if TYPE_CHECKING:
    from playwright.sync_api import Browser

pytestmark = pytest.mark.usefixtures("browser")


def done(office: Office) -> str:
    number = office.leaver()
    office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
    office.run()
    return number


def test_rows_are_moved_through_ticked_and_opened_by_keys(
    browser: Browser, office: Office, office_url: str
) -> None:
    number = done(office)
    page = chromium_visit(browser, office, "security", office_url)
    try:
        page.goto("/work?status=all")
        page.keyboard.press("j")
        page.keyboard.press("x")
        page.get_by_text("1 of 1 selected").wait_for()
        asked = Request(procedure="manual", requester="hr", summary="Something new")
        office.steersman.desk.work_items.submit(asked)
        page.get_by_text("Something new").wait_for()  # the rows came anew by themselves
        assert page.locator(f"#c-{number}").is_checked()
        assert page.get_by_text("1 of 1 selected").is_visible()
        page.keyboard.press("j")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/work/{number}")
    finally:
        page.context.close()


def test_a_work_item_goes_on_in_sight_and_is_taken_back(
    browser: Browser, office: Office, office_url: str
) -> None:
    number = office.leaver()
    page = chromium_visit(browser, office, "security", office_url)
    try:
        page.goto(f"/work/{number}")
        page.get_by_text("Waits for a person", exact=True).wait_for()
        office.post("approver", f"/work/{number}/approve", {"digest": office.digest(number)})
        office.run()
        page.get_by_text("Read back from Directory").wait_for()
        page.get_by_role("button", name="Undo…").click()
        page.locator("#undo-why").fill("wrong Jane")
        page.get_by_role("button", name="Take back 4 steps").click()
        page.wait_for_url("**/work/CHG*")
    finally:
        page.context.close()
