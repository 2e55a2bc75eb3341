"""The dead man's switch with real processes: the product is killed, somebody outside is told."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from company.process import free_port, wait_for, wait_tcp
from company.services.smtp import SmtpServer
from tests.cli.office import ROOT, steersman
from tests.fixtures.receiver import Receiver

CLI = [sys.executable, "-m", "steersman.cli"]


@contextmanager
def running(*words: str, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    given = {**os.environ, "PYTHONPATH": str(ROOT / "src"), **env}
    silent = subprocess.DEVNULL
    process = subprocess.Popen([*CLI, *words], env=given, stdout=silent, stderr=silent)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def told(receiver: Receiver) -> list[str]:
    return [json.loads(body)["state"] for method, _, body in receiver.calls if method == "POST"]


def test_a_killed_product_is_missed_and_its_return_is_told(
    tmp_path: Path, receiver: Receiver, smtp_server: SmtpServer
) -> None:
    port, to = free_port(), f"oncall-{tmp_path.name}@example.org"
    product = ("run", "--data", str(tmp_path / "data"), "--port", str(port))
    tell = ("--notify", receiver.url, "--notify", f"mailto:{to}")
    mail = ("--smtp", f"127.0.0.1:{smtp_server.port}", "--sender", "watch@example.org")
    pace = ("--every", "0.3", "--misses", "3")
    with running(*product) as first:
        wait_tcp(port, "Steersman", timeout=100)
        with running("watch", "--url", f"http://127.0.0.1:{port}", *tell, *mail, *pace):
            first.send_signal(signal.SIGKILL)
            first.wait()
            wait_for(lambda: told(receiver) == ["down"], "the news of the death", 60)
            with running(*product):
                wait_for(lambda: told(receiver) == ["down", "up"], "the news of the return", 120)
                wait_for(lambda: len(smtp_server.messages_to(to)) == 2, "both mails")
    subjects = [str(mail.message["Subject"]) for mail in smtp_server.messages_to(to)]
    assert subjects == ["Steersman does not answer", "Steersman answers again"]


def test_the_product_gives_signs_of_life_until_it_is_killed(
    tmp_path: Path, receiver: Receiver
) -> None:
    words = ("run", "--data", str(tmp_path / "data"), "--port", str(free_port()))
    url = f"{receiver.url}/ping"
    with running(*words, STEERSMAN_HEARTBEAT_URL=url, STEERSMAN_HEARTBEAT_EVERY="0.5") as product:
        wait_for(lambda: len(receiver.calls) >= 3, "three signs of life", 100)
        product.send_signal(signal.SIGKILL)
        product.wait()
    count = len(receiver.calls)
    with pytest.raises(Exception, match="another sign"):
        wait_for(lambda: len(receiver.calls) > count, "another sign", 2)
    assert {call[:2] for call in receiver.calls} == {("GET", "/ping")}


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--notify", "oncall@example.org"),
        ("--notify", "mailto:oncall@example.org"),
        ("--notify", "https://example.org", "--url", "steersman.example.org"),
    ],
)
def test_who_could_be_told_nothing_is_said_at_once(words: tuple[str, ...]) -> None:
    assert steersman("watch", *words).exit_code == 2
