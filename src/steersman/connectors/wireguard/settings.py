"""The lines of one WireGuard gateway in the systems file."""

from __future__ import annotations

from pydantic import Field

from steersman.capabilities.ssh_script import ScriptSettings


class WireguardSettings(ScriptSettings):
    """How to reach the gateway, which interface, and the file that it is started from."""

    interface: str = Field(
        default="wg0", pattern=r"^[A-Za-z0-9_=+.-]{1,15}$", description="the interface of the VPN"
    )
    config_file: str = Field(
        default="/etc/wireguard/wg0.conf",
        pattern=r"^/[A-Za-z0-9_./-]+$",
        description="the file that the interface is started from",
    )
    protected: frozenset[str] = Field(
        default=frozenset(),
        description="logins or employee numbers that are never cut off",
        examples=["jdoe"],
    )
