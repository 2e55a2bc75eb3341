"""The contract on a gateway in memory."""

from __future__ import annotations

from steersman.capabilities.conformance import check_capability
from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.revoke import RevokeParams, RevokeVpn


def test_vpn_revoke_keeps_the_contract(connector: WireguardConnector, fake: FakeGateway) -> None:
    (revoke,) = connector.capabilities()
    assert isinstance(revoke, RevokeVpn)

    params = RevokeParams(account="owner:1042/jdoe")
    check_capability(revoke, params, lambda: (list(fake.peers), set(fake.interface)))
