"""One line of an access list: ``permit tcp any host 10.1.1.1 eq 443 log``."""

from __future__ import annotations

from dataclasses import dataclass, replace

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import V4, V6
from steersman.knowledge.firewalls.cisco.words import NotUnderstood, Service, Words
from steersman.knowledge.firewalls.model import STATES, Action, Match
from steersman.knowledge.firewalls.spans import Spans

_ACTIONS = {"permit": Action.ACCEPT, "deny": Action.DROP}
_LOGGING = {"log", "log-input"}
_SILENT = {
    "count", "capture", "statistics", "interval", "alerts", "critical", "debugging",
    "emergencies", "errors", "informational", "notifications", "warnings", "disable", "default",
}  # fmt: skip
_ONE_ARGUMENT = {
    "dscp", "precedence", "tos", "option", "time-range", "reflect", "flow-label", "packet-length",
    "user", "user-group", "vlan", "ttl", "icmp-code",
}  # fmt: skip
_DEPENDING = _ONE_ARGUMENT | {
    "fragments", "match-all", "match-any", "routing", "dest-option", "hbh", "mobility", "auth",
    "urg", "psh", "fin", "syn", "rst", "ack", "undetermined-transport", "http-method",
}  # fmt: skip
_ICMP = {services.ICMP, services.ICMPV6}


@dataclass(frozen=True, slots=True)
class Entry:
    action: Action
    alternatives: tuple[Match, ...]
    logs: bool = False
    inactive: bool = False


def entry(words: Words, *, standard: bool, six: bool) -> Entry:
    """``NotUnderstood`` with the reason where a word has no meaning here."""
    action = _ACTIONS.get(words.take().lower())
    if action is None:
        raise NotUnderstood("an entry begins with permit or deny")
    family = V6 if six else V4
    if standard:
        return _finished(words, action, [Match(sources=words.addresses(family))])
    kinds = _services(words, six)
    sources = words.addresses(family)
    kinds = _cut(words, kinds, "source_ports")
    destinations = words.addresses(family)
    kinds = _cut(words, kinds, "destination_ports")
    kinds = _with_icmp_type(words, kinds)
    matches = [
        Match(
            sources=sources,
            destinations=destinations,
            protocols=kind.protocols,
            source_ports=kind.source_ports,
            destination_ports=kind.destination_ports,
        )
        for kind in kinds
    ]
    return _finished(words, action, matches)


def _services(words: Words, six: bool) -> list[Service]:
    """A protocol, or a group of protocols or services, before the addresses."""
    if words.took("object-group", "object"):
        return list(words.group(words.take()).services)
    name = words.take()
    if name.lower() == "icmp" and six:
        name = "icmpv6"
    try:
        return [Service(protocols=services.protocol(name))]
    except ValueError as error:
        raise NotUnderstood(str(error)) from None


def _cut(words: Words, kinds: list[Service], side: str) -> list[Service]:
    """The ports that stand behind an address, if any do."""
    if words.is_service_group():
        words.take()
        return _meeting(kinds, words.group(words.take()).services, side)
    ports = words.ports()
    if ports is None:
        return kinds
    return [
        replace(
            kind,
            protocols=kind.protocols & services.WITH_PORTS,
            **{side: getattr(kind, side) & ports},
        )
        for kind in kinds
    ]


def _meeting(kinds: list[Service], named: list[Service], side: str) -> list[Service]:
    """What both allow; behind the source, the ports of a group are those of the source."""
    found = []
    for kind in kinds:
        for each in named:
            ports = each.destination_ports
            protocols = kind.protocols & each.protocols
            if protocols:
                cut = {side: getattr(kind, side) & ports}
                found.append(replace(kind, protocols=protocols, **cut))
    return found


def _with_icmp_type(words: Words, kinds: list[Service]) -> list[Service]:
    numbers = {low for kind in kinds for low, high in kind.protocols if low == high}
    if not words.words or not numbers or not numbers <= _ICMP:
        return kinds
    word = words.next
    if word in services.ICMP_CODES:
        return kinds  # one code of a type: told below as a condition
    try:
        types = services.icmp_type(word, services.ICMPV6 in numbers)
    except ValueError:
        return kinds
    words.take()
    if words.next.isdecimal():
        words.words.insert(0, "icmp-code")  # told below as a condition
    return [replace(kind, destination_ports=types) for kind in kinds]


def _finished(words: Words, action: Action, matches: list[Match]) -> Entry:
    """The words at the end of the line: logging, states, and what cannot be decided."""
    logs = inactive = False
    while words.words:
        word = words.take().lower()
        if word in _LOGGING:
            logs = True
        elif word.startswith("nexthop"):
            words.words.clear()  # where a permitted packet is sent next
        elif word == "inactive":
            inactive = True
        elif word == "established":
            tcp = Spans(((services.TCP, services.TCP),))
            matches = [
                replace(each, protocols=each.protocols & tcp, states=STATES - {"new"})
                for each in matches
            ]
        elif word in _DEPENDING or word in services.ICMP_CODES or word.startswith(("+", "-")):
            told = f"{word} {words.take()}" if word in _ONE_ARGUMENT and words.words else word
            matches = [replace(each, conditions=(*each.conditions, told)) for each in matches]
        elif word not in _SILENT and not (logs and (word.isdecimal() or word.startswith("0x"))):
            raise NotUnderstood(f"“{word}” has no meaning here")
    return Entry(action, tuple(matches), logs, inactive)
