"""A host in memory with one thing left to do for every action, and the connector on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from steersman.connectors.services.connector import ServicesConnector
from steersman.connectors.services.fake import FakeHost, broken_shop
from steersman.connectors.services.settings import ServicesSettings
from steersman.runtime.clock import ManualClock

NOON = 1_780_000_000.0


@pytest.fixture
def settings() -> ServicesSettings:
    return ServicesSettings(
        address="web1.meridian.test",
        user="steersman",
        key_file=Path("key"),
        known_hosts=Path("known_hosts"),
    )


@pytest.fixture
def fake() -> FakeHost:
    return broken_shop()


@pytest.fixture
def connector(fake: FakeHost, settings: ServicesSettings) -> ServicesConnector:
    return ServicesConnector("web1", fake, settings, ManualClock(NOON))
