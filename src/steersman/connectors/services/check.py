"""What ``steersman systems check`` finds on a host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steersman.capabilities.connector import Check
from steersman.capabilities.contract import Capability
from steersman.connectors.services.client import ManagedHost


def check(host: ManagedHost, capabilities: Sequence[Capability[Any]]) -> Check:
    """Reach, host key, sudo, the script's version and what is declared; writes nothing."""
    return host.check(sorted({right for each in capabilities for right in each.spec.permissions}))
