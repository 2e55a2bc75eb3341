"""People at their browsers: signed in without the forms, for tests of what comes behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from fastapi.testclient import TestClient
from httpx2 import Response

from steersman.bootstrap import Steersman
from steersman.records.sign_in.accounts import Account
from steersman.records.sign_in.sessions import From, Session
from steersman.web.app import create_app
from steersman.web.sign_in import cookies

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page

    from tests.web.office import Office

HERE = "http://testserver"
PASSWORD = "the harbour freezes late"


@dataclass
class Visit:
    """A browser with a session.  It sends what a browser sends: cookie, Origin and csrf."""

    http: TestClient
    session: Session
    csrf: str
    htmx: bool = False

    def get(self, path: str, **more: Any) -> Response:
        return self.ask("GET", path, **more)

    def post(self, path: str, form: Mapping[str, Any] | None = None, **more: Any) -> Response:
        data = {"csrf": self.csrf, **(form or {})}
        return self.ask("POST", path, data=data, **more)

    def ask(self, method: str, path: str, **more: Any) -> Response:
        """Redirects are not followed, so that a test can look at them."""
        headers = {"HX-Request": "true"} if self.htmx else {}
        headers |= more.pop("headers", {})
        answer: Response = self.http.request(method, path, headers=headers, **more)
        return answer


def browser_at(steersman: Steersman) -> TestClient:
    """A browser with empty pockets, that comes from a page of ours."""
    app = create_app(steersman)
    client = TestClient(app, HERE, raise_server_exceptions=False, follow_redirects=False)
    client.headers["Origin"] = HERE
    return client


def account_of(office: Office, who: str, password: str = "") -> Account:
    """The account of somebody of the office; made at the first call."""
    sign_in, principal = office.steersman.sign_in, office.people.get(who, who)
    found = sign_in.accounts.find(principal)
    if found is None:
        found = sign_in.accounts.create(principal, f"{who}@example.org", by="system:test")
    if password:
        sign_in.accounts.set_password(found.id, password)
    return found


def visit(office: Office, who: str, *, second_factor: bool = True, htmx: bool = False) -> Visit:
    """``who`` as in ``Office.callers``, signed in; ``second_factor``: given just now."""
    sign_in, steersman = office.steersman.sign_in, office.steersman
    seen = From("192.0.2.7", "test browser")
    account = account_of(office, who)
    session, secret = sign_in.start(account, "password", seen, second_factor=second_factor)
    client = browser_at(steersman)
    client.cookies.set(cookies.name_of(steersman, cookies.SESSION), secret)
    return Visit(client, session, sign_in.csrf(session), htmx)


def chromium_context(
    browser: Browser, office: Office, who: str, url: str, **options: Any
) -> BrowserContext:
    """A context of Chromium in which ``who`` is signed in at the server at ``url``."""
    sign_in, steersman = office.steersman.sign_in, office.steersman
    account = account_of(office, who)
    _, secret = sign_in.start(account, "password", From(), second_factor=True)
    context = browser.new_context(base_url=url, **options)
    cookie = cookies.name_of(steersman, cookies.SESSION)
    context.add_cookies([{"name": cookie, "value": secret, "url": url, "httpOnly": True}])
    return context


def chromium_visit(browser: Browser, office: Office, who: str, url: str, **options: Any) -> Page:
    """A page in a context of its own; close it with ``page.context.close()``."""
    return chromium_context(browser, office, who, url, **options).new_page()
