"""Takes the pictures of the console again, from a running sample company (``make run``).

``--mail`` and ``--password-file`` say who signs in.  It needs Debian's Chromium and the tools of
development.  Each picture of ``SHOTS`` is written to ``docs/images/NAME.png``.
"""

from __future__ import annotations

import argparse
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, StorageState

HOUSE = Path(__file__).resolve().parents[1]
IMAGES = HOUSE / "docs" / "images"
HEIGHTS = {1440: 900, 390: 844}  # of a desk and of a phone, in pixels
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@dataclass(frozen=True, slots=True)
class Shot:
    name: str
    path: str
    width: int = 1440
    theme: Literal["light", "dark"] = "light"


SHOTS = (
    Shot("overview", "/"),
    Shot("overview-dark", "/", theme="dark"),
    Shot("work", "/work"),
    Shot("approvals", "/approvals"),
    Shot("approvals-phone", "/approvals", width=390),
    Shot("people", "/people"),
    Shot("systems", "/systems"),
    Shot("policies", "/policies"),
    Shot("ledger", "/ledger"),
    Shot("levels", "/levels"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--url", default="http://127.0.0.1:8400")
    parser.add_argument("--mail", required=True, help="who signs in")
    parser.add_argument("--password-file", type=Path, required=True)
    parser.add_argument("--into", type=Path, default=IMAGES)
    parser.add_argument("names", nargs="*", help="only these pictures")
    given = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed: run `make servers`")
    from playwright.sync_api import sync_playwright

    chosen = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    given.into.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        password = given.password_file.read_text().strip()
        session = sign_in(browser, given.url, given.mail, password)
        for shot in chosen:
            print(take(browser, given.url, session, shot, given.into))
        browser.close()


def sign_in(browser: Browser, url: str, mail: str, password: str) -> StorageState:
    """The cookies of a session.  Ends the program when the sign-in is refused."""
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{url}/sign-in")
        page.locator("input[autocomplete~=username]").fill(mail)
        if not page.locator("input[type=password]").is_visible():
            page.locator("form button[type=submit]").first.click()
        page.locator("input[type=password]").fill(password)
        page.locator("form:has(input[type=password]) button[type=submit]").first.click()
        page.wait_for_load_state()
        if "/sign-in" in page.url:
            sys.exit(f"{mail} could not sign in at {url}")
        return context.storage_state()


def take(browser: Browser, url: str, session: StorageState, shot: Shot, into: Path) -> Path:
    """One picture of what is seen without scrolling, without moving parts and carets."""
    context = browser.new_context(
        storage_state=session,
        viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
        color_scheme=shot.theme,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    with context:
        page = context.new_page()
        answer = page.goto(f"{url}{shot.path}", wait_until="load")  # the stream never ends
        if answer is None or not answer.ok:
            sys.exit(f"{shot.path} could not be shown")
        page.evaluate("document.fonts.ready.then(() => true)")
        path = into / f"{shot.name}.png"
        page.screenshot(path=path, animations="disabled", caret="hide")
        return path


if __name__ == "__main__":
    main()
