"""The lines of one host in the systems file.  One declared system is one host."""

from __future__ import annotations

from pydantic import Field

from steersman.capabilities.ssh_script import ScriptSettings


class ServicesSettings(ScriptSettings):
    """How to reach the host.  What is managed there is declared on the host, by root alone."""

    helper: str = Field(
        default="/usr/local/sbin/steersman-services",
        pattern=r"^/[A-Za-z0-9_./-]+$",
        description="where the script is installed on the host",
    )
    only: frozenset[str] = Field(
        default=frozenset(),
        description="of what the host declares, the names that may be changed; empty: all",
        examples=["web"],
    )
