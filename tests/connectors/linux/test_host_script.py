"""``host.sh`` refuses by itself, whoever calls it: it is all that sudo allows."""

from __future__ import annotations

import pytest

from company.people import people
from company.services.hosts import uid_of
from steersman.connectors.linux.client import SshHost
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from tests.fixtures.hosts import RealHost

PERSON = people()[180]


@pytest.fixture
def host(web1: RealHost) -> SshHost:
    connected = web1.connector().host
    assert isinstance(connected, SshHost)
    return connected


@pytest.mark.parametrize("uid", ["0", "999", "65534", "-1", "", "20180 0", "1e9"])
@pytest.mark.parametrize("verb", ["end_processes", "give"])
def test_no_process_or_file_of_the_system_is_touched(host: SshHost, verb: str, uid: str) -> None:
    heir = [str(uid_of(PERSON))] if verb == "give" else []

    with pytest.raises(Permanent, match=r"refused|no number"):
        host.script.call(verb, uid, *heir)


def test_root_never_gets_a_file(host: SshHost) -> None:
    with pytest.raises(Permanent, match="refused"):
        host.script.call("give", str(uid_of(PERSON)), "0", stdin=b"/etc/passwd\0")


def test_an_account_is_written_only_under_its_own_name(host: SshHost, web1: RealHost) -> None:
    before = web1.host.run("cat", "/etc/shadow")
    edits = ("unlocked", "locked", "-", "-")

    with pytest.raises(NeedsPerson, match="whose is it"):
        host.script.call("access", "apply", str(uid_of(PERSON)), "root", *edits)

    assert web1.host.run("cat", "/etc/shadow") == before


def test_root_is_never_locked(host: SshHost) -> None:
    with pytest.raises(Permanent, match="refused"):
        host.script.call("access", "apply", "0", "root", "locked", "unlocked", "-", "-")


@pytest.mark.parametrize("verb", ["person", "signal_all", "fail", "sh", "", "-c", "access;id"])
def test_only_its_own_verbs_are_run(host: SshHost, verb: str) -> None:
    with pytest.raises(Permanent, match="no such verb"):
        host.script.call(verb)


def test_an_administrator_who_holds_the_account_files_is_waited_for(
    host: SshHost, web1: RealHost
) -> None:
    web1.host.run("sh", "-c", "echo 1 >/etc/passwd.lock")  # as vipw does; process 1 lives
    edits = ("unlocked", "locked", "-", "-")
    try:
        with pytest.raises(Transient, match="try again"):
            host.script.call("access", "apply", str(uid_of(PERSON)), PERSON.login, *edits)
    finally:
        web1.host.run("rm", "-f", "/etc/passwd.lock")


def test_a_helper_may_be_run_under_narrow_sudo_and_nothing_else(web1: RealHost) -> None:
    shell = web1.connector().host
    assert isinstance(shell, SshHost)

    answer = shell.script.shell.run(["sudo", "-n", "cat", "/etc/shadow"])

    assert answer.status != 0
    assert answer.output == b""


def test_no_probe_of_the_disk_is_left_behind(web1: RealHost) -> None:
    assert b".steersman." not in web1.host.run("ls", "-a", "/etc")
