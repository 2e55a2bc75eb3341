"""``systems check`` on a gateway names what is missing and what is too much."""

from __future__ import annotations

import pytest

from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.domain.errors import Transient
from tests.fixtures.wireguard import RealVpn


def test_a_good_gateway_lacks_nothing(vpn: RealVpn) -> None:
    found = vpn.connector().check()

    assert found.reached, found.detail
    assert (found.missing, found.excessive, found.unknown) == ((), (), ())


def test_missing_sudo_is_named_with_its_mend(vpn: RealVpn) -> None:
    found = vpn.connector(user="nosudo").check()

    assert found.missing == ("every verb of steersman-gateway",)
    assert "nosudo ALL=(root) NOPASSWD: /etc/steersman/steersman-gateway" in found.detail


def test_sudo_for_everything_is_too_much(vpn: RealVpn) -> None:
    (excessive,) = vpn.connector(user="wheel-ops", helper="").check().excessive

    assert "sudo for every command" in excessive


@pytest.mark.parametrize(
    ("different", "missing"),
    [
        ({"interface": "wg7"}, "interface wg7"),
        ({"config_file": "/etc/wireguard/wg7.conf"}, "the file /etc/wireguard/wg7.conf"),
    ],
)
def test_a_wrong_interface_or_file_is_named(
    vpn: RealVpn, different: dict[str, object], missing: str
) -> None:
    assert any(missing in each for each in vpn.connector(**different).check().missing)


def test_a_file_that_wireguard_overwrites_is_told(vpn: RealVpn) -> None:
    text = vpn.gateway.read()
    vpn.gateway.write(text.replace("[Interface]\n", "[Interface]\nSaveConfig = true\n"))

    (missing,) = vpn.connector().check().missing

    assert "SaveConfig = false" in missing


def test_a_peer_without_an_owner_is_told(vpn: RealVpn) -> None:
    comment = f"# employee_number={vpn.others.owner.employee_number} login="
    vpn.gateway.write(vpn.gateway.read().replace(comment, "# laptop of "))

    (unknown,) = vpn.connector().check().unknown

    assert vpn.others.public_key in unknown


def test_a_gateway_that_does_not_answer_is_not_reached(
    connector: WireguardConnector, fake: FakeGateway
) -> None:
    fake.fails = Transient("no answer within 10 s")

    assert not connector.check().reached
