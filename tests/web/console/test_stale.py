"""A server that hangs with its connections open: the page says since when, and goes on after it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from company.process import free_port, wait_tcp

if TYPE_CHECKING:
    from playwright.sync_api import Browser

ROOT = Path(__file__).parents[3]
PROGRAM = """
import sys
from pathlib import Path
from steersman.bootstrap import Steersman
from steersman.records.sign_in.sessions import From
from steersman.settings.product import Settings
from steersman.web.serve import serve
from steersman.web.sign_in import cookies
steersman = Steersman(Settings(data=Path(sys.argv[1]), port=int(sys.argv[2])))
steersman.open()
account, _ = steersman.sign_in.create("console:ada", "ada@example.org", by="system:test")
steersman.permissions.assign("console:ada", "administrator", by="system:test")
_, secret = steersman.sign_in.start(account, "password", From(), second_factor=True)
print(cookies.name_of(steersman, cookies.SESSION), secret, flush=True)
serve(steersman, "127.0.0.1", int(sys.argv[2]))
"""
PATIENCE = 20_000  # milliseconds, of a machine that is busy


@dataclass(frozen=True)
class Far:
    """A server in a process of its own, and the cookie of an administrator there."""

    url: str
    cookie: str
    secret: str
    process: subprocess.Popen[str]


@pytest.fixture
def far(tmp_path: Path) -> Iterator[Far]:
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(tmp_path / "data"), str(port)],
        env={**os.environ, "PYTHONPATH": str(ROOT / "src")},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        cookie, secret = process.stdout.readline().split()
        wait_tcp(port, "Steersman", timeout=150)
        yield Far(f"http://127.0.0.1:{port}", cookie, secret, process)
    finally:
        process.send_signal(signal.SIGCONT)
        process.kill()
        process.wait()


def test_a_server_that_hangs_is_noticed_by_its_missing_beat(browser: Browser, far: Far) -> None:
    from playwright.sync_api import expect

    context = browser.new_context(base_url=far.url)
    context.add_cookies([{"name": far.cookie, "value": far.secret, "url": far.url}])
    page = context.new_page()
    page.clock.install()
    page.goto("/")
    live, stale = page.locator("[data-live]").first, page.locator("#stale")
    expect(live).to_have_text(re.compile("^Live, "), timeout=PATIENCE)

    far.process.send_signal(signal.SIGSTOP)
    page.clock.fast_forward(30_000)
    assert stale.is_hidden()  # one beat may be late
    page.clock.fast_forward(15_000)
    since = "Stale: nothing was heard from the server since"
    expect(stale).to_contain_text(since, timeout=PATIENCE)
    expect(live).to_have_text(re.compile("^Stale, shown as of "))

    far.process.send_signal(signal.SIGCONT)
    page.clock.fast_forward(2_000)  # the extension waits before it connects again
    expect(stale).to_be_hidden(timeout=PATIENCE)
    expect(live).to_have_text(re.compile("^Live, "), timeout=PATIENCE)
    context.close()
