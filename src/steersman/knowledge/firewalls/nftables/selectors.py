"""What nftables asks of a packet (``ip saddr``, ``tcp dport`` …), in the common model."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6, address
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS, STATES, Interface, Match
from steersman.knowledge.firewalls.spans import Spans


class Undecided(Exception):
    """Addresses, ports, interfaces and states do not decide this condition."""


_WITH_PORTS = {
    "tcp": services.TCP, "udp": services.UDP, "sctp": services.SCTP, "dccp": services.DCCP,
    "udplite": services.UDPLITE,
}  # fmt: skip
_INTERFACES = {
    "iifname": "arrives", "iif": "arrives", "meta iifname": "arrives", "meta iif": "arrives",
    "oifname": "leaves", "oif": "leaves", "meta oifname": "leaves", "meta oif": "leaves",
}  # fmt: skip
_SIDES = {
    "saddr": "sources",
    "daddr": "destinations",
    "sport": "source_ports",
    "dport": "destination_ports",
}
_FAMILIES = {
    "ipv4": V4,
    "ip": V4,
    "0x0800": V4,
    "2": V4,
    "ipv6": V6,
    "ip6": V6,
    "0x86dd": V6,
    "10": V6,
}


def narrow(match: Match, selector: str, operator: str, values: tuple[str, ...]) -> Iterator[Match]:
    """The match with this condition added; ``Undecided`` or ``ValueError`` where it cannot be."""
    head, _, tail = selector.rpartition(" ")
    if selector in _INTERFACES:
        yield _interfaces(match, _INTERFACES[selector], operator, values)
    elif selector == "ct state":
        yield _states(match, operator, values)
    elif head in {"ip", "ip6"} and tail in {"saddr", "daddr"}:
        yield _addresses(match, head, _SIDES[tail], operator, values)
    elif selector in {"ip protocol", "ip6 nexthdr", "meta l4proto", "l4proto"}:
        yield _protocols(match, head, operator, values)
    elif head in {*_WITH_PORTS, "th"} and tail in {"sport", "dport"}:
        yield _ports(match, head, _SIDES[tail], operator, values)
    elif selector in {"icmp type", "icmpv6 type"}:
        yield _icmp(match, head == "icmpv6", operator, values)
    elif selector in {"ip version", "ip6 version"}:
        yield _within(match, V4 if values == ("4",) else V6 if values == ("6",) else V4 | V6)
    elif selector in {"meta nfproto", "nfproto", "meta protocol", "ether type"}:
        family = Spans.of(span for value in values for span in _family(value).parts)
        yield _within(match, ANYWHERE - family if operator == "!=" else family)
    else:
        raise Undecided


def spans_of(kind: str, text: str) -> Spans | None:
    """The addresses that ``text`` stands for, or ``None`` where it stands for none."""
    try:
        return address(text) if kind == "address" and not text.isdecimal() else None
    except ValueError:
        return None


def _family(value: str) -> Spans:
    if value.lower() not in _FAMILIES:
        raise Undecided
    return _FAMILIES[value.lower()]


def _within(match: Match, family: Spans) -> Match:
    return replace(match, sources=match.sources & family, destinations=match.destinations & family)


def _chosen(spans: Spans, operator: str, all: Spans) -> Spans:
    """The values for which the comparison holds."""
    if operator == "==":
        return spans & all
    if operator == "!=":
        return all - spans
    low, high = spans.parts[0][0], spans.parts[-1][1]
    bounds = {"<": (0, low - 1), "<=": (0, high), ">": (high + 1, 1 << 200), ">=": (low, 1 << 200)}
    if operator not in bounds:
        raise Undecided
    return all & Spans.of([bounds[operator]])


def _addresses(
    match: Match, family: str, side: str, operator: str, values: tuple[str, ...]
) -> Match:
    all = V4 if family == "ip" else V6
    spans = Spans.of(span for value in values for span in _one_address(value).parts)
    if operator in {"<", "<=", ">", ">="}:
        raise Undecided
    match = _within(match, all)
    return replace(match, **{side: getattr(match, side) & _chosen(spans, operator, all)})


def _one_address(value: str) -> Spans:
    try:
        return address(value)
    except ValueError:
        low, dash, high = value.partition("-")
        if dash and "/" not in value:
            ipaddress.ip_address(low)  # a ValueError that says which end is wrong
            ipaddress.ip_address(high)
        raise ValueError(
            f"{value} is no address: names are resolved when the rules are loaded"
        ) from None


def _protocols(match: Match, head: str, operator: str, values: tuple[str, ...]) -> Match:
    spans = Spans.of(span for value in values for span in _protocol(value).parts)
    if head in {"ip", "ip6"}:
        match = _within(match, V4 if head == "ip" else V6)
    return replace(match, protocols=match.protocols & _chosen(spans, operator, PROTOCOLS))


def _protocol(value: str) -> Spans:
    low, dash, high = value.partition("-")
    if dash and low.isdecimal() and high.isdecimal():
        return Spans.of([(int(low), min(int(high), 255))])
    return services.protocol(value)


def _ports(match: Match, head: str, side: str, operator: str, values: tuple[str, ...]) -> Match:
    spans = Spans.of(span for value in values for span in services.ports(value).parts)
    number = _WITH_PORTS.get(head, 0)
    protocols = Spans(((number, number),)) if number else services.WITH_PORTS
    chosen = _chosen(spans, operator, PORTS)
    return replace(
        match, protocols=match.protocols & protocols, **{side: getattr(match, side) & chosen}
    )


def _icmp(match: Match, six: bool, operator: str, values: tuple[str, ...]) -> Match:
    number = services.ICMPV6 if six else services.ICMP
    spans = Spans.of(span for value in values for span in _type(value, six).parts)
    return replace(
        match,
        protocols=match.protocols & Spans(((number, number),)),
        destination_ports=match.destination_ports & _chosen(spans, operator, Spans(((0, 255),))),
    )


def _type(value: str, six: bool) -> Spans:
    low, dash, high = value.partition("-")
    if dash and low.isdecimal() and high.isdecimal():
        return Spans.of([(int(low), int(high))])
    return services.icmp_type(value, six)


def _states(match: Match, operator: str, values: tuple[str, ...]) -> Match:
    known = frozenset(name for value in values for name in value.lower().split("|"))
    if known - STATES:
        raise ValueError(f"{', '.join(sorted(known - STATES))} is no state of a connection")
    return replace(match, states=match.states & (STATES - known if operator == "!=" else known))


def _interfaces(match: Match, side: str, operator: str, values: tuple[str, ...]) -> Match:
    if operator not in {"==", "!="}:
        raise Undecided
    return match.through(side, Interface(values, operator == "!="))
