"""Commands over SSH: who answers is always verified, and nothing in an argument expands."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from time import sleep

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from steersman.capabilities.ssh import SshShell
from steersman.capabilities.ssh_connection import SshSettings, refuse_readable_by_others
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.hosts import RealHost


def _shell(real: RealHost, **different: object) -> SshShell:
    return SshShell(_settings(real, **different))


def _settings(real: RealHost, **different: object) -> SshSettings:
    given: dict[str, object] = {
        "address": real.host.address,
        "user": "nosudo",
        "key_file": real.hosts.home / "operator_key",
        "known_hosts": real.hosts.known_hosts,
        **different,
    }
    return SshSettings.model_validate(given)


@pytest.fixture(scope="session")
def shell(web1: RealHost) -> SshShell:
    return _shell(web1)


def test_status_output_and_error_come_back(shell: SshShell) -> None:
    answer = shell.run(["sh", "-c", "cat; echo no >&2; exit 7"], b"\0binary\xff")

    assert (answer.status, answer.output, answer.error) == (7, b"\0binary\xff", "no")


@settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_arguments_arrive_as_they_are(shell: SshShell, arguments: list[str]) -> None:
    answer = shell.run(["printf", "%s\\0", "start", *arguments])

    assert answer.output.decode().split("\0")[:-1] == ["start", *arguments]


def test_the_connection_is_kept(web1: RealHost) -> None:
    shell = _shell(web1)

    ports = {shell.run(["sh", "-c", "echo $SSH_CONNECTION"]).output for _ in range(5)}

    assert len(ports) == 1
    shell.close()


@pytest.mark.parametrize("parallel", [8, 24])
def test_more_callers_than_sshd_allows_sessions_all_get_their_answer(
    web1: RealHost, parallel: int
) -> None:
    shell, answers = SshShell(_settings(web1), parallel), []

    def call() -> None:
        answers.append(shell.run(["sh", "-c", "sleep 0.2; echo done"]).output)

    callers = [Thread(target=call) for _ in range(24)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert answers == [b"done\n"] * 24
    shell.close()


def test_a_changed_host_key_is_a_loud_refusal(web1: RealHost, tmp_path: Path) -> None:
    other = tmp_path / "other"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", other], check=True)
    known = tmp_path / "known_hosts"
    kind, key = other.with_suffix(".pub").read_text().split()[:2]
    known.write_text(f"{web1.host.address} {kind} {key}\n")

    with pytest.raises(Permanent, match=r"HOST KEY .* IS NOT THE KNOWN ONE"):
        _shell(web1, known_hosts=known).run(["true"])


def test_a_host_that_is_not_known_is_refused(web1: RealHost, tmp_path: Path) -> None:
    (tmp_path / "empty").touch()

    with pytest.raises(Permanent, match="HOST KEY"):
        _shell(web1, known_hosts=tmp_path / "empty").run(["true"])


def test_without_known_hosts_nothing_is_contacted(web1: RealHost, tmp_path: Path) -> None:
    with pytest.raises(Permanent, match="put the host key there"):
        _shell(web1, known_hosts=tmp_path / "absent").run(["true"])


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_key_that_others_can_read_is_refused(web1: RealHost, tmp_path: Path, mode: int) -> None:
    key = tmp_path / "key"
    shutil.copyfile(web1.hosts.home / "operator_key", key)
    key.chmod(mode)

    with pytest.raises(Permanent, match="chmod 600"):
        _shell(web1, key_file=key).run(["true"])


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda key: key.unlink(), "cannot be read"),
        (lambda key: key.write_text("no key"), "cannot be used"),
    ],
)
def test_a_key_that_cannot_be_used_is_named(
    web1: RealHost, tmp_path: Path, spoil: Callable[[Path], object], says: str
) -> None:
    key = tmp_path / "key"
    key.touch(mode=0o600)
    spoil(key)

    with pytest.raises(Permanent, match=says):
        _shell(web1, key_file=key).run(["true"])


def test_a_key_the_host_does_not_know_names_the_mend(web1: RealHost) -> None:
    with pytest.raises(Permanent, match="authorized_keys"):
        _shell(web1, key_file=web1.hosts.home / "people_key").run(["true"])


def test_a_key_with_a_passphrase_is_told(web1: RealHost, tmp_path: Path) -> None:
    key = tmp_path / "key"
    shutil.copyfile(web1.hosts.home / "operator_key", key)
    key.chmod(0o600)
    change = ["ssh-keygen", "-q", "-p", "-P", "", "-N", "open-sesame", "-f", str(key)]
    subprocess.run(change, check=True, capture_output=True)

    with pytest.raises(Permanent, match=r"cannot be used: .*[Pp]assphrase"):
        _shell(web1, key_file=key).run(["true"])


def test_a_command_that_takes_too_long_is_transient_and_the_next_works(web1: RealHost) -> None:
    shell = _shell(web1, command_timeout=0.5)

    with pytest.raises(Transient, match="no answer within"):
        shell.run(["sleep", "5"])

    assert shell.run(["true"]).status == 0
    shell.close()


def test_a_command_that_takes_too_long_cuts_nobody_else_off(web1: RealHost) -> None:
    shell, answers = _shell(web1, command_timeout=1.5), []

    def stuck() -> None:
        with pytest.raises(Transient, match="no answer within"):
            shell.run(["sleep", "20"])

    callers = [Thread(target=stuck)]
    callers += [Thread(target=lambda: answers.append(_slowly(shell))) for _ in range(3)]
    callers[0].start()
    sleep(0.9)  # they begin before it is given up and end after
    for caller in callers[1:]:
        caller.start()
    for caller in callers:
        caller.join()

    assert answers == [b"done\n"] * 3
    shell.close()


def _slowly(shell: SshShell) -> bytes:
    return shell.run(["sh", "-c", "sleep 0.9; echo done"]).output


def test_a_host_that_swallows_packets_is_given_up_in_time(web1: RealHost) -> None:
    absent = str(web1.hosts.network.range[250])

    with pytest.raises(Transient, match="cannot be reached"):
        _shell(web1, address=absent, connect_timeout=0.5).run(["true"])


def test_a_key_of_our_own_user_is_accepted(tmp_path: Path) -> None:
    key = tmp_path / "key"
    key.touch(mode=0o600)

    refuse_readable_by_others(key)


def test_threads_that_come_first_together_share_one_loop() -> None:
    code = (
        "import sys, threading, concurrent.futures as f\n"
        "from steersman.capabilities.ssh_connection import background_loop\n"
        "sys.setswitchinterval(1e-6)\n"
        "gate = threading.Barrier(16)\n"
        "def first(_):\n    gate.wait()\n    return id(background_loop())\n"
        "print(len(set(f.ThreadPoolExecutor(16).map(first, range(16)))))\n"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "1"


def test_a_command_that_never_stops_talking_is_cut_off(web1: RealHost) -> None:
    shell = SshShell(_settings(web1), largest=100_000)
    with pytest.raises(Permanent, match="over 100000 bytes"):
        shell.run(["yes"])
    assert shell.run(["echo", "next"]).output == b"next\n", "the next command works"
    shell.close()
