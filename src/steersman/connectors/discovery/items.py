"""One host as items of the CMDB: the machine, its network cards, what runs and what is installed.

Keys begin with the machine's own, so that a host that changes its name keeps its items.  Names of
what is on a host end in the host's, so that each is unique and says where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase

from steersman.capabilities.inventory import InventoryItem, InventoryRelation
from steersman.connectors.discovery.machine import Machine
from steersman.connectors.discovery.running import Listener, Running, Unit
from steersman.connectors.discovery.settings import DiscoverySettings
from steersman.connectors.discovery.software import (
    Installed,
    Package,
    Software,
    title_of,
    watched,
)
from steersman.domain.canonical import Json

SERVER, VIRTUAL = "server", "virtual_machine"
MOST = 1000  # programs, and packages, of one host that become items
_INTERPRETER = re.compile(r"(ba|da|k|z|a)?sh|busybox|env|(python|perl|ruby|php|node|java)[\d.]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """Everything that one host said, understood."""

    machine: Machine
    installed: Installed
    running: Running
    patched_on: str = ""


@dataclass(frozen=True, slots=True)
class _Program:
    """A unit, or a process that listens: what becomes one item."""

    key: str
    name: str
    told: str  # of a unit: running or failed
    path: str
    listeners: tuple[Listener, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """What one host became; ``faults`` say what did not."""

    items: tuple[InventoryItem, ...]
    relations: tuple[InventoryRelation, ...]
    faults: tuple[str, ...] = ()


def items_of(host: Host, key: str, settings: DiscoverySettings) -> Found:
    """The items of a host whose machine has this key; each other one is related to it."""
    programs = [_program(each, host, key) for each in _programs(host, settings)]
    run = {(each.attributes.get("software"), each.attributes.get("version")) for each in programs}
    packages = [
        item
        for item in _packages(host, key, settings.packages)
        if (item.attributes["software"], item.attributes["version"]) not in run
    ]
    faults = [
        f"{what}: {len(found)} are more than {MOST}, the others are left out"
        for what, found in (("programs", programs), ("packages", packages))
        if len(found) > MOST
    ]
    programs, packages, cards = programs[:MOST], packages[:MOST], _cards(host.machine, key)
    relations = [InventoryRelation(key, "contains", each.key) for each in cards]
    relations += [InventoryRelation(each.key, "runs_on", key) for each in programs]
    relations += [InventoryRelation(each.key, "installed_on", key) for each in packages]
    items = (_machine(host, key), *cards, *programs, *packages)
    return Found(items, tuple(relations), tuple(faults))


def _machine(host: Host, key: str) -> InventoryItem:
    machine = host.machine
    facts: Json = {
        "fqdn": machine.fqdn,
        "ip_address": machine.ip_address,
        "os": machine.os,
        "os_version": machine.os_version,
        "kernel_version": machine.kernel,
        "cpu_count": machine.processors,
        "memory_gb": machine.memory_gb,
        "last_patched_on": host.patched_on,
    }
    if machine.is_virtual:
        return InventoryItem(key, VIRTUAL, machine.name, _known({**facts, "uuid": machine.uuid}))
    of_hardware = {
        "serial": machine.serial,
        "manufacturer": machine.vendor,
        "model": machine.model,
        "mac_address": machine.interfaces[0].mac if len(machine.interfaces) == 1 else "",
    }
    return InventoryItem(key, SERVER, machine.name, _known({**facts, **of_hardware}))


def _cards(machine: Machine, key: str) -> list[InventoryItem]:
    return [
        InventoryItem(
            f"{key}#card:{each.name}",
            "network_interface",
            f"{each.name} on {machine.name}",
            _known(
                {"host": key, "mac_address": each.mac, "description": ", ".join(each.addresses)}
            ),
        )
        for each in machine.interfaces
    ]


def _packages(host: Host, key: str, patterns: Sequence[str]) -> Iterator[InventoryItem]:
    """One for each source and version; an older version beside the newest is named by it."""
    newest: set[str] = set()
    for each in watched(host.installed.packages, patterns):
        is_newest = each.source not in newest
        newest.add(each.source)
        more = "" if is_newest else f" {each.version}"
        yield InventoryItem(
            f"{key}#package:{each.source}{'' if is_newest else f':{each.version}'}",
            "package",
            f"{_called(each)}{more} on {host.machine.name}",
            {
                "host": key,
                "software": each.title,
                "version": each.version,
                "description": _told(each.packages),
            },
        )


def _called(software: Software) -> str:
    """``OpenSSL``, but ``Java (openjdk-17)`` where several sources are the same software."""
    title, source = software.title, software.source
    several = title != source and any(letter.isdigit() for letter in source)
    return f"{title} ({source})" if several else title


def _told(packages: Sequence[Package]) -> str:
    """``dpkg: libssl3 3.0.11-1~deb12u2, openssl 3.0.11-1~deb12u2``."""
    shown = ", ".join(f"{each.name} {each.version}" for each in packages[:10])
    more = f" and {len(packages) - 10} more" if len(packages) > 10 else ""
    return f"{packages[0].tool}: {shown}{more}"


def _programs(host: Host, settings: DiscoverySettings) -> Iterator[_Program]:
    """Units that run or failed, and processes that listen without being one's."""
    running = host.running
    by_unit: dict[str, list[Listener]] = {}
    by_process: dict[str, list[Listener]] = {}
    for listener in running.listeners:
        unit = _unit_behind(listener, running)
        if unit:
            by_unit.setdefault(unit, []).append(listener)
        elif listener.process and listener.protocol == "tcp":
            by_process.setdefault(listener.process, []).append(listener)
    for each in running.units:
        if not any(fnmatchcase(each.name, pattern) for pattern in settings.units_left_out):
            found = tuple(by_unit.get(each.name, ()))
            yield _Program(f"unit:{each.name}", each.name, each.state, _path(each, running), found)
    for process, listeners in by_process.items():
        programs = (running.program_of.get(each.pid, "") for each in listeners)
        path = next((path for path in programs if path), "")
        yield _Program(f"process:{process}", process, "", path, tuple(listeners))


