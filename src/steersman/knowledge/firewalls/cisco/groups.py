"""Objects and groups of networks, services and protocols, and what stands in them."""

from __future__ import annotations

from collections.abc import Mapping

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import V4
from steersman.knowledge.firewalls.cisco.words import Group, NotUnderstood, Service, Words
from steersman.knowledge.firewalls.model import PORTS
from steersman.knowledge.firewalls.spans import Spans


def member(group: Group, kind: str, words: Words, protocols: Spans) -> None:
    """Add one line to the group; ``kind`` is network, service or protocol."""
    if words.next.isdecimal():
        words.take()  # NX-OS numbers the lines of its groups
    if words.took("group-object"):
        group.includes.append(words.take())
    elif words.took("description", "remark", "nat"):
        words.words.clear()
    elif words.took("fqdn"):
        raise NotUnderstood("the addresses of a domain name are not in the file")
    elif kind == "network":
        _network(group, words)
    elif kind == "protocol":
        words.took("protocol-object")
        group.services.append(Service(protocols=_protocol(words.take())))
    else:
        _service(group, words, protocols)
    if words.words:
        raise NotUnderstood(f"“{words.words[0]}” has no meaning here")


def _network(group: Group, words: Words) -> None:
    own = words.took("network-object", "subnet")
    if own and words.took("object"):
        group.includes.append(words.take())
        return
    if words.took("host-info"):
        words.words.insert(0, "host")
    spans = words.addresses(V4)
    group.addresses = group.addresses | spans


def _service(group: Group, words: Words, protocols: Spans) -> None:
    """``port-object eq 443``, ``service-object tcp destination eq 22``, ``tcp range 1 9``."""
    if words.took("port-object") or words.next in {"eq", "gt", "lt", "neq", "range"}:
        ports = words.ports()
        group.services.append(Service(protocols, PORTS, PORTS if ports is None else ports))
        return
    if words.took("icmp-object"):
        icmp = Spans(((services.ICMP, services.ICMP),))
        group.services.append(Service(icmp, PORTS, _icmp(words.take())))
        return
    if words.took("service-object") and words.took("object"):
        group.includes.append(words.take())
        return
    words.took("service")
    group.services.append(_described(words))


def _described(words: Words) -> Service:
    """A protocol, then ``source`` and ``destination`` ports in any of the usual ways."""
    kind = _protocol(words.take())
    source = destination = PORTS
    if kind == Spans(((services.ICMP, services.ICMP),)) and words.words:
        return Service(kind, PORTS, _icmp(words.take()))
    while words.words:
        at_source = words.took("source")
        if not at_source:
            words.took("destination")
        ports = words.ports()
        if ports is None:
            ports = _bare(words)
        if at_source:
            source = ports
        else:
            destination = ports
    return Service(kind, source, destination)


def _bare(words: Words) -> Spans:
    """IOS leaves ``eq`` out: ``tcp 443``."""
    words.words.insert(0, "eq")
    ports = words.ports()
    return PORTS if ports is None else ports


def _protocol(word: str) -> Spans:
    try:
        return services.protocol(word)
    except ValueError as error:
        raise NotUnderstood(str(error)) from None


def _icmp(word: str) -> Spans:
    try:
        return services.icmp_type(word, False)
    except ValueError as error:
        raise NotUnderstood(str(error)) from None


def resolve(groups: Mapping[str, Group]) -> None:
    """Put the members of groups into the groups that include them; a circle is a hole."""
    for name in groups:
        _whole(groups, name, ())


def _whole(groups: Mapping[str, Group], name: str, above: tuple[str, ...]) -> Group:
    group = groups[name]
    includes, group.includes = group.includes, []
    for inner in includes:
        if inner in above or inner == name or len(above) > 30:
            group.holes = group.holes or f"it includes itself through {inner}"
        elif inner not in groups:
            group.holes = group.holes or f"{inner} is not in the file"
        else:
            held = _whole(groups, inner, (*above, name))
            group.addresses = group.addresses | held.addresses
            group.services.extend(held.services)
            group.holes = group.holes or held.holes
    return group
