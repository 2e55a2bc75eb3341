"""What runs on a host: services of systemd and OpenRC, open ports and the programs behind them."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from steersman.connectors.discovery.parts import Parts
from steersman.domain.clean import one_line

_SS = re.compile(
    r"(?:(?P<protocol>tcp|udp)\s+)?(?P<state>LISTEN|UNCONN)\s+\d+\s+\d+\s+(?P<place>\S+)\s+\S+"
    r"(?:\s+(?P<users>users:\S.*))?"
)
_NETSTAT = re.compile(
    r"(?P<protocol>tcp|udp)6?\s+\d+\s+\d+\s+(?P<place>\S+)\s+\S+(?:\s+(?P<state>LISTEN))?"
    r"(?:\s+(?P<pid>\d+)/(?P<process>\S+))?"
)
_USER = re.compile(r'\("([^"]*)",pid=(\d{1,10})')
_HEADS = re.compile(
    r"(?:State|Netid|Proto|Active Internet|Active UNIX|\(|ESTAB|TIME-WAIT|CLOSE"
    r"|tcp.*\b(?:ESTAB|TIME|CLOSE|SYN|FIN))"
)
_UNIT = re.compile(r"[\w.@:\\+-]{1,200}\.service", re.ASCII)
_EXEC = re.compile(r"[{ ]path=([^ ;]{1,300}) ;")
_OPENRC = re.compile(r"([\w.+-]{1,100})\s+\[\s*(\w+)\b[^\]]*\]")
_PATH = re.compile(r"/[\w/.+@:-]{1,300}", re.ASCII)
_OWNER = re.compile(r"([\w.+-]+)(?::\w+)?(?:, [^:]+(?::\w+)?)*: (/.+)", re.ASCII)
_DELETED = " (deleted)"  # the program was replaced since it began: after an upgrade, usually


@dataclass(frozen=True, slots=True)
class Listener:
    """A port that a program listens on; ``address`` is ``*`` for all of the host's own."""

    protocol: str
    address: str
    port: int
    process: str = ""  # empty: told to root only
    pid: int = 0

    @property
    def place(self) -> str:
        address = f"[{self.address}]" if ":" in self.address else self.address
        return f"{self.protocol} {address}:{self.port}"


@dataclass(frozen=True, slots=True)
class Unit:
    """A service that runs or failed; ``path`` is the program that it starts."""

    name: str  # "nginx.service"; of OpenRC, "nginx"
    state: str  # "running", "failed"
    path: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """``unread``: lines of the listing of ports that were none; ``faults``: parts not read."""

    units: tuple[Unit, ...] = ()
    listeners: tuple[Listener, ...] = ()
    unit_of: dict[int, str] = field(default_factory=dict)  # process id to unit
    program_of: dict[int, str] = field(default_factory=dict)  # process id to path
    owner_of: dict[str, str] = field(default_factory=dict)  # path to package
    unread: int = 0
    faults: tuple[str, ...] = ()


def running_of(parts: Parts) -> Running:
    listeners, unread = _listeners(parts["listeners"].lines)
    unit_of, program_of = _processes(parts["processes"].lines)
    faults = [
        f"{what}: {parts[name].fault}"
        for name, what in (
            ("systemd", "units of systemd"),
            ("openrc", "services of OpenRC"),
            ("listeners", "open ports"),
        )
        if parts[name].fault
    ]
    return Running(
        units=(*_units(parts["systemd"].text), *_services(parts["openrc"].lines)),
        listeners=listeners,
        unit_of=unit_of,
        program_of=program_of,
        owner_of=_owners(parts["owners"].lines),
        unread=unread,
        faults=tuple(faults),
    )


def _units(text: str) -> Iterator[Unit]:
    """Blocks of ``systemctl show``; what does neither run nor fail is left out."""
    for block in text.split("\n\n"):
        found = dict(line.partition("=")[::2] for line in block.strip().split("\n"))
        name, state = found.get("Id", ""), found.get("SubState", "")
        if found.get("ActiveState") == "failed":
            state = "failed"
        if found.get("LoadState") in ("loaded", "masked", "not-found") and _UNIT.fullmatch(name):
            path = _EXEC.search(found.get("ExecStart", ""))
            if state in ("running", "failed"):
                yield Unit(name, state, path[1] if path and _PATH.fullmatch(path[1]) else "")


def _services(lines: Sequence[str]) -> Iterator[Unit]:
    """``sshd [ started 00:01:02 (0) ]`` of OpenRC's ``rc-status``; a service once."""
    states = {"started": "running", "crashed": "failed"}
    seen = set()
    for line in lines:
        found = _OPENRC.fullmatch(line)
        if found and found[2] in states and found[1] not in seen:
            seen.add(found[1])
            yield Unit(found[1], states[found[2]])


def _listeners(lines: Sequence[str]) -> tuple[tuple[Listener, ...], int]:
    """``ss -ltnup`` and ``netstat -ltnup``; and how many lines were neither."""
    rows: list[Listener] = []
    unread = 0
    for line in lines:
        found = _listener(line)
        if found is not None:
            rows.append(found)
        elif not _HEADS.match(line):
            unread += 1
    return tuple(dict.fromkeys(rows)), unread


def _listener(line: str) -> Listener | None:
    if found := _SS.match(line):
        user = _USER.search(found["users"] or "")
        protocol = found["protocol"] or ("tcp" if found["state"] == "LISTEN" else "udp")
        return _at(protocol, found["place"], *(user.groups() if user else ("", "")))
    if (found := _NETSTAT.match(line)) and (found["state"] or found["protocol"] == "udp"):
        process = (found["process"] or "").rstrip(":")
        return _at(found["protocol"], found["place"], process, found["pid"] or "")
    return None


def _at(protocol: str, place: str, process: str, pid: str) -> Listener | None:
    address, _, port = place.rpartition(":")
    known = _address(address.strip("[]").partition("%")[0])
    if known is None or not re.fullmatch(r"\d{1,5}", port, re.ASCII) or int(port) > 65535:
        return None
    number = int(pid) if re.fullmatch(r"\d{1,10}", pid, re.ASCII) else 0
    return Listener(protocol, known, int(port), one_line(process)[:60], number)


def _address(text: str) -> str | None:
    if text in {"*", ""}:
        return "*"
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return None


def _processes(lines: Sequence[str]) -> tuple[dict[int, str], dict[int, str]]:
    """Process id to unit, and to program."""
    units: dict[int, str] = {}
    programs: dict[int, str] = {}
    for line in lines:
        pid, unit, path = (*line.split("\t"), "", "", "")[:3]
        if not re.fullmatch(r"\d{1,10}", pid, re.ASCII):
            continue
        path = path.removesuffix(_DELETED)
        if _UNIT.fullmatch(unit):
            units[int(pid)] = unit
        if _PATH.fullmatch(path):
            programs[int(pid)] = path
    return units, programs


def _owners(lines: Sequence[str]) -> dict[str, str]:
    """Which package a program came with; also by the name that is a link to it."""
    owners: dict[str, str] = {}
    links: dict[str, str] = {}
    for line in lines:
        if line.startswith("/"):
            link, _, real = line.partition("\t")
            links[link] = real
        elif found := _OWNER.fullmatch(line):
            owners[found[2]] = found[1]
    for path in list(owners):  # /usr was merged into /, but packages remember where files were
        owners.setdefault(path.removeprefix("/usr"), owners[path])
        owners.setdefault(f"/usr{path}", owners[path])
    for link, real in links.items():
        if real in owners:
            owners.setdefault(link, owners[real])
    return owners