def _unit_behind(listener: Listener, running: Running) -> str:
    """By its control group; where there are none (OpenRC), by a service of the same name."""
    unit = running.unit_of.get(listener.pid, "")
    if unit:
        return unit
    plain = {each.name for each in running.units if not each.name.endswith(".service")}
    return listener.process if listener.process in plain else ""


def _path(unit: Unit, running: Running) -> str:
    """The program that really runs, where we may see it: a unit may start another by a script."""
    pids = (pid for pid, name in running.unit_of.items() if name == unit.name)
    return next((running.program_of[pid] for pid in pids if pid in running.program_of), unit.path)


def _program(program: _Program, host: Host, key: str) -> InventoryItem:
    package = _package_of(program.path, host)
    title, ci_class = title_of(package.source) if package else ("", "")
    is_unit = program.key.startswith("unit:")
    ci_class = ci_class or ("system_service" if is_unit else "software_instance")
    ports = sorted({each.port for each in program.listeners})
    places = ", ".join(each.place for each in program.listeners[:20])
    told = [f"unit, {program.told}" if is_unit else "process"]
    facts: Json = {
        "host": key,
        "software": title,
        "version": package.upstream if package else "",
        "port": ports[0] if len(ports) == 1 else 0,
        "path": program.path,
        "description": "; ".join([*told, f"listens on {places}"] if places else told),
    }
    name = f"{program.name} on {host.machine.name}"
    return InventoryItem(f"{key}#{ci_class}:{program.key}", ci_class, name, _known(facts))


def _package_of(path: str, host: Host) -> Package | None:
    """None for what only carries out something else: a unit of a shell is not the shell."""
    if _INTERPRETER.fullmatch(path.rpartition("/")[2]):
        return None
    return host.installed.named(host.running.owner_of.get(path, ""))


def _known(facts: Mapping[str, object]) -> Json:
    """What is known: nothing is said about the rest."""
    return {name: value for name, value in facts.items() if value not in ("", 0, 0.0, None)}
