"""Which host a target is on: by a label, by node_exporter, or because its instance is a name.

An instance such as ``192.0.2.7:9100`` is an address of Prometheus' configuration and identifies
no server.  Where no name is known, none is made up: the record would get a second server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from steersman.connectors.prometheus.targets import (
    Node,
    Nodes,
    Target,
    host_name,
    is_address,
    is_loopback,
)


@dataclass(slots=True)
class Host:
    """A machine with the targets that are on it.  ``address``: empty where none is known."""

    name: str
    fqdn: str
    address: str = ""
    node: Node = field(default_factory=Node)
    targets: list[Target] = field(default_factory=list)

    @property
    def key(self) -> str:
        return f"host:{self.fqdn or self.name}"


@dataclass(slots=True)
class Hosts:
    """All hosts of a listing, and the targets of which nobody says where they are."""

    nodes: Nodes
    labels: Sequence[str]
    found: dict[str, Host] = field(default_factory=dict)
    nameless: list[Target] = field(default_factory=list)
    _at: dict[str, Node] = field(default_factory=dict)  # address or name to node

    def place(self, targets: Iterable[Target]) -> None:
        every = list(targets)
        for target in every:
            node = self.nodes.by_target.get((target.instance, target.job))
            if node is not None and node.name:
                self._at.setdefault(target.host, node)
        for target in every:
            self._place(target)
        self._join_short_names()

    def _place(self, target: Target) -> None:
        node = self._at.get(target.host) or self._at.get(target.address) or Node()
        fqdn, name = self._names(target, node)
        if not name:
            self.nameless.append(target)
            return
        made = Host(name, fqdn)
        host = self.found.setdefault(made.key, made)
        host.targets.append(target)
        host.node = host.node if host.node.name else node
        host.address = host.address or _address(target)

    def _names(self, target: Target, node: Node) -> tuple[str, str]:
        """Full name and short one."""
        labelled = (host_name(target.labels.get(each, "")) for each in self.labels)
        instance = "" if is_loopback(target.host) else host_name(target.host)
        said = [each for each in (*labelled, node.name, instance) if each and not is_loopback(each)]
        if not said:
            return "", ""
        short = said[0].split(".")[0]
        full = (each for each in said if "." in each and each.split(".")[0] == short)
        return next(full, ""), short

    def _join_short_names(self) -> None:
        """``web1`` is ``web1.example.org`` where only one host is called so."""
        for key, host in list(self.found.items()):
            same = [each for each in self.found.values() if each.fqdn and each.name == host.name]
            if not host.fqdn and len(same) == 1:
                same[0].targets += host.targets
                same[0].node = same[0].node if same[0].node.name else host.node
                same[0].address = same[0].address or host.address
                del self.found[key]


def _address(target: Target) -> str:
    """The address that others reach the host by."""
    found = (target.host, target.address)
    return next((each for each in found if is_address(each) and not is_loopback(each)), "")
