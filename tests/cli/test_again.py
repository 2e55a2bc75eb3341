"""`steersman run` begun empty: a system is connected in the console, restarted there, and lives."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from company.process import free_port, wait_for, wait_tcp
from company.services.scim import ScimServer
from tests.cli.office import steersman
from tests.cli.test_server import start

PASSWORD = "the harbour freezes late"
NAME = "ada@example.org"


class Console:
    """A browser without scripts: it takes a page's form, fills it in and sends it."""

    def __init__(self, url: str) -> None:
        self.http = httpx.Client(base_url=url, headers={"Origin": url}, timeout=20)

    def send(self, path: str, form: str = "", **typed: str) -> httpx.Response:
        hidden = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', self.page(form or path))
        return self.http.post(path, data={**dict(hidden), **typed})

    def page(self, path: str) -> str:
        return self.http.get(path, follow_redirects=True).text


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def running(home: Path) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Nothing is connected."""
    port = free_port()
    process = start(home, port)
    wait_tcp(port, "Steersman", timeout=60)
    yield process, f"http://127.0.0.1:{port}"
    process.kill()
    process.communicate()


def _signed_in(url: str, home: Path) -> Console:
    console = Console(url)
    words = ("accounts", "create", "--local", "--data", home, "--person", NAME, "--outside")
    link = json.loads(steersman(*words, "--role", "administrator", "--json").stdout)["link"]
    assert link.startswith(url), "the port is not that of the settings here"
    path = link[len(url) :]
    assert console.send(path, password=PASSWORD, again=PASSWORD).status_code == 303
    assert console.send("/sign-in", name=NAME, password=PASSWORD).status_code == 303
    return console


def _answers_anew(console: Console, back: str) -> bool:
    try:
        return console.http.get(back).status_code == 303
    except httpx.TransportError:
        return False


def test_a_system_connected_in_the_console_lives_after_a_restart_there(
    running: tuple[subprocess.Popen[str], str], home: Path, scim_server: ScimServer
) -> None:
    process, url = running
    console = _signed_in(url, home)
    typed = {"name": "crm", "base_url": scim_server.url, "token_secret": scim_server.token}
    kept = console.send("/systems/new/scim", external_id="employee_number", do="keep", **typed)
    assert kept.status_code == 303, kept.text
    assert "Declared, not connected yet: crm" in console.page("/systems")

    answer = console.send("/systems/restart")
    assert answer.status_code == 202, answer.text
    (back,) = re.findall(r'data-comes-back="([^"]+)"', answer.text)
    wait_for(lambda: _answers_anew(console, back), "the new process", 60)

    assert "Restarted. Connected: crm." in console.page(back)
    assert 'href="/systems/crm"' in console.page("/systems")
    assert process.poll() is None  # whoever waits for its end, as systemd does, saw none
    assert _listening(process.pid) == 1  # an old port would take calls that nobody answers
    process.terminate()
    out, err = process.communicate(timeout=30)
    assert (process.returncode, err, out.count("Steersman is ready")) == (0, "", 2)
    first, again = out.split("Stop it with Ctrl-C.")[:2]
    assert f"accounts create --local --data {home}" in first
    assert "accounts create" not in again


def test_the_command_restarts_it_and_a_file_that_would_not_start_is_refused(
    running: tuple[subprocess.Popen[str], str], home: Path
) -> None:
    process, url = running
    words = ("tokens", "create", "--local", "--data", home, "--role", "administrator")
    token = json.loads(steersman(*words, "--scopes", "read,admin", "--json").stdout)["token"]
    asked = {"STEERSMAN_URL": url, "STEERSMAN_TOKEN": token}

    (home / "systems.toml").write_text("nonsense")
    refused = steersman("systems", "restart", **asked)
    assert (refused.exit_code, "not TOML" in refused.stderr) == (1, True)
    assert process.poll() is None

    (home / "systems.toml").write_text("[hr]\nfile = 'hr.csv'\n")
    assert "systems restart" in steersman("systems", "list", **asked).stderr
    told = steersman("systems", "restart", **asked)
    assert (told.exit_code, "Restarted" in told.stdout) == (0, True), told.output
    assert "systems restart" not in steersman("systems", "list", **asked).stderr


def _listening(process: int) -> int:
    """How many sockets of a process take calls (/proc, as in proc(5))."""
    sockets = {each.readlink().name for each in Path(f"/proc/{process}/fd").iterdir()}
    rows = [line.split() for line in Path(f"/proc/{process}/net/tcp").read_text().splitlines()[1:]]
    return sum(row[3] == "0A" and f"socket:[{row[9]}]" in sockets for row in rows)
