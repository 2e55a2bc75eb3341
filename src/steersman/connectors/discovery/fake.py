"""Hosts in memory that answer as the script would, or do not answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.connectors.discovery.client import COLLECT
from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.parts import ABSENT
from steersman.domain.errors import Transient

TOOLS = ("dmi", "dpkg", "rpm", "apk", "systemd", "openrc", "nft", "iptables")


def said(parts: Mapping[str, str], statuses: Mapping[str, int] | None = None) -> bytes:
    """An answer of the script with these parts, each of them ended well unless told otherwise.

    Tools that have no part are not there.
    """
    lines = [f"#part {name}\n#end {name} {ABSENT}" for name in TOOLS if name not in parts]
    for name, text in parts.items():
        status = (statuses or {}).get(name, 0)
        lines += [f"#part {name}", *(f" {line}" for line in text.split("\n"))]
        lines.append(f"#end {name} {status}")
    return "\n".join([*lines, "#all", ""]).encode()


@dataclass
class FakeHosts:
    """``answers`` by the declared name; an exception is raised instead."""

    answers: dict[str, bytes | Exception] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)

    def read(self, host: HostAddress, verb: str = COLLECT) -> bytes:
        self.asked.append(str(host))
        answer = self.answers.get(host.name, Transient(f"{host} cannot be reached"))
        if isinstance(answer, Exception):
            raise answer
        return answer

    def rights(self, host: HostAddress) -> tuple[bytes, str]:
        self.read(host)
        return b"user=900\nhost=x\n", ""
