"""The options of one iptables rule, read into conditions (iptables(8), iptables-extensions(8))."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import ANYWHERE, address, networks
from steersman.knowledge.firewalls.flags import ALL, with_flags
from steersman.knowledge.firewalls.model import PORTS, PROTOCOLS, STATES, Interface, Match
from steersman.knowledge.firewalls.spans import Spans


@dataclass(frozen=True, slots=True)
class Unclear:
    what: str
    why: str


@dataclass(slots=True)
class Condition:
    six: bool
    sets: Mapping[str, Spans]
    partial: set[str]
    alternatives: tuple[Match, ...] = (Match(),)
    target: str = ""
    goto: bool = False
    target_options: list[str] = field(default_factory=list)
    negations: list[str] = field(default_factory=list)
    comment: str = ""
    unclear: list[Unclear] = field(default_factory=list)

    def narrow(self, **sides: Spans) -> None:
        """Each side is cut with what was known of it."""
        self.alternatives = tuple(
            replace(match, **{side: getattr(match, side) & spans for side, spans in sides.items()})
            for match in self.alternatives
        )

    def depends(self, what: str) -> None:
        self.alternatives = tuple(
            replace(match, conditions=(*match.conditions, what)) for match in self.alternatives
        )


_Reader = Callable[[Condition, str, bool], None]  # the value, and whether it is negated
# Options that come with an argument but say nothing about which packets are meant.
_SILENT = {
    "--log-prefix", "--log-level", "--log-uid", "--nflog-prefix", "--nflog-group", "--reject-with",
    "--to-destination", "--to-source", "--to-ports", "--set-mark", "--set-xmark", "--zone",
    "--nflog-threshold", "--nflog-size", "--helper", "--set-mss", "--set-dscp",
    "--set-dscp-class", "--set-class", "--set-tos", "--ttl-set", "--to", "--gateway", "--type",
    "--add-set", "--del-set", "--timeout", "--or-mark", "--and-mark", "--nfmask", "--ctmask",
}  # fmt: skip
_SILENT_FLAGS = {
    "--log-tcp-options", "--log-ip-options", "--log-tcp-sequence", "--clamp-mss-to-pmtu",
    "--notrack", "--save-mark", "--restore-mark", "--random", "--random-fully", "--persistent",
    "--exist", "--log-macdecode",
}  # fmt: skip
_TESTS = {"-m", "--match"}
_KNOWN_TESTS = {
    "tcp", "udp", "sctp", "dccp", "udplite", "icmp", "icmp6", "icmpv6", "multiport", "state",
    "conntrack", "set", "comment", "iprange",
}  # fmt: skip
# Tests that are known to depend on more than addresses, ports and states.
_DEPENDING_TESTS = {
    "limit", "hashlimit", "connlimit", "recent", "mark", "connmark", "time", "owner", "physdev",
    "mac", "addrtype", "string", "statistic", "quota", "length", "ttl", "hl", "dscp", "tos",
    "pkttype", "helper", "policy", "rpfilter", "socket", "u32", "bpf", "connbytes", "cpu", "nth",
    "random", "geoip", "esp", "ah", "frag", "rt", "hbh", "dst", "realm", "tcpmss", "devgroup",
    "cgroup", "connlabel", "ecn", "ipvs", "nfacct", "osf", "rateest", "eui64", "ipv6header",
}  # fmt: skip
# Options of tests that depend on more than addresses: told as a condition, with their argument.
_DEPENDING_FLAGS = {
    "--rcheck", "--update", "--set", "--remove", "--rsource", "--rdest", "--rttl", "--kerneltz",
    "--physdev-is-bridged", "--physdev-is-in", "--physdev-is-out", "--validmark", "--loose",
    "--connlimit-saddr", "--connlimit-daddr", "--accept-local", "--invert", "--utc", "--localtz",
    "--transparent", "--nowildcard", "--strict", "--socket-exists", "--limit-iface-in",
    "--limit-iface-out",
}  # fmt: skip


def condition_of(
    words: list[str], six: bool, sets: Mapping[str, Spans], partial: set[str]
) -> Condition:
    found = Condition(six, sets, partial)
    queue = list(words)
    negated = False
    while queue:
        option = queue.pop(0)
        if option == "!":
            negated = True
            continue
        option, _, joined = option.partition("=") if option.startswith("--") else (option, "", "")
        if joined:
            queue.insert(0, joined)
        _option(found, option, queue, negated)
        negated = False
    return found


def _option(found: Condition, option: str, queue: list[str], negated: bool) -> None:
    if option in _TESTS:
        _test(found, _take(option, queue))
    elif option in {"-j", "--jump", "-g", "--goto"}:
        found.target, found.goto = _take(option, queue), option in {"-g", "--goto"}
    elif option in {"--syn", "-f", "--fragment"}:
        _flag(found, option, negated)
    elif option in _PAIRS:
        _PAIRS[option](found, _take(option, queue), _take(option, queue), negated)
    elif option in _SILENT or option in _SILENT_FLAGS:
        found.target_options.append(option)
        if option in _SILENT:
            _take(option, queue)
    elif option in _READERS:
        if queue[:1] == ["!"]:  # as old versions wrote it: -s ! 10.0.0.0/8
            queue.pop(0)
            negated = True
        _read(found, option, _take(option, queue), negated)
    else:
        _unknown(found, option, queue, negated)


def _test(found: Condition, test: str) -> None:
    if test not in _KNOWN_TESTS:
        found.depends(f"-m {test}")
    if test not in _KNOWN_TESTS | _DEPENDING_TESTS:
        found.unclear.append(Unclear(test, f"the test {test} is not known"))


def _take(option: str, queue: list[str]) -> str:
    if not queue:
        raise ValueError(f"{option} lacks its value")
    return queue.pop(0)


def _read(found: Condition, option: str, value: str, negated: bool) -> None:
    if negated:
        found.negations.append(f"! {option} {value}")
    try:
        _READERS[option](found, value, negated)
    except ValueError as error:
        found.depends(f"{'! ' if negated else ''}{option} {value}")
        found.unclear.append(Unclear(option, str(error)))


def _unknown(found: Condition, option: str, queue: list[str], negated: bool) -> None:
    """An option of a test or target that is not known, with what looks like its argument."""
    words = [*(["!"] if negated else []), option]
    while (
        queue
        and option not in _DEPENDING_FLAGS
        and not queue[0].startswith("-")
        and queue[0] != "!"
    ):
        words.append(queue.pop(0))
    text = " ".join(words)
    if found.target:
        found.target_options.append(text)
        return
    found.depends(text)


def _flag(found: Condition, option: str, negated: bool) -> None:
    if option == "--syn":  # --tcp-flags SYN,RST,ACK,FIN SYN
        _tcp_flags(found, "SYN,RST,ACK,FIN", "SYN", negated)
    elif not negated:
        found.depends("later fragments only")


def _tcp_flags(found: Condition, mask: str, value: str, negated: bool) -> None:
    text = f"{'! ' if negated else ''}--tcp-flags {mask} {value}"
    names = (frozenset(each.lower().split(",")) for each in (mask, value))
    of, on = (ALL if "all" in each else each - {"none"} for each in names)
    found.alternatives = tuple(
        cut
        for match in found.alternatives
        for cut in with_flags(match, of, on, negated=negated, text=text)
    )


def _states(found: Condition, states: frozenset[str]) -> None:
    found.alternatives = tuple(
        replace(match, states=match.states & states) for match in found.alternatives
    )


def _match_set(found: Condition, name: str, way: str, negated: bool) -> None:
    told = f"{'! ' if negated else ''}--match-set {name} {way}"
    if negated:
        found.negations.append(told)
    known = found.sets.get(name)
    if known is None or name in found.partial or way not in {"src", "dst"}:
        found.depends(told)
        if known is None:
            found.unclear.append(Unclear(name, f"the set {name} is not in the file"))
        return
    spans = ANYWHERE - known if negated else known
    found.narrow(**{"sources" if way == "src" else "destinations": spans})


def _addresses(side: str) -> _Reader:
    def read(found: Condition, value: str, negated: bool) -> None:
        spans = networks(*value.split(","))
        found.narrow(**{side: ANYWHERE - spans if negated else spans})

    return read


def _range(side: str) -> _Reader:
    def read(found: Condition, value: str, negated: bool) -> None:
        spans = address(value)
        found.narrow(**{side: ANYWHERE - spans if negated else spans})

    return read


def _protocol(found: Condition, value: str, negated: bool) -> None:
    spans = services.protocol(value)
    found.narrow(protocols=PROTOCOLS - spans if negated else spans)


def _ports(*sides: str) -> _Reader:
    """One list of ports; for ``--ports`` either side may hold it, so there are two ways."""

    def read(found: Condition, value: str, negated: bool) -> None:
        spans = Spans.of(
            span for part in value.split(",") for span in services.ports(part, ":").parts
        )
        spans = PORTS - spans if negated else spans
        found.narrow(protocols=services.WITH_PORTS)
        if len(sides) > 1 and negated:
            found.narrow(**dict.fromkeys(sides, spans))
            return
        found.alternatives = tuple(
            replace(match, **{side: getattr(match, side) & spans})
            for match in found.alternatives
            for side in sides
        )

    return read


def _icmp(found: Condition, value: str, negated: bool) -> None:
    number = services.ICMPV6 if found.six else services.ICMP
    name, slash, _ = value.partition("/")
    found.narrow(protocols=Spans(((number, number),)))
    if name in {"any", "255"}:
        return
    if name in services.ICMP_CODES:
        raise ValueError(f"{name} is one code of a type, which is not told apart")
    spans = services.icmp_type(name, found.six)
    if slash:
        found.depends(f"{'! ' if negated else ''}--icmp-type {value}")
        if not negated:
            found.narrow(destination_ports=spans)
        return
    found.narrow(destination_ports=PORTS - spans if negated else spans)


def _conntrack(found: Condition, value: str, negated: bool) -> None:
    states = frozenset(each.strip().lower() for each in value.split(","))
    if states - STATES:  # DNAT, SNAT: virtual states
        known = states & STATES
        raise ValueError(f"the states {', '.join(sorted(states - known))} are not decided")
    _states(found, STATES - states if negated else states)


def _interface(side: str) -> _Reader:
    def read(found: Condition, value: str, negated: bool) -> None:
        if value == "+" and not negated:
            return
        added = Interface((value,), negated)
        found.alternatives = tuple(match.through(side, added) for match in found.alternatives)

    return read


def _comment(found: Condition, value: str, _negated: bool) -> None:
    found.comment = f"{found.comment} {value}".strip()


_READERS: Mapping[str, _Reader] = {
    **dict.fromkeys(("-s", "--source", "--src"), _addresses("sources")),
    **dict.fromkeys(("-d", "--destination", "--dst"), _addresses("destinations")),
    "--src-range": _range("sources"),
    "--dst-range": _range("destinations"),
    **dict.fromkeys(("-p", "--protocol", "--proto"), _protocol),
    **dict.fromkeys(
        ("--sport", "--source-port", "--sports", "--source-ports"), _ports("source_ports")
    ),
    **dict.fromkeys(
        ("--dport", "--destination-port", "--dports", "--destination-ports"),
        _ports("destination_ports"),
    ),
    "--ports": _ports("source_ports", "destination_ports"),
    **dict.fromkeys(("--icmp-type", "--icmpv6-type"), _icmp),
    **dict.fromkeys(("--ctstate", "--state"), _conntrack),
    **dict.fromkeys(("-i", "--in-interface"), _interface("arrives")),
    **dict.fromkeys(("-o", "--out-interface"), _interface("leaves")),
    "--comment": _comment,
}
_PAIRS: Mapping[str, Callable[[Condition, str, str, bool], None]] = {
    "--tcp-flags": _tcp_flags,
    "--match-set": _match_set,
}
