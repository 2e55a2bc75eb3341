"""A small network on one machine: a bridge of our own and a network namespace for each host.

Several companies run side by side: names carry our process id, and the range of addresses is one
that no route of the machine knows yet.  Needs root.
"""

from __future__ import annotations

import fcntl
import ipaddress
import os
import random
import subprocess
import tempfile
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

PREFIX = "stm"
_numbers = count()


def ip(*arguments: str) -> str:
    done = subprocess.run(["ip", *arguments], capture_output=True, text=True, check=True)
    return done.stdout


@dataclass
class Network:
    """``open`` makes the bridge; ``join`` makes a namespace with one address on it."""

    name: str = field(default_factory=lambda: f"{PREFIX}{os.getpid()}x{next(_numbers)}")
    range: ipaddress.IPv4Network = field(init=False)
    namespaces: list[str] = field(default_factory=list)

    def open(self) -> None:
        lock = Path(tempfile.gettempdir()) / f"{PREFIX}-addresses.lock"
        with lock.open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)  # two companies must not choose the same range
            _sweep()
            self.range = _free_range()
            ip("link", "add", self.name, "type", "bridge")
            ip("addr", "add", f"{self.range[1]}/24", "dev", self.name)
            ip("link", "set", self.name, "up")

    def join(self) -> tuple[str, str]:
        """The name and the address of a new namespace whose ``eth0`` is on the bridge."""
        number = len(self.namespaces)
        namespace, wire = f"{self.name}-{number}", f"{self.name}v{number}"
        address = str(self.range[11 + number])
        ip("netns", "add", namespace)
        self.namespaces.append(namespace)
        ip("link", "add", wire, "type", "veth", "peer", "name", "eth0", "netns", namespace)
        ip("link", "set", wire, "master", self.name, "up")
        ip("-n", namespace, "addr", "add", f"{address}/24", "dev", "eth0")
        ip("-n", namespace, "link", "set", "eth0", "up")
        ip("-n", namespace, "link", "set", "lo", "up")
        return namespace, address

    def close(self) -> None:
        for namespace in self.namespaces:
            ip("netns", "del", namespace)
        self.namespaces.clear()
        ip("link", "del", self.name)


def _free_range() -> ipaddress.IPv4Network:
    taken = [
        ipaddress.ip_network(word)
        for line in ip("-4", "route", "show", "table", "all").splitlines()
        for word in line.split()
        if "." in word and "/" in word
    ]
    while True:
        wanted = f"10.{random.randint(64, 191)}.{random.randint(0, 255)}.0/24"
        network = ipaddress.IPv4Network(wanted)
        if not any(network.overlaps(other) for other in taken):
            return network


def _sweep() -> None:
    """Remove what a killed company left behind: nothing runs there, and its starter is gone."""
    for line in ip("netns", "list").splitlines():
        namespace = line.split()[0]
        if _is_abandoned(namespace) and not ip("netns", "pids", namespace).split():
            ip("netns", "del", namespace)
    kept = {line.split()[0].rpartition("-")[0] for line in ip("netns", "list").splitlines()}
    for line in ip("-o", "link", "show", "type", "bridge").splitlines():
        bridge = line.split(": ")[1]
        if _is_abandoned(bridge) and bridge not in kept:
            ip("link", "del", bridge)


def _is_abandoned(name: str) -> bool:
    starter = name.removeprefix(PREFIX).partition("x")[0]
    return name.startswith(PREFIX) and starter.isdigit() and not Path(f"/proc/{starter}").exists()
