"""What ``steersman systems check`` finds on a gateway."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steersman.capabilities.connector import Check
from steersman.capabilities.contract import Capability
from steersman.connectors.wireguard.client import Gateway


def check(gateway: Gateway, capabilities: Sequence[Capability[Any]]) -> Check:
    """Reach, host key, sudo, commands, interface, file and owners; writes nothing."""
    return gateway.check(
        sorted({right for each in capabilities for right in each.spec.permissions})
    )
