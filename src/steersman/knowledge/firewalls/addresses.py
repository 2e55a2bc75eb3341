"""IPv4 and IPv6 addresses on one line of numbers, so that both are computed with alike."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable

from steersman.knowledge.firewalls.spans import Spans

_V4 = 1 << 32  # IPv6 begins here on our line
V4 = Spans(((0, _V4 - 1),))
V6 = Spans(((_V4, _V4 + (1 << 128) - 1),))
ANYWHERE = V4 | V6
Address = ipaddress.IPv4Address | ipaddress.IPv6Address


def number(address: Address) -> int:
    return int(address) + (_V4 if address.version == 6 else 0)


def address(text: str) -> Spans:
    """One address, ``a/len``, ``a/mask`` or ``a-b``; ``ValueError`` for anything else."""
    text = text.strip()
    low, dash, high = text.partition("-")
    if dash:
        first, last = (ipaddress.ip_address(each.strip()) for each in (low, high))
        if first.version != last.version or int(first) > int(last):
            raise ValueError(f"{text} is no range of addresses")
        return Spans(((number(first), number(last)),))
    network = ipaddress.ip_network(text.partition("%")[0], strict=False)
    return Spans(((number(network[0]), number(network[-1])),))


def networks(*texts: str) -> Spans:
    """All of these addresses, networks and ranges."""
    return Spans.of(span for text in texts for span in address(text))


def wildcard(text: str, mask: str) -> Spans:
    """An address with the bits of ``mask`` free (Cisco), wherever in it they are.

    ``ValueError`` where the free bits make more than 65,536 separate intervals.
    """
    base, free = int(ipaddress.IPv4Address(text)), int(ipaddress.IPv4Address(mask))
    tail = 0  # free bits at the end make one interval
    while tail < 32 and free >> tail & 1:
        tail += 1
    loose = [bit for bit in range(tail, 32) if free >> bit & 1]
    if len(loose) > 16:
        raise ValueError(f"the wildcard mask {mask} makes too many separate networks")
    starts = [base & ~free & 0xFFFFFFFF]
    for bit in loose:
        starts += [start | 1 << bit for start in starts]
    return Spans.of((start, start + (1 << tail) - 1) for start in starts)


def texts(spans: Spans) -> tuple[str, ...]:
    """As networks and ranges; ``any`` for all there are."""
    if spans == ANYWHERE:
        return ("any",)
    if spans == V4:
        return ("any IPv4",)
    if spans == V6:
        return ("any IPv6",)
    return tuple(
        text for low, high in spans for part in _halves(low, high) for text in _text(*part)
    )


def _halves(low: int, high: int) -> Iterable[tuple[int, int]]:
    """A span across the end of IPv4 is two."""
    if low < _V4 <= high:
        return ((low, _V4 - 1), (_V4, high))
    return ((low, high),)


def _text(low: int, high: int) -> list[str]:
    first, last = _address(low), _address(high)
    parts: list[str] = []
    for network in ipaddress.summarize_address_range(first, last):
        parts.append(str(network).removesuffix(f"/{first.max_prefixlen}"))
        if len(parts) > 2:
            return [f"{first}-{last}"]
    return parts


def _address(number: int) -> Address:
    if number < _V4:
        return ipaddress.IPv4Address(number)
    return ipaddress.IPv6Address(number - _V4)
