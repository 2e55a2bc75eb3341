"""The contract, kept on the host in memory by every capability."""

from __future__ import annotations

import pytest

from steersman.capabilities.conformance import check_capability
from steersman.connectors.services.connector import ServicesConnector
from steersman.connectors.services.fake import FakeHost
from tests.connectors.services.cases import PARAMS


@pytest.mark.parametrize("name", PARAMS)
def test_every_capability_keeps_the_contract(
    connector: ServicesConnector, fake: FakeHost, name: str
) -> None:
    (capability,) = (each for each in connector.capabilities() if each.spec.name == name)

    check_capability(capability, capability.params(**PARAMS[name]), lambda: dict(fake.now))


def test_every_capability_has_its_case(connector: ServicesConnector) -> None:
    assert {each.spec.name for each in connector.capabilities()} == set(PARAMS)
