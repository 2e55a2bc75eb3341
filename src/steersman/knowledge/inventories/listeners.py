"""Ports that a host listens on: ``ss -tulnp`` and ``netstat -tulnp``."""

from __future__ import annotations

import ipaddress
import re

from steersman.knowledge.inventories.model import Listed, Listener
from steersman.knowledge.inventories.reading import listed

_SS = re.compile(
    r"^(?:(?P<protocol>tcp|udp|sctp|dccp)\s+)?(?P<state>LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<place>\S+)\s+\S+"
    r"(?:\s+(?P<users>users:\S.*))?"
)
_NETSTAT = re.compile(
    r"^(?P<protocol>tcp|udp)6?\s+\d+\s+\d+\s+(?P<place>\S+)\s+\S+(?:\s+(?P<state>LISTEN))?"
    r"(?:\s+(?P<pid>\d+)/(?P<process>\S+))?"
)
_USER = re.compile(r'\("([^"]*)",pid=(\d+)')
_HEADS = re.compile(
    r"^(?:State|Netid|Proto|Active Internet|Active UNIX|\(|ESTAB|TIME-WAIT|CLOSE"
    r"|tcp.*\b(?:ESTAB|TIME|CLOSE|SYN|FIN))"
)


def read_listeners(name: str, content: bytes) -> Listed[Listener]:
    """One row for each open port; connections that are under way are passed over."""
    return listed(name, content, _listener, lambda line: bool(_HEADS.match(line.strip())))


def _listener(line: str) -> Listener | None:
    line = line.strip()
    if found := _SS.match(line):
        user = _USER.search(found["users"] or "")
        protocol = found["protocol"] or ("tcp" if found["state"] == "LISTEN" else "udp")
        return _at(protocol, found["place"], user[1] if user else "", user[2] if user else "")
    if (found := _NETSTAT.match(line)) and (found["state"] or found["protocol"] == "udp"):
        process = (found["process"] or "").rstrip(":")
        return _at(found["protocol"], found["place"], process, found["pid"] or "")
    return None


def _at(protocol: str, place: str, process: str, pid: str) -> Listener | None:
    address, _, port = place.rpartition(":")
    if not port.isdecimal() or int(port) > 65535:
        return None
    address = address.strip("[]").partition("%")[0]
    known = _address(address)
    if known is None:
        return None
    return Listener(protocol, known, int(port), process, int(pid) if pid.isdecimal() else None)


def _address(text: str) -> str | None:
    if text in {"*", "", "0.0.0.0", "::"}:
        return "*" if text in {"*", ""} else text
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None
