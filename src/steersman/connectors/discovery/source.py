"""All declared hosts as one inventory: asked side by side, told apart, each on its own."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

from steersman.capabilities.inventory import Inventory, NotRead
from steersman.connectors.discovery.client import HostReader
from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.items import Host, items_of
from steersman.connectors.discovery.machine import Machine, machine_of
from steersman.connectors.discovery.parts import Parts, parts_of
from steersman.connectors.discovery.running import running_of
from steersman.connectors.discovery.settings import DiscoverySettings
from steersman.connectors.discovery.software import packages_of
from steersman.connectors.discovery.upgrades import last_patched
from steersman.domain.errors import NeedsPerson, Permanent, Transient

# What names one machine in the world, and the machine without it.
_CLAIMS: Mapping[str, Callable[[Machine], Machine]] = {
    "machine_id": lambda machine: replace(machine, machine_id=""),
    "fqdn": lambda machine: replace(machine, fqdn=""),
    "serial": lambda machine: replace(machine, serial=""),
    "uuid": lambda machine: replace(machine, uuid=""),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What came of one host: its facts, or why there are none."""

    address: HostAddress
    host: Host | None = None
    not_read: tuple[NotRead, ...] = ()
    failed: Exception | None = None


@dataclass(frozen=True, slots=True)
class DiscoverySource:
    """An ``InventorySource`` over hosts that somebody declared."""

    reader: HostReader
    settings: DiscoverySettings

    def collect(self) -> Inventory:
        declared = self.settings.declared()
        with ThreadPoolExecutor(self.settings.parallel, "discovery") as pool:
            asked = list(pool.map(self._ask, declared))
        if all(each.failed for each in asked):
            raise _nobody(asked)
        hosts, twice = _once_each([each.host for each in asked if each.host is not None])
        not_read = [gap for each in asked for gap in each.not_read] + twice
        silent = {each.address.name for each in asked if each.failed}
        hosts, shared = _without_shared(hosts, silent)
        not_read += shared
        found = [items_of(host, key, self.settings) for host, key in _keyed(hosts)]
        for host, each in zip(hosts, found, strict=True):
            not_read += [NotRead(str(host.machine.host), fault) for fault in each.faults]
        return Inventory(
            items=tuple(item for each in found for item in each.items),
            relations=tuple(relation for each in found for relation in each.relations),
            not_read=tuple(not_read),
            complete=not not_read,
        )

    def _ask(self, address: HostAddress) -> Asked:
        try:
            answer = self.reader.read(address)
        except (Transient, Permanent, NeedsPerson) as error:
            return Asked(address, not_read=(NotRead(str(address), str(error)),), failed=error)
        parts = parts_of(answer, self.settings.part_bytes)
        machine = machine_of(address, parts)
        installed, running = packages_of(parts), running_of(parts)
        patched = last_patched(parts, installed.packages)
        host = Host(machine=machine, installed=installed, running=running, patched_on=patched)
        return Asked(address, host, tuple(_gaps(host, parts)))


def _nobody(asked: Sequence[Asked]) -> Exception:
    """No host answered: an empty inventory would say that there is none."""
    first = next(str(each.failed) for each in asked if each.failed)
    told = f"none of {len(asked)} hosts answered as it must; the first: {first}"
    if any(isinstance(each.failed, Transient) for each in asked):
        return Transient(told, 60.0)
    return Permanent(told)


def _gaps(host: Host, parts: Parts) -> Iterator[NotRead]:
    """What this host did not tell.  What only root may read is asked of root alone."""
    where = str(host.machine.host)
    if not parts.whole:
        yield NotRead(where, "its answer broke off: look whether the script ends there")
    faults = [*host.installed.faults, *host.running.faults]
    if not host.installed.is_known:
        faults.append("packages: neither dpkg, rpm nor apk is there")
    if host.installed.unread:
        faults.append(f"packages: {host.installed.unread} lines make no sense")
    if host.running.unread:
        faults.append(f"open ports: {host.running.unread} lines make no sense")
    if not parts["listeners"].is_there:
        faults.append("open ports: neither ss nor netstat is there")
    yield from (NotRead(where, fault) for fault in faults)


def _once_each(hosts: Sequence[Host]) -> tuple[list[Host], list[NotRead]]:
    """One machine declared under two names is one: the first name stays."""
    found: dict[tuple[str, ...], Host] = {}
    twice = []
    for host in hosts:
        machine = host.machine
        same = (machine.machine_id, machine.name, machine.uuid, machine.fqdn)
        first = found.setdefault(same if machine.machine_id else (str(machine.host),), host)
        if first is not host:
            told = f"it is the machine that is declared as {first.machine.host} too: name it once"
            twice.append(NotRead(str(machine.host), told))
    return list(found.values()), twice


def _without_shared(
    hosts: Sequence[Host], others: Collection[str]
) -> tuple[list[Host], list[NotRead]]:
    """What several hosts claim for themselves identifies none of them.

    A copied machine has its original's ids; one that was broken into may claim any name, such as
    one of ``others``: declared hosts that are not among these.
    """
    not_read, kept = [], list(hosts)
    for claim, without in _CLAIMS.items():
        told = [str(getattr(each.machine, claim)) for each in kept]
        names = [each.machine.host.name for each in kept]
        for place, value in enumerate(told):
            elsewhere = [*told[:place], *told[place + 1 :], *names[:place], *names[place + 1 :]]
            if value and (value in elsewhere or value in others):
                shown = claim.replace("_", " ") + ("" if claim == "machine_id" else f" {value}")
                why = f"another host has its {shown} too: it is not taken for an identity"
                not_read.append(NotRead(names[place], why))
                kept[place] = replace(kept[place], machine=without(kept[place].machine))
    return kept, not_read


def _keyed(hosts: Sequence[Host]) -> Iterator[tuple[Host, str]]:
    """By the machine's own id, so that a new name or address does not make it another machine."""
    for host in hosts:
        machine = host.machine
        yield (
            host,
            f"machine:{machine.machine_id}" if machine.machine_id else f"host:{machine.host}",
        )
