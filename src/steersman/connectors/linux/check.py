"""What ``steersman systems check`` finds on a host."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from steersman.capabilities.connector import Check
from steersman.capabilities.contract import Capability
from steersman.connectors.linux.client import LinuxHost
from steersman.connectors.linux.settings import LinuxSettings


def check(
    host: LinuxHost, settings: LinuxSettings, capabilities: Sequence[Capability[Any]]
) -> Check:
    """Reach, host key, sudo, commands and shared directories; writes nothing."""
    permissions = sorted({right for each in capabilities for right in each.spec.permissions})
    return host.check(permissions, settings.shared_directories)
