"""Private and preshared keys stay on the gateway."""

from __future__ import annotations

import logging
import re

import pytest

from steersman.connectors.wireguard.revoke import RevokeParams, RevokeVpn
from steersman.domain.canonical import canonical
from tests.fixtures.wireguard import RealVpn


def test_no_private_or_preshared_key_is_logged_or_planned(
    vpn: RealVpn, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    secrets = re.findall(r"(?:PrivateKey|PresharedKey) = (\S+)", vpn.gateway.read())
    assert len(secrets) == 4
    connector = vpn.connector()
    revoke = RevokeVpn("vpn", connector.gateway, connector.settings)

    plan = revoke.plan(RevokeParams(account=vpn.account))
    revoke.apply(plan, key="1")
    revoke.undo(plan, key="1-undo")

    said = caplog.text + canonical(plan.as_json()) + repr(connector)
    said += repr(connector.gateway.config())
    assert caplog.records, "there must be something to look through"
    assert not [secret for secret in secrets if secret in said]


def test_nothing_secret_crosses_the_wire(vpn: RealVpn) -> None:
    connector = vpn.connector()
    secrets = re.findall(r"(?:PrivateKey|PresharedKey) = (\S+)", vpn.gateway.read())
    script = connector.gateway.script  # type: ignore[attr-defined]  # the real client has it

    output = script.call("config", connector.settings.config_file).decode()

    assert vpn.laptop.public_key in output
    assert not [secret for secret in secrets if secret in output]


def test_no_copy_of_a_block_is_left_behind(vpn: RealVpn) -> None:
    connector = vpn.connector()
    revoke = RevokeVpn("vpn", connector.gateway, connector.settings)
    plan = revoke.plan(RevokeParams(account=vpn.account))
    revoke.apply(plan, key="1")
    revoke.undo(plan, key="1-undo")

    assert vpn.gateway.host.run("ls", "/etc/wireguard").split() == [b"wg0.conf"]
    assert b"steersman-gateway." not in vpn.gateway.host.run("ls", "/run").replace(b".lock", b"")
