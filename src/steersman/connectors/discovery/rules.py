"""The rules of the hosts' own firewalls, as documents that questions about traffic are asked of.

They become no items: one rule says little without those before it, and what is read of the whole
(``nft -j list ruleset``, ``iptables-save``) answers what is let through between two places.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from steersman.capabilities.documents import SourceDocument
from steersman.connectors.discovery.client import RULES, HostReader
from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.machine import machine_of
from steersman.connectors.discovery.parts import Part, parts_of
from steersman.connectors.discovery.settings import DiscoverySettings
from steersman.domain.errors import Permanent


@dataclass(frozen=True, slots=True)
class FirewallDocuments:
    """A ``DocumentSource``: one document for each host that has rules.

    A host that does not answer ends the list with its error: it would look as if it had none.
    """

    reader: HostReader
    settings: DiscoverySettings

    def documents(self) -> Iterator[SourceDocument]:
        with ThreadPoolExecutor(self.settings.parallel, "discovery") as pool:
            for found in pool.map(self._of, self.settings.declared()):
                if found is not None:
                    yield found

    def _of(self, address: HostAddress) -> SourceDocument | None:
        parts = parts_of(self.reader.read(address, RULES), self.settings.part_bytes)
        machine = machine_of(address, parts)
        if not parts.whole:
            raise Permanent(f"{address}: its answer broke off: look whether the script ends there")
        for name, ending in (("nft", "nftables.json"), ("iptables", "iptables.rules")):
            part = parts[name]
            if part.is_there and (text := _rules(address, name, part)):
                return SourceDocument(
                    name=f"{address.name}/{ending}",
                    content=text.encode(),
                    title=f"Firewall rules of {machine.name}",
                )
        return None


def _rules(address: HostAddress, name: str, part: Part) -> str:
    """Empty where there are no rules.  Half of them would be others: ``Permanent`` instead."""
    if part.fault:
        raise Permanent(f"{address}: its firewall rules ({name}) were not read: {part.fault}")
    if name == "iptables":
        return part.text if "\n-A " in part.text else ""
    try:
        told = json.loads(part.text)
    except (ValueError, RecursionError):
        raise Permanent(f"{address}: what nft says is no sound JSON: run it there") from None
    entries = told.get("nftables") if isinstance(told, dict) else None
    if not isinstance(entries, list):
        raise Permanent(f"{address}: what nft says is no ruleset: run it there")
    has_chains = any(isinstance(each, dict) and "chain" in each for each in entries)
    return part.text if has_chains else ""
