"""A gateway in memory: one person with two peers, a colleague with one."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.wireguard.connector import WireguardConnector
from steersman.connectors.wireguard.fake import FakeGateway
from steersman.connectors.wireguard.peers import Owner, Peer
from steersman.connectors.wireguard.settings import WireguardSettings

JOHN = Owner(employee_number="1042", login="jdoe", mail="jdoe@meridian.test")
ANN = Owner(employee_number="1043", login="asato")


@pytest.fixture
def settings() -> WireguardSettings:
    return WireguardSettings(
        address="vpn1.meridian.test",
        user="steersman",
        key_file=Path("key"),
        known_hosts=Path("known_hosts"),
        protected=frozenset({"ceo"}),
    )


@pytest.fixture
def fake() -> FakeGateway:
    peers = [
        Peer(key="laptop=", owner=JOHN),
        Peer(key="phone=", owner=JOHN),
        Peer(key="hers=", owner=ANN),
        Peer(key="nobody=", owner=Owner()),
    ]
    return FakeGateway(peers=peers, interface={peer.key for peer in peers})


@pytest.fixture
def connector(fake: FakeGateway, settings: WireguardSettings) -> WireguardConnector:
    return WireguardConnector("vpn", fake, settings)
