"""The declared hosts: words of the systems file, or the lines of an inventory file.

Only what somebody declared is asked.  A network is not scanned: a scan finds machines whose host
key nobody has checked, offers them our account, and looks like an attack to those who watch.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from pathlib import Path

from steersman.domain.errors import Permanent

LARGEST_FILE = 5_000_000  # bytes
MOST = 10_000  # hosts
_LABEL = r"[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?"
_NAME = re.compile(rf"{_LABEL}(?:\.{_LABEL})*\.?")
_WITH_PORT = re.compile(r"\[(?P<v6>[^\]]+)\](?::(?P<p6>\d+))?|(?P<host>[^:]+):(?P<port>\d+)")
_NO_HOSTS = (":vars", ":children")


@dataclass(frozen=True, slots=True)
class HostAddress:
    """Where a declared host is reached; ``port`` None: that of the settings."""

    name: str
    port: int | None = None

    def __str__(self) -> str:
        return self.name if self.port is None else f"{self.name} port {self.port}"

    @property
    def is_address(self) -> bool:
        return _address(self.name) is not None


def parsed(word: str) -> HostAddress:
    """``ValueError`` with the mend when it is neither a host name nor an address."""
    name, port = word.strip(), None
    if (found := _WITH_PORT.fullmatch(name)) is not None:
        name = found["v6"] or found["host"]
        said = found["p6"] or found["port"]
        port = int(said) if said else None
    address = _address(name)
    if address is not None:
        name = address
    elif _is_network(name):
        raise ValueError(f"{name} is a network: name its hosts, networks are not scanned")
    elif not _NAME.fullmatch(name) or len(name) > 253:
        raise ValueError(f"{word[:80]!r} is no host: write a name or an address, one each")
    if port is not None and not 1 <= port <= 65535:
        raise ValueError(f"{word[:80]!r}: a port is from 1 to 65535")
    return HostAddress(name.rstrip(".").lower(), port)


def hosts_in(path: Path) -> list[HostAddress]:
    """The hosts of a file, in its order.  ``Permanent`` names the line that is wrong."""
    try:
        with path.open("rb") as file:
            content = file.read(LARGEST_FILE + 1)
    except OSError as error:
        raise Permanent(f"hosts_file {path} cannot be read: {error.strerror}") from error
    if len(content) > LARGEST_FILE:
        raise Permanent(f"hosts_file {path} has over {LARGEST_FILE} bytes: is it a list of hosts?")
    found: list[HostAddress] = []
    for number, line in _host_lines(content.decode(errors="replace")):
        try:
            found.append(_host_of(line))
        except ValueError as error:
            raise Permanent(f"hosts_file {path}, line {number}: {error}") from error
    if len(found) > MOST:
        raise Permanent(f"hosts_file {path} names over {MOST} hosts: divide it among systems")
    if not found:
        raise Permanent(f"hosts_file {path} names no host")
    return found


def _host_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines that name a host: comments, headings and variables of an inventory are none."""
    names_hosts = True
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.partition(" #")[0].strip()
        if line.startswith("[") and line.endswith("]") and not _address(line[1:-1]):
            names_hosts = not line[1:-1].endswith(_NO_HOSTS)
        elif line and line[0] not in "#;" and names_hosts:
            yield number, line


def _host_of(line: str) -> HostAddress:
    """``web1 ansible_host=192.0.2.7 ansible_port=2222`` is reached at that address."""
    first, *rest = line.split()
    said = dict(each.split("=", 1) for each in rest if "=" in each)
    host = parsed(said.get("ansible_host", first).strip("'\""))
    port = said.get("ansible_port", "")
    return parsed(f"[{host.name}]:{port}") if port else host


def _address(text: str) -> str | None:
    try:
        return str(ip_address(text))
    except ValueError:
        return None


def _is_network(text: str) -> bool:
    try:
        ip_network(text, strict=False)
    except ValueError:
        return False
    return True
