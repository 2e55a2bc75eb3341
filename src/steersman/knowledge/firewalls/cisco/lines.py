"""The lines of a configuration that concern access lists, each told what it belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_STANDARD = (range(1, 100), range(1300, 2000))
_GROUP = re.compile(
    r"^object(?:-group)?\s+(?:ip\s+|ipv6\s+|v4-|v6-)?"
    r"(network|address|service|port|protocol|icmp-type)\s+(?:ipv[46]\s+(?=\S))?(\S+)(?:\s+(\S+))?",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"^(?:(ip|ipv4|ipv6)\s+)?access-list\s+(?:(standard|extended)\s+)?(\S+)\s*$", re.I
)


@dataclass(frozen=True, slots=True)
class Line:
    """``kind`` is list, group, binding, name, address (of an interface, which is the first word)
    or nameif; ``words`` are those that are left to read."""

    number: int
    text: str
    kind: str
    words: tuple[str, ...]
    name: str = ""
    what: str = ""  # of a list: standard, extended or ipv6; of a group: network, service …
    masks: bool = False
    protocol: str = ""  # of a group of services: tcp, udp or tcp-udp


@dataclass(frozen=True, slots=True)
class _Within:
    kind: str
    name: str
    what: str
    protocol: str = ""


def lines(text: str) -> Iterator[Line]:
    """What is neither list nor group (routing, interfaces, banners) is passed over."""
    asa = _is_asa(text)
    within: _Within | None = None
    interface = ""
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.split(" !")[0].rstrip()
        words = tuple(line.split())
        if not words or words[0].startswith("!"):
            continue
        indented = line[0].isspace()
        if not indented:
            interface = " ".join(words[1:]) if words[0].lower() in {"interface", "line"} else ""
        opened = _opened(line.strip())
        if opened is not None:
            within = opened
            yield Line(
                number, line.strip(), "open", (), opened.name, opened.what, asa, opened.protocol
            )
            continue
        if interface and (told := _interface(number, line.strip(), words, interface)):
            yield told
            continue
        if bound := _bound(number, line.strip(), words, interface):
            yield bound
            continue
        if flat := _flat(number, line.strip(), words, asa):
            within = None
            yield flat
            continue
        if within and (indented or _continues(within, words)):
            yield Line(
                number,
                line.strip(),
                within.kind,
                words,
                within.name,
                within.what,
                asa,
                within.protocol,
            )
        else:
            within = None


def _interface(number: int, line: str, words: tuple[str, ...], interface: str) -> Line | None:
    """``ip address 10.1.1.1 255.255.255.0`` (``/24``; IPv6 too), and ASA's ``nameif inside``."""
    low = [word.lower() for word in words]
    if low[0] == "nameif" and len(low) == 2:
        return Line(number, line, "nameif", (interface, words[1]))
    if low[0] in {"ip", "ipv4", "ipv6"} and low[1:2] == ["address"] and len(low) > 2:
        return Line(number, line, "address", (interface, *words[2:4]))
    return None


def _is_asa(text: str) -> bool:
    """ASA and PIX write netmasks where IOS writes wildcard masks."""
    return bool(
        re.search(
            r"^(?:ASA|PIX) Version|^\s*(?:network-object|port-object|service-object)\s", text, re.M
        )
        or re.search(r"^access-list\s+\S+\s+(?:line\s+\d+\s+)?extended\s", text, re.M)
        or re.search(r"^object network\s|^\s+(?:nameif|security-level)\s", text, re.M)
        or re.search(r"^access-group\s+\S+\s+(?:in|out)\s+interface\s", text, re.M)
    )


def _opened(line: str) -> _Within | None:
    if found := _GROUP.match(line):
        kind = {"address": "network", "port": "service", "icmp-type": "service"}.get(
            found[1].lower(), found[1].lower()
        )
        return _Within("group", found[2], kind, found[3] or "")
    if found := _LIST.match(line):
        six = (found[1] or "").lower() == "ipv6"
        what = "ipv6" if six else (found[2] or "extended").lower()
        return _Within("list", found[3], what)
    return None


def _bound(number: int, line: str, words: tuple[str, ...], interface: str) -> Line | None:
    """``ip access-group X in``, ``access-class X in``, ``access-group X in interface outside``."""
    low = [word.lower() for word in words]
    if low[0] in {"match", "no", "permit", "deny", "remark"}:
        return None  # a class of traffic names a list, which decides nothing there
    for verb in ("access-group", "access-class", "traffic-filter"):
        if verb not in low[:2]:
            continue
        rest = words[low.index(verb) + 1 :]
        if verb == "access-group" and "interface" in low:
            told = (
                (rest[0], rest[1], words[low.index("interface") + 1 :][0]) if len(rest) > 3 else ()
            )
        elif len(rest) == 2 and rest[1].lower() == "global":
            told = (rest[0], "in", "global")
        else:
            told = (rest[0], rest[1], interface) if len(rest) > 1 and interface else ()
        return Line(number, line, "binding", tuple(told))
    return None


def _flat(number: int, line: str, words: tuple[str, ...], asa: bool) -> Line | None:
    """Everything of an entry on one line: numbered lists, and the lists of ASA."""
    if words[0].lower() == "name" and len(words) >= 3 and asa:
        return Line(number, line, "name", words[1:3])
    if words[0].lower() != "access-list" or len(words) < 3:
        return None
    name, rest = words[1], list(words[2:])
    if rest[0].lower() == "line" and len(rest) > 2:
        rest = rest[2:]
    what = "standard" if name.isdecimal() and any(int(name) in each for each in _STANDARD) else ""
    if rest[0].lower() in {"extended", "standard"}:
        what = rest.pop(0).lower()
    return Line(number, line, "list", tuple(rest), name, what or "extended", asa)


def _continues(within: _Within, words: tuple[str, ...]) -> bool:
    """Copies from a console lose their indentation."""
    first = words[0].lower()
    if within.kind == "list":
        second = words[1].lower() if len(words) > 1 else ""
        return first in {"permit", "deny", "remark"} or (
            first.isdecimal() and second in {"permit", "deny", "remark"}
        )
    return first.endswith("-object") or first in {"host", "subnet", "range", "eq", "description"}
