"""The contract on a real host; its state is read from inside, not through the product."""

from __future__ import annotations

import subprocess

import pytest

from company.people import people
from company.process import wait_for
from company.services.hosts import SHARED, Host, uid_of
from steersman.capabilities.conformance import check_capability
from steersman.connectors.linux.connector import LinuxConnector
from steersman.connectors.linux.disable import DisableAccount, DisableParams
from steersman.connectors.linux.files import HandOverFiles, HandOverParams
from steersman.connectors.linux.sessions import EndParams, EndSessions
from tests.fixtures.hosts import RealHost

LEAVER, COLLEAGUE = people()[100], people()[101]
LEAVER_ID = f"{uid_of(LEAVER)}/{LEAVER.login}"
COLLEAGUE_ID = f"{uid_of(COLLEAGUE)}/{COLLEAGUE.login}"


@pytest.fixture(params=["helper", "script"])
def connector(request: pytest.FixtureRequest, web1: RealHost) -> LinuxConnector:
    """Once with the installed helper and narrow sudo, once with the script sent along."""
    if request.param == "helper":
        return web1.connector()
    return web1.connector(user="wheel-ops", helper="")


def _state(host: Host) -> object:
    accounts = [host.run("cat", f"/etc/{name}") for name in ("passwd", "shadow", "group")]
    owners = host.run("find", SHARED, "/home", "-printf", "%p %U %G %m\n")
    return accounts, sorted(owners.splitlines())


def _processes(host: Host) -> bytes:
    return host.run("ps", "-o", "pid=", "-u", str(uid_of(LEAVER)), check=False)


def test_account_disable_keeps_the_contract_on_a_real_host(
    connector: LinuxConnector, web1: RealHost
) -> None:
    disable = DisableAccount("web1", connector.host, connector.settings)

    check_capability(disable, DisableParams(account=LEAVER_ID), lambda: _state(web1.host))


def test_files_hand_over_keeps_the_contract_on_a_real_host(
    connector: LinuxConnector, web1: RealHost
) -> None:
    owner = f"{uid_of(LEAVER)}:{uid_of(LEAVER)}"
    for name in ("plan.txt", "two\nlines", "-rf", "a 'b' \"c\" $(id)"):
        web1.host.run("touch", "--", f"{SHARED}/{name}")
        web1.host.run("chown", owner, "--", f"{SHARED}/{name}")
    hand_over = HandOverFiles("web1", connector.host, connector.settings)

    params = HandOverParams(account=LEAVER_ID, to=COLLEAGUE_ID)
    check_capability(hand_over, params, lambda: _state(web1.host))


def test_session_end_keeps_the_contract_on_a_real_host(
    connector: LinuxConnector, web1: RealHost
) -> None:
    shell = subprocess.Popen(web1.hosts.ssh(web1.host, LEAVER.login, "sleep 600"))
    wait_for(lambda: _processes(web1.host).count(b"\n") == 2, "the leaver's shell")
    end = EndSessions("web1", connector.host, connector.settings)

    check_capability(end, EndParams(account=LEAVER_ID), lambda: _processes(web1.host))

    assert shell.wait(timeout=10) != 0
