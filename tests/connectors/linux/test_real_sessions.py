"""Ending sessions, proved by shells that are really open."""

from __future__ import annotations

import subprocess

import pytest

from company.people import Employee, people
from company.process import wait_for
from company.services.hosts import uid_of
from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.connectors.linux.sessions import EndParams, EndSessions
from steersman.domain.errors import Permanent
from tests.fixtures.hosts import RealHost

LEAVER, BYSTANDER = people()[130], people()[131]


@pytest.fixture
def end(web1: RealHost) -> EndSessions:
    connector = web1.connector()
    return EndSessions("web1", connector.host, connector.settings)


def _params(person: Employee) -> EndParams:
    return EndParams(account=f"{uid_of(person)}/{person.login}")


def _open_shell(web1: RealHost, person: Employee, command: str) -> subprocess.Popen[bytes]:
    """A shell that answers what it is told; ready when it has answered once."""
    shell = subprocess.Popen(
        web1.hosts.ssh(web1.host, person.login, command),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert _answers(shell)
    return shell


def _answers(shell: subprocess.Popen[bytes]) -> bool:
    assert shell.stdin
    assert shell.stdout
    shell.stdin.write(b"echo alive\n")
    shell.stdin.flush()
    return shell.stdout.readline() == b"alive\n"


def _running(web1: RealHost, person: Employee) -> bytes:
    return web1.host.run("ps", "-o", "comm=", "-u", str(uid_of(person)), check=False)


def test_an_open_shell_outlives_the_disabled_account_and_not_this(
    web1: RealHost, end: EndSessions
) -> None:
    shell, other = _open_shell(web1, LEAVER, "bash"), _open_shell(web1, BYSTANDER, "bash")
    disable = DisableAccount("web1", end.host, end.settings)
    disable.apply(disable.plan(DisableParams(account=_params(LEAVER).account)), key="1")
    assert _answers(shell), "disabling alone does not end it"

    plan = end.plan(_params(LEAVER))
    end.apply(plan, key="2")

    assert end.verify(plan)
    assert shell.wait(timeout=10) != 0
    assert _running(web1, LEAVER) == b""
    assert _answers(other), "somebody else's shell goes on"
    other.kill()
    other.wait()


def test_what_ignores_sigterm_and_left_its_session_is_ended_too(
    web1: RealHost, end: EndSessions
) -> None:
    person = people()[132]
    stubborn = "trap '' TERM HUP; while :; do sleep 1; done"
    left_behind = (
        f'setsid nohup bash -c "{stubborn}" >/dev/null 2>&1 & tmux new-session -d; sleep 1'
    )
    subprocess.run(web1.hosts.ssh(web1.host, person.login, left_behind), check=True, timeout=30)
    wait_for(lambda: b"tmux" in _running(web1, person), "tmux of the leaver")
    plan = end.plan(_params(person))

    end.apply(plan, key="1")

    assert _running(web1, person) == b""
    assert end.verify(plan)


def test_our_own_user_is_refused_by_the_host_itself(web1: RealHost, end: EndSessions) -> None:
    with pytest.raises(Permanent, match="refused"):
        end.host.end_processes(900)

    assert web1.host.run("ps", "-o", "pid=", "-u", "steersman")
