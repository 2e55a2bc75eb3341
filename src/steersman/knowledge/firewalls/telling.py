"""Parts of traffic in words, and the names that people use for networks."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from steersman.knowledge.firewalls import addresses, services
from steersman.knowledge.firewalls.addresses import V4
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS, Ruleset
from steersman.knowledge.firewalls.regions import Region
from steersman.knowledge.firewalls.spans import Spans

_FILLER = {
    "the", "systems", "system", "network", "networks", "net", "nets", "zone", "hosts", "host",
    "servers", "server", "subnet", "lan", "vlan", "ips", "addresses", "obj", "grp", "group", "set",
    "segment",
}  # fmt: skip
_SHORT = {"database": "db", "databases": "db", "dbs": "db", "management": "mgmt", "manage": "mgmt",
          "production": "prod", "development": "dev", "application": "app", "applications": "app",
          "apps": "app", "internal": "int", "external": "ext"}  # fmt: skip
_INTERNET = {frozenset({"internet"}), frozenset({"public", "internet"})}
_NOT_PUBLIC = (
    *("0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16"),
    *("172.16.0.0/12", "192.0.0.0/24", "192.168.0.0/16", "198.18.0.0/15", "224.0.0.0/3"),
)  # RFC 6890
_PUBLIC_V6 = "2000::/3"  # RFC 4291: global unicast


def describe(region: Region) -> str:
    """``tcp 443, 8443 from 10.1.0.0/24 to 10.2.0.5``."""
    what = _service(region)
    sources = ", ".join(addresses.texts(region.sources))
    destinations = ", ".join(addresses.texts(region.destinations))
    return f"{what} from {sources} to {destinations}"


def _service(region: Region) -> str:
    if region.protocols == PROTOCOLS:
        name = "any protocol"
    elif region.protocols.count > 128:
        others = ", ".join(_protocol(low, high) for low, high in PROTOCOLS - region.protocols)
        name = f"any protocol but {others}"
    else:
        name = ", ".join(_protocol(low, high) for low, high in region.protocols)
    icmp = all(low in {services.ICMP, services.ICMPV6} for low, _ in region.protocols)
    to = "" if region.destination_ports == PORTS else _numbers(region.destination_ports)
    of = "" if region.source_ports == PORTS else f" from port {_numbers(region.source_ports)}"
    kind = "type " if icmp and to else ""
    return f"{name}{f' {kind}{to}' if to else ''}{of}"


def _protocol(low: int, high: int) -> str:
    if low == high:
        return services.PROTOCOL_NAMES.get(low, f"protocol {low}")
    if high - low < 3:
        return ", ".join(_protocol(each, each) for each in range(low, high + 1))
    return f"protocols {low}-{high}"


def _numbers(spans: Spans) -> str:
    if spans.count > 32768:
        return f"all ports but {_numbers(PORTS - spans)}"
    return ", ".join(str(low) if low == high else f"{low}-{high}" for low, high in spans)


def resolve(
    ruleset: Ruleset, name: str, zones: Mapping[str, Sequence[str]] | None = None
) -> Spans | None:
    """The addresses that people mean by ``name``, or ``None`` where nothing says so.

    An address or a network means itself.  Then ``zones``, which the caller knows (from the
    CMDB), then the sets and groups of the ruleset itself; words such as "systems" do not count.
    Several that fit equally well are no answer: nobody may guess here.  "The internet" is every
    public address, where nothing of that name is known.
    """
    try:
        return addresses.networks(name)
    except ValueError:
        pass
    known = {each: addresses.networks(*texts) for each, texts in (zones or {}).items()}
    for held in (known, ruleset.names):
        found = {spans for each, spans in held.items() if _said(each) == _said(name)}
        if len(found) == 1:
            return found.pop()
        if found:
            return None
    return _public() if _said(name) in _INTERNET else None


def _public() -> Spans:
    return (V4 - addresses.networks(*_NOT_PUBLIC)) | addresses.networks(_PUBLIC_V6)


def _said(name: str) -> frozenset[str]:
    """The words of a name that tell it from others: ``TRADING-NET`` and "trading systems"."""
    apart = re.sub(r"(?<=[a-z0-9])(?=[A-Z][a-z])", " ", name)
    words = re.split(r"[^a-z0-9]+", apart.lower())
    words = [_SHORT.get(word, word) for word in words if word]
    kept = frozenset(_singular(word) for word in words if word not in _FILLER)
    return kept or frozenset(words)


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word
