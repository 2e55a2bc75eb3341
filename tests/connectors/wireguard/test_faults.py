"""What goes wrong on a real gateway, and the error that names the mend."""

from __future__ import annotations

from threading import Timer

import pytest

from company.process import free_port
from steersman.connectors.wireguard.revoke import RevokeParams, RevokeVpn
from steersman.domain.errors import Permanent, Transient
from tests.fixtures.wireguard import RealVpn

LOCK = "/run/steersman-gateway.lock"


def _revoke(vpn: RealVpn, **different: object) -> RevokeVpn:
    connector = vpn.connector(**different)
    return RevokeVpn("vpn", connector.gateway, connector.settings)


@pytest.mark.parametrize(
    "spoil",
    [
        "mount --bind /etc/wireguard /etc/wireguard && mount -o remount,ro,bind /etc/wireguard",
        "cp /etc/wireguard/wg0.conf /run/ && mount -t tmpfs -o size=8k tmpfs /etc/wireguard && "
        "cp /run/wg0.conf /etc/wireguard/ && ! head -c 9k /dev/zero >/etc/wireguard/fill",
    ],
    ids=["read-only", "full"],
)
def test_a_read_only_file_names_the_mend_and_access_is_cut_anyway(vpn: RealVpn, spoil: str) -> None:
    revoke, before = _revoke(vpn), vpn.gateway.read()
    plan = revoke.plan(RevokeParams(account=vpn.account))
    vpn.gateway.host.run("sh", "-c", spoil)
    try:
        with pytest.raises(Permanent, match="full or read-only"):
            revoke.apply(plan, key="1")
        assert vpn.gateway.read() == before, "never half a file"
        assert not revoke.verify(plan)
    finally:
        vpn.gateway.host.run("umount", "/etc/wireguard")

    assert vpn.gateway.live() == {vpn.others.public_key}
    revoke.apply(plan, key="1")
    assert revoke.verify(plan)


def test_a_connection_cut_mid_command_is_transient_and_the_next_call_works(vpn: RealVpn) -> None:
    revoke, host = _revoke(vpn), vpn.gateway.host
    plan = revoke.plan(RevokeParams(account=vpn.account))
    hold = Timer(0.0, lambda: host.run("flock", LOCK, "sleep", "3"))
    cut = Timer(1.0, lambda: host.run("pkill", "-KILL", "-u", "steersman", "sshd"))
    hold.start()
    cut.start()

    with pytest.raises(Transient, match="connection broke"):
        revoke.apply(plan, key="1")

    hold.join()
    revoke.apply(plan, key="1")
    assert revoke.verify(plan)


def test_a_missing_command_is_named(vpn: RealVpn) -> None:
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    vpn.gateway.host.run("mount", "--bind", "/dev/null", "/usr/bin/flock")
    try:
        with pytest.raises(Permanent, match="command flock is missing"):
            revoke.apply(plan, key="1")
    finally:
        vpn.gateway.host.run("umount", "/usr/bin/flock")


def test_an_interface_that_is_down_is_named(vpn: RealVpn) -> None:
    with pytest.raises(Permanent, match="interface wg7 is not up"):
        _revoke(vpn, interface="wg7").plan(RevokeParams(account=vpn.account))


def test_a_missing_file_is_named(vpn: RealVpn) -> None:
    revoke = _revoke(vpn, config_file="/etc/wireguard/wg7.conf")

    with pytest.raises(Permanent, match=r"wg7\.conf is missing"):
        revoke.plan(RevokeParams(account=vpn.account))


def test_a_gateway_where_nothing_listens_is_transient(vpn: RealVpn) -> None:
    with pytest.raises(Transient, match="cannot be reached"):
        _revoke(vpn, port=free_port()).plan(RevokeParams(account=vpn.account))
