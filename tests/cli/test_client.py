"""How the command line reaches its server, and what it says when it does not."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from tests.cli.office import Office, steersman


class Impostor(BaseHTTPRequestHandler):
    """Something else that answers: pages instead of JSON."""

    def do_GET(self) -> None:
        self.send_response(502 if "people" in self.path else 200)
        self.end_headers()
        self.wfile.write(b"<html>hello</html>")

    def do_POST(self) -> None:
        """Take the request and hang up."""
        self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def impostor() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Impostor)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_a_server_that_is_not_there_has_an_exit_code_of_its_own() -> None:
    told = steersman("work")
    assert (told.exit_code, "steersman run" in told.stderr) == (4, True)
    body = json.loads(steersman("work", "--json").stdout)
    assert body["error"]["code"] == "not_reached"


@pytest.mark.parametrize("url", ["nonsense", "http://", "ftp://x", "http://[::1"])
def test_an_address_that_is_none_is_not_reached(url: str) -> None:
    assert steersman("work", "--url", url).exit_code == 4


def test_something_else_that_answers_is_not_taken_for_it(impostor: str) -> None:
    told = steersman("work", "--url", impostor)
    assert (told.exit_code, "is not Steersman" in told.stderr) == (4, True)
    assert steersman("status", "--url", impostor).exit_code == 4
    assert "502" in steersman("people", "--url", impostor).stderr


def test_a_change_without_an_answer_may_have_been_done(impostor: str) -> None:
    told = steersman("leave", "somebody", "--url", impostor)
    assert (told.exit_code, "may have been done all the same" in told.stderr) == (4, True)
    assert "may have been done" not in steersman("leave", "somebody").stderr


def test_without_a_token_the_mend_is_named(office: Office) -> None:
    told = steersman("work", STEERSMAN_URL=office.url)
    assert (told.exit_code, "tokens create" in told.stderr) == (1, True)


def test_the_options_go_before_the_environment(office: Office) -> None:
    words = ("work", "--url", office.url, "--token", office.tokens["anna"])
    assert steersman(*words, STEERSMAN_TOKEN="smn_wrong").exit_code == 0


def test_the_token_may_stand_in_a_file_of_its_owner(office: Office, tmp_path: Path) -> None:
    path = tmp_path / "token"
    path.write_text(office.tokens["anna"] + "\n")
    path.chmod(0o644)
    env = {"STEERSMAN_URL": office.url, "STEERSMAN_TOKEN_FILE": str(path)}
    open_to_all = steersman("work", **env)
    assert (open_to_all.exit_code, "chmod 600" in open_to_all.stderr) == (1, True)
    path.chmod(0o600)
    assert steersman("work", **env).exit_code == 0


def test_a_proxy_of_the_environment_never_sees_the_token(office: Office) -> None:
    proxies = {"HTTP_PROXY": "http://127.0.0.1:9", "ALL_PROXY": "http://127.0.0.1:9"}
    assert office.run("anna", "work", **proxies).exit_code == 0
