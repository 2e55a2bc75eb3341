"""Passkeys, by Chromium with an authenticator of its own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from steersman.web.sign_in import cookies
from tests.web.office import Office
from tests.web.visitors import PASSWORD, account_of, browser_at, chromium_context

if TYPE_CHECKING:
    from playwright.sync_api import Browser, CDPSession, Page

KEY = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@contextmanager
def at_the_account(browser: Browser, office: Office, url: str, **key: Any) -> Iterator[Page]:
    """The approver on the account page, with a device that has a passkey chip."""
    context = chromium_context(browser, office, "approver", url)
    page = context.new_page()
    chip(page, **key)
    page.goto("/account")
    yield page
    context.close()


def chip(page: Page, **key: Any) -> tuple[CDPSession, str]:
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {"options": {**KEY, **key}}
    made = session.send("WebAuthn.addVirtualAuthenticator", options)
    return session, made["authenticatorId"]


def add(page: Page) -> None:
    page.fill("#key-name", "Work laptop")
    page.click("text=Add a passkey")
    page.wait_for_selector("text=Work laptop")


def leave(page: Page, office: Office) -> None:
    page.context.clear_cookies(name=cookies.name_of(office.steersman, cookies.SESSION))


def test_a_passkey_is_added_and_lets_in_alone(
    browser: Browser, office: Office, office_url: str
) -> None:
    with at_the_account(browser, office, office_url) as page:
        add(page)
        leave(page, office)
        page.goto("/sign-in?next=/account")
        page.click("text=Sign in with a passkey")
        page.wait_for_url(f"{office_url}/account")
        assert "Work laptop" in page.content()
    session = office.steersman.sign_in.sessions.running(office.id("approver"))[0]
    assert (session.how, session.second_factor_at) == ("passkey", session.created_at)
    kept = office.steersman.sign_in.passkeys.of(office.id("approver"))[0]
    assert (kept.name, kept.sign_count > 0, kept.used_at is not None) == ("Work laptop", True, True)


def test_it_is_the_second_factor_behind_the_password(
    browser: Browser, office: Office, office_url: str
) -> None:
    with at_the_account(browser, office, office_url) as page:
        add(page)
        leave(page, office)
        account_of(office, "approver", PASSWORD)
        page.goto("/sign-in?next=/account")
        page.fill("#name", "approver@example.org")
        page.fill("#password", PASSWORD)
        page.click("button[type=submit]")
        page.wait_for_url("**/sign-in/second-factor")
        page.click("text=Use a passkey")
        page.wait_for_url(f"{office_url}/account")


def test_it_proves_again_who_one_is(browser: Browser, office: Office, office_url: str) -> None:
    with at_the_account(browser, office, office_url) as page:
        add(page)
        before = office.steersman.sign_in.sessions.running(office.id("approver"))[0].proved_at
        page.goto("/sign-in/again?next=/account")
        page.click("text=Use a passkey")
        page.wait_for_url(f"{office_url}/account")
    after = office.steersman.sign_in.sessions.running(office.id("approver"))[0].second_factor_at
    assert after is not None
    assert after > before


def test_a_device_that_checks_nobody_is_refused(
    browser: Browser, office: Office, office_url: str
) -> None:
    with at_the_account(browser, office, office_url, isUserVerified=False) as page:
        page.fill("#key-name", "Anybody’s")
        page.click("text=Add a passkey")
        page.wait_for_selector("#passkey-error:not([hidden])")
    assert office.steersman.sign_in.passkeys.of(office.id("approver")) == ()


def test_an_answer_counts_once_and_only_as_it_was_signed(
    browser: Browser, office: Office, office_url: str
) -> None:
    with at_the_account(browser, office, office_url) as page:
        add(page)
        leave(page, office)
        page.goto("/sign-in")
        sent: list[str] = []
        page.on("request", lambda r: sent.append(r.post_data or "") if r.method == "POST" else None)
        page.click("text=Sign in with a passkey")
        page.wait_for_url(f"{office_url}/")
        body = json.loads(sent[-1])
        path, headers = "/sign-in/passkey", {"Origin": office_url}
        again = page.request.post(path, data=body, headers=headers)
        assert again.status == 409
        page.request.post("/sign-in/passkey/options", data={}, headers=headers)
        other = page.request.post(path, data=body, headers=headers)
        assert (other.status, other.json()["error"]["rule"]) == (403, "passkey")
        page.request.post("/sign-in/passkey/options", data={}, headers=headers)
        body["credential"]["id"] = "AAAA"
        unknown = page.request.post(path, data=body, headers=headers)
        assert unknown.json() == other.json()


def test_a_page_by_address_says_what_passkeys_need(office: Office) -> None:
    client = browser_at(office.steersman)
    told = client.post("/sign-in/passkey/options", headers={"Sec-Fetch-Site": "same-origin"})
    assert told.status_code == 409
    assert "a name" in told.json()["error"]["message"]
