"""Targets as Prometheus tells them, and what node_exporter says of the hosts behind them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from urllib.parse import parse_qs, urlsplit

from steersman.domain.clean import one_line
from steersman.domain.cmdb.makers import is_made_by_hypervisor

METRICS = ("node_uname_info", "node_os_info", "node_dmi_info")  # of node_exporter
LONGEST = 200  # characters of a label
_HOST = re.compile(
    r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?)*"
)
_LOOPBACK = ("localhost", "localhost.localdomain", "ip6-localhost")


@dataclass(frozen=True, slots=True)
class Target:
    """``host`` is the name or address in ``instance``; ``address`` the one that is fetched.

    Of the address only host and port are kept: its path and query may hold secrets.
    """

    job: str
    instance: str
    host: str
    address: str
    port: int
    health: str
    labels: Mapping[str, str]
    is_probe: bool = False  # somebody else is looked at through it


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What node_exporter says of a machine; text is empty where it says nothing."""

    name: str = ""
    kernel: str = ""
    os: str = ""
    os_version: str = ""
    is_virtual: bool | None = None


@dataclass(slots=True)
class Nodes:
    """``by_target`` by instance and job."""

    by_target: dict[tuple[str, str], Node] = field(default_factory=dict)

    def learn(self, metric: str, series: list[object]) -> None:
        for each in series:
            labels = texts(each.get("metric")) if isinstance(each, dict) else {}
            key = (labels.get("instance", ""), labels.get("job", ""))
            if all(key):
                self.by_target[key] = _learned(self.by_target.get(key, Node()), metric, labels)


def target_of(told: object) -> Target | None:
    """None: it has no address that could be understood."""
    if not isinstance(told, dict):
        return None
    labels = texts(told.get("labels"))
    url = str(told.get("scrapeUrl") or "")
    address, port = place(url)
    host, own_port = place(labels.get("instance", ""))
    if not host:
        host = address
    if not host:
        return None
    health = one_line(str(told.get("health") or "unknown"))
    return Target(
        job=labels.get("job", ""),
        instance=labels.get("instance", ""),
        host=host,
        address=address,
        port=own_port or port,
        health=health if health in ("up", "down") else "unknown",
        labels=labels,
        is_probe=_is_probe(url),
    )


def place(text: str) -> tuple[str, int]:
    """Host and port of ``host:9100``, ``[::1]:9100`` or an address with a scheme; port 0: none."""
    try:
        parts = urlsplit(text if "://" in text else f"//{text}")
        host, port = (parts.hostname or "").rstrip("."), parts.port
        host = str(ip_address(host)) if is_address(host) else host
    except ValueError:
        return "", 0
    return (host, port or 0) if is_address(host) or _HOST.fullmatch(host) else ("", 0)


def is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def is_loopback(host: str) -> bool:
    return ip_address(host).is_loopback if is_address(host) else host in _LOOPBACK


def host_name(text: str) -> str:
    """The text in lower case where it is a host's name and no address; else empty."""
    name = text.strip().rstrip(".").lower()
    return name if _HOST.fullmatch(name) and not is_address(name) and len(name) < 254 else ""


def texts(held: object) -> dict[str, str]:
    if not isinstance(held, dict):
        return {}
    return {one_line(str(key)): one_line(str(value))[:LONGEST] for key, value in held.items()}


def _is_probe(url: str) -> bool:
    """Of the blackbox and SNMP exporters: what is watched stands in the query."""
    try:
        parts = urlsplit(url)
        return "target" in parse_qs(parts.query) or parts.path.endswith(("/probe", "/snmp"))
    except ValueError:
        return False


def _learned(known: Node, metric: str, labels: Mapping[str, str]) -> Node:
    if metric == "node_uname_info":
        name = host_name(labels.get("nodename", ""))
        kernel = _version(labels.get("release", ""))
        return replace(known, name="" if name in _LOOPBACK else name, kernel=kernel)
    if metric == "node_os_info":
        version = _version(labels.get("version_id", ""))
        return replace(known, os=labels.get("name", ""), os_version=version)
    makers = [labels.get(each, "") for each in ("system_vendor", "product_name")]
    return replace(known, is_virtual=is_made_by_hypervisor(makers) if any(makers) else None)


def _version(text: str) -> str:
    return text if re.fullmatch(r"\w[\w.+~-]{0,99}", text, re.ASCII) else ""
