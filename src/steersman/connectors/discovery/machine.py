"""What machine answers: its identity, its names, its system and its addresses.

Hosts state these things about themselves.  Identity that two hosts state is taken from neither;
that is ``source``'s business, which sees all of them.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address, ip_interface

from steersman.connectors.discovery.declared import HostAddress
from steersman.connectors.discovery.parts import Parts
from steersman.domain.clean import one_line
from steersman.domain.cmdb.identification import normalised
from steersman.domain.cmdb.makers import is_made_by_hypervisor

_APP = b"steersman-discovery"  # machine-id(5): never show the id itself, derive one of your own
_MACHINE_ID = re.compile(r"[0-9a-f]{32}")
_NAME = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?", re.IGNORECASE)
_FQDN = re.compile(
    r"(?=.{4,253}$)([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z][a-z0-9-]*[a-z0-9]"
)
_MAC = re.compile(r"([0-9a-f]{2}:){5}[0-9a-f]{2}")
_QUOTED = re.compile(r"^([A-Z_]+)=(?:\"(.*)\"|'(.*)'|(.*))$")
_KERNEL = re.compile(r"\w[\w.+~-]{0,99}", re.ASCII)
_LOCAL = ("localhost", "localdomain", "local", "(none)")


@dataclass(frozen=True, slots=True)
class Interface:
    """A network card: a link that a device stands behind."""

    name: str
    mac: str
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Facts of one host; text is empty where nothing is known."""

    host: HostAddress
    name: str
    fqdn: str = ""
    machine_id: str = ""  # derived from /etc/machine-id
    uuid: str = ""
    serial: str = ""
    vendor: str = ""
    model: str = ""
    is_virtual: bool = False
    os: str = ""
    os_version: str = ""
    kernel: str = ""
    architecture: str = ""
    processors: int = 0
    memory_gb: float = 0.0
    ip_address: str = ""
    interfaces: tuple[Interface, ...] = ()
    is_root: bool = False


def machine_of(host: HostAddress, parts: Parts) -> Machine:
    """Never fails: what is not said, or makes no sense, is not known."""
    node, kernel, architecture = _three(parts["kernel"].lines)
    fqdn = _fqdn(next(iter(parts["fqdn"].lines), ""), node, host)
    dmi = _pairs(parts["dmi"].lines)
    release = _release(parts["os"].lines)
    processors, memory = _size(parts["size"].lines)
    return Machine(
        host=host,
        name=_short(node) or _short(fqdn) or host.name,
        fqdn=fqdn,
        machine_id=_derived(next(iter(parts["machine"].lines), "")),
        uuid=normalised(dmi.get("product_uuid")),
        serial=_told(dmi.get("product_serial")),
        vendor=_told(dmi.get("sys_vendor")),
        model=_told(dmi.get("product_name")),
        is_virtual=_is_virtual(parts["virtual"].lines, dmi),
        os=release.get("NAME", ""),
        os_version=_version(release),
        kernel=kernel if _KERNEL.fullmatch(kernel) else "",
        architecture=architecture,
        processors=processors,
        memory_gb=memory,
        ip_address=_primary(host, parts),
        interfaces=_interfaces(parts),
        is_root=parts["user"].lines == ["0"],
    )


def _three(lines: list[str]) -> tuple[str, str, str]:
    node, kernel, architecture = (*lines[:3], "", "", "")[:3]
    return node.lower(), kernel, architecture if _KERNEL.fullmatch(architecture) else ""


def _short(name: str) -> str:
    first = name.split(".")[0]
    return first if _NAME.fullmatch(first) and first not in _LOCAL else ""


def _fqdn(said: str, node: str, host: HostAddress) -> str:
    """What the host calls itself; else the name by which it was declared."""
    for name in (said.lower().rstrip("."), node.rstrip("."), host.name):
        is_local = name.split(".")[0] in _LOCAL or name.rsplit(".", 1)[-1] in _LOCAL
        if _FQDN.fullmatch(name) and not is_local:
            return name
    return ""


def _derived(machine_id: str) -> str:
    if not _MACHINE_ID.fullmatch(machine_id) or len(set(machine_id)) == 1:
        return ""
    return hashlib.blake2b(_APP, key=machine_id.encode(), digest_size=16).hexdigest()


def _pairs(lines: list[str]) -> dict[str, str]:
    found = (line.partition("=") for line in lines)
    return {name: one_line(value)[:200] for name, _, value in found}


def _told(value: str | None) -> str:
    """Empty for what makers write where there is nothing to write."""
    return value if value and normalised(value) else ""


def _is_virtual(said: list[str], dmi: Mapping[str, str]) -> bool:
    if said and said[0] not in ("none", "hypervisor"):
        return True
    makers = (dmi.get(name, "") for name in ("sys_vendor", "product_name"))
    return "hypervisor" in said or is_made_by_hypervisor(makers)


def _release(lines: list[str]) -> dict[str, str]:
    """os-release(5)."""
    found = (_QUOTED.match(line) for line in lines)
    return {
        each[1]: one_line(next((part for part in each.groups()[1:] if part), ""))[:100]
        for each in found
        if each
    }


def _version(release: Mapping[str, str]) -> str:
    said = release.get("VERSION_ID", "")
    return said if re.fullmatch(r"\w[\w.+~-]*", said, re.ASCII) else ""


def _size(lines: list[str]) -> tuple[int, float]:
    """Processors, and memory in GB as people say it: 16, not 15.62."""
    processors = next((int(line) for line in lines if re.fullmatch(r"\d{1,5}", line)), 0)
    found = next((re.match(r"MemTotal:\s+(\d{1,15}) kB", line) for line in lines[-1:]), None)
    return processors, round(int(found[1]) / 1024 / 1024, 1) if found else 0.0


def _interfaces(parts: Parts) -> tuple[Interface, ...]:
    addresses = _addresses(parts["addresses"].lines)
    found = []
    for line in parts["links"].lines[:100]:
        name, _, mac = line.partition(" ")
        if _MAC.fullmatch(mac.lower()) and mac.strip("0:"):
            known = tuple(str(each) for link, each in addresses if link == name)
            found.append(Interface(name[:30], mac.lower(), known))
    return tuple(found)


def _addresses(lines: list[str]) -> list[tuple[str, str]]:
    """Link and address with its prefix, of those that others can reach."""
    found = []
    for line in lines:
        said = re.match(r"\d+: (\S+?)(?:@\S+)?\s+inet6? (\S+)", line)
        try:
            address = ip_interface(said[2]) if said else None
        except ValueError:
            continue
        if said and address and not (address.is_loopback or address.is_link_local):
            found.append((said[1], str(address)))
    return found


def _primary(host: HostAddress, parts: Parts) -> str:
    """The address by which it was declared; else the one on the way out; else its only one."""
    found = [(link, each.split("/")[0]) for link, each in _addresses(parts["addresses"].lines)]
    own = [address for _, address in found]
    if host.is_address:
        return str(ip_address(host.name))
    out = re.findall(r"^default .*?\bdev (\S+)", "\n".join(parts["route"].lines), re.MULTILINE)
    for link in out:
        on_it = [address for name, address in found if name == link]
        if on_it:
            return on_it[0]
    return own[0] if len(own) == 1 else ""
