"""Revoking on a real gateway, proved by traffic through the tunnel."""

from __future__ import annotations

import pytest

from company.process import wait_for
from company.services.wireguard import CONFIG, INTERFACE, Device
from steersman.capabilities.conformance import check_capability
from steersman.connectors.wireguard.revoke import RevokeParams, RevokeVpn
from steersman.domain.errors import Transient
from tests.fixtures.wireguard import RealVpn


def _revoke(vpn: RealVpn, **different: object) -> RevokeVpn:
    connector = vpn.connector(**different)
    return RevokeVpn("vpn", connector.gateway, connector.settings)


def _state(vpn: RealVpn) -> object:
    stat = vpn.gateway.host.run("stat", "-c", "%a %u %g", CONFIG)
    live = vpn.gateway.host.run("wg", "showconf", INTERFACE).decode().split("\n\n")
    peers = sorted(part for part in live if "[Peer]" in part)
    without_endpoint = [
        "".join(p for p in peer.splitlines() if "Endpoint" not in p) for peer in peers
    ]
    return stat, vpn.gateway.read(), without_endpoint


def _works(device: Device) -> None:
    """After a cut, a device notices within 15 s that it must shake hands again."""
    wait_for(lambda: device.page() == "200", f"traffic of {device.host.name}", timeout=60)


@pytest.mark.parametrize("way", [{}, {"user": "wheel-ops", "helper": ""}], ids=["helper", "script"])
def test_vpn_revoke_keeps_the_contract_on_a_real_gateway(
    vpn: RealVpn, way: dict[str, object]
) -> None:
    revoke = _revoke(vpn, **way)

    check_capability(revoke, RevokeParams(account=vpn.account), lambda: _state(vpn))


def test_traffic_is_cut_at_once_and_comes_back_by_undo(vpn: RealVpn) -> None:
    for device in (vpn.laptop, vpn.phone, vpn.others):
        _works(device)
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))

    revoke.apply(plan, key="1")

    assert revoke.verify(plan)
    assert (vpn.laptop.page(), vpn.phone.page()) == ("000", "000")
    assert vpn.others.page() == "200", "a colleague's tunnel goes on"

    revoke.undo(plan, key="1-undo")
    _works(vpn.laptop)
    _works(vpn.phone)


def test_a_restart_of_the_gateway_does_not_bring_the_peer_back(vpn: RealVpn) -> None:
    revoke = _revoke(vpn)
    revoke.apply(revoke.plan(RevokeParams(account=vpn.account)), key="1")

    vpn.gateway.reload()

    assert vpn.gateway.live() == {vpn.others.public_key}


def test_a_file_changed_between_reading_and_writing_is_not_overwritten(vpn: RealVpn) -> None:
    gateway = vpn.connector().gateway
    read = gateway.config()
    edited = vpn.gateway.read() + "# a note of an administrator\n"
    vpn.gateway.write(edited)

    with pytest.raises(Transient, match="has changed meanwhile"):
        gateway.comment_out([vpn.laptop.public_key], read.digest)

    assert vpn.gateway.read() == edited


def test_another_leaver_meanwhile_does_not_disturb_the_plan(vpn: RealVpn) -> None:
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    other = revoke.plan(
        RevokeParams(account=f"owner:{vpn.others.owner.employee_number}/{vpn.others.owner.login}")
    )
    revoke.apply(other, key="2")

    revoke.apply(plan, key="1")

    assert revoke.verify(plan)
    assert revoke.verify(other)


def test_undo_leaves_a_peer_deleted_since_alone(vpn: RealVpn) -> None:
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    revoke.apply(plan, key="1")
    kept = [line for line in vpn.gateway.read().splitlines() if not line.startswith("#revoked")]
    vpn.gateway.write("\n".join(kept) + "\n")

    revoke.undo(plan, key="1-undo")

    assert vpn.gateway.live() == {vpn.others.public_key}
    assert vpn.gateway.read().splitlines() == kept


def test_undo_does_not_touch_a_peer_that_is_back_already(vpn: RealVpn) -> None:
    before = vpn.gateway.read()
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    revoke.apply(plan, key="1")
    vpn.gateway.write(before + "# by hand\n")
    vpn.gateway.reload()

    revoke.undo(plan, key="1-undo")

    assert vpn.gateway.read() == before + "# by hand\n"


@pytest.mark.parametrize(
    "shape",
    [
        lambda text: text.rstrip("\n"),
        lambda text: text.replace("\n", "\r\n"),
        lambda text: text.replace("[Peer]", "[peer]").replace("PublicKey", "publickey"),
        lambda text: text.replace("[Peer]\n", "[Peer]\n# a comment inside\n\n"),
        lambda text: text.replace("PublicKey = ", "PublicKey=").replace("=\nPre", "= # key\nPre"),
    ],
    ids=["no newline at the end", "CRLF", "lower case", "comment inside", "comment behind"],
)
def test_files_as_people_write_them_come_back_byte_for_byte(vpn: RealVpn, shape: object) -> None:
    assert callable(shape)
    vpn.gateway.write(shape(vpn.gateway.read()))
    before = vpn.gateway.host.run("cat", CONFIG)
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    assert len(plan.changes) == 4

    revoke.apply(plan, key="1")
    assert revoke.verify(plan)
    revoke.undo(plan, key="1-undo")

    assert vpn.gateway.host.run("cat", CONFIG) == before
    assert vpn.laptop.public_key in vpn.gateway.live()


def test_the_preshared_key_is_back_after_undo(vpn: RealVpn) -> None:
    revoke = _revoke(vpn)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    revoke.apply(plan, key="1")

    revoke.undo(plan, key="1-undo")

    live = vpn.gateway.host.run("wg", "show", INTERFACE, "preshared-keys").decode()
    assert vpn.laptop.preshared_key in live
