"""Takes the pictures of the documentation again: ``make screenshots``.

It starts the sample company and Steersman in a folder of its own, lets somebody leave by HR's file
and another by HR's word, and writes each picture of ``SHOTS`` to ``docs/images/NAME.webp``.  It
needs Debian's Chromium and the tools of development.
"""

from __future__ import annotations

import argparse
import base64
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

HOUSE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HOUSE), str(HOUSE / "src")]

from company.people import in_department, people  # noqa: E402 - found by the line above
from company.process import free_port  # noqa: E402
from company.sample.first_run import sign_ins  # noqa: E402

IMAGES = HOUSE / "docs" / "images"
HEIGHTS = {1440: 900, 390: 844}  # of a desk and of a phone, in pixels
QUALITY = 82  # of WebP, 0 to 100
LARGEST = 150_000  # bytes of one picture
PATIENCE = 120.0  # seconds
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"]
BY_FEED = next(each for each in people() if each.login == "jdoe")
BY_WORD = in_department("sales")[3]


@dataclass(frozen=True, slots=True)
class Shot:
    """``path``: with {done} and {held} for the two work items.  ``press``: what is clicked first.

    ``wait``: a selector that must be there before the picture is taken.
    """

    name: str
    who: str
    path: str
    width: int = 1440
    theme: Literal["light", "dark"] = "light"
    press: str = ""
    wait: str = "main h1"


SHOTS = (
    Shot("overview", "approver", "/"),
    Shot("overview-dark", "security", "/", theme="dark"),
    Shot("rehearsal", "hr", "/people/{person}", press="#rehearse", wait="#leave-plan table"),
    Shot("approval", "approver", "/approvals/{held}"),
    Shot("approval-phone", "approver", "/approvals/{held}", width=390),
    Shot("work-item", "approver", "/work/{done}"),
    Shot("systems", "administrator", "/systems"),
    Shot("ledger", "auditor", "/ledger"),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--into", type=Path, default=IMAGES)
    parser.add_argument("names", nargs="*", help="only these pictures")
    given = parser.parse_args()
    program = shutil.which("chromium")
    if program is None:
        sys.exit("Chromium is not installed: run `make servers`")
    from playwright.sync_api import sync_playwright

    chosen = [shot for shot in SHOTS if not given.names or shot.name in given.names]
    given.into.mkdir(parents=True, exist_ok=True)
    with sample() as stage, sync_playwright() as playwright:
        names = stage.happen()
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        sessions = {who: stage.sign_in(browser, who) for who in {shot.who for shot in chosen}}
        for shot in chosen:
            path = take(browser, stage.url, sessions[shot.who], shot, names, given.into)
            print(f"{path}  {path.stat().st_size:,} bytes")
            if path.stat().st_size > LARGEST:
                sys.exit(f"{path} is larger than {LARGEST:,} bytes: show less, or lower QUALITY")
        browser.close()


@dataclass(frozen=True, slots=True)
class Stage:
    """The sample company with Steersman on top, as ``make run`` starts them."""

    home: Path
    url: str

    def happen(self) -> dict[str, str]:
        """Somebody leaves by HR's file, and it is done; HR asks for another, who is held."""
        feed: list[str | Path] = [
            sys.executable,
            "-m",
            "company.feed",
            "--file",
            self.home / "hr" / "people.csv",
        ]
        subprocess.run([*feed, BY_FEED.login], cwd=HOUSE, check=True, stdout=subprocess.DEVNULL)
        done = self._until(lambda: self._work("approver", "done"))
        body = {"person": BY_WORD.mail, "reason": "she takes a post elsewhere"}
        asked = self._ask("hr", "/leave", body)
        held = self._until(lambda: self._work("approver", "held"))
        return {"done": done, "held": held, "person": asked["subject"]}

    def sign_in(self, browser: Browser, who: str) -> StorageState:
        """The cookies of a session.  Ends the program when the sign-in is refused."""
        known = next(each for each in sign_ins(self.home) if each.role == who)
        with browser.new_context() as context:
            page = context.new_page()
            page.goto(f"{self.url}/sign-in")
            page.fill("#name", known.person.mail)
            page.fill("#password", known.password_file.read_text().strip())
            page.click("form:has(#password) button[type=submit]")
            page.wait_for_load_state()
            if "/sign-in" in page.url:
                sys.exit(f"{known.person.mail} could not sign in at {self.url}")
            return context.storage_state()

    def _work(self, who: str, status: str) -> str:
        found = self._ask(who, f"/work?status={status}")["work"]
        return str(found[0]["number"]) if found else ""

    def _ask(self, who: str, path: str, body: object = None) -> Any:
        token = next(each for each in sign_ins(self.home) if each.role == who).token_file
        headers = {"Authorization": f"Bearer {token.read_text().strip()}"}
        headers |= {"Content-Type": "application/json"} if body is not None else {}
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self.url}/api/v1{path}", data, headers)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def _until(self, look: Callable[[], str]) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            found = look()
            if found:
                return found
            time.sleep(0.5)
        sys.exit("the sample company did not do what it should: try `make run`")


@contextmanager
def sample() -> Iterator[Stage]:
    """In a folder of its own, on free ports; nothing of it is left behind."""
    with tempfile.TemporaryDirectory(prefix="steersman-pictures-") as folder:
        home, port = Path(folder) / "sample", free_port()
        argv: list[str | Path] = [
            "-m",
            "company",
            "run",
            "--home",
            home,
            "--data",
            Path(folder) / "data",
        ]
        argv += ["--port", str(port), "--first-port", str(free_port())]
        log = (Path(folder) / "log").open("w+")
        run = subprocess.Popen([sys.executable, *argv], cwd=HOUSE, stdout=log, stderr=log)
        try:
            _wait_for_greeting(run, Path(folder) / "log")
            yield Stage(home, f"http://127.0.0.1:{port}")
        finally:
            run.terminate()
            run.wait(timeout=60)
            log.close()


def _wait_for_greeting(run: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while "Try next" not in log.read_text():
        if run.poll() is not None or time.monotonic() > until:
            sys.exit(f"the sample company did not start:\n{log.read_text()}")
        time.sleep(0.3)


def take(
    browser: Browser,
    url: str,
    session: StorageState,
    shot: Shot,
    names: dict[str, str],
    into: Path,
) -> Path:
    """One picture of what is seen without scrolling, without moving parts and carets."""
    context = browser.new_context(
        storage_state=session,
        viewport={"width": shot.width, "height": HEIGHTS[shot.width]},
        color_scheme=shot.theme,
        has_touch=shot.width < 500,
        reduced_motion="reduce",
        locale="en-GB",
        timezone_id="UTC",
    )
    with context:
        page = context.new_page()
        where = shot.path.format(**names)
        answer = page.goto(f"{url}{where}", wait_until="load")  # the stream never ends
        if answer is None or not answer.ok:
            sys.exit(f"{where} could not be shown")
        if shot.press:
            page.click(shot.press)
        page.wait_for_selector(shot.wait, timeout=PATIENCE * 1000)
        page.evaluate("document.fonts.ready.then(() => true)")
        path = into / f"{shot.name}.webp"
        path.write_bytes(_picture(context, page))
        return path


def _picture(context: BrowserContext, page: Page) -> bytes:
    """WebP, which Chromium makes itself: a quarter of a PNG."""
    told = {"format": "webp", "quality": QUALITY, "optimizeForSpeed": False}
    return base64.b64decode(
        context.new_cdp_session(page).send("Page.captureScreenshot", told)["data"]
    )


if __name__ == "__main__":
    main()
