"""Against a second, naive reading of the same rules: every packet of a small world, one by one."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as st

from steersman.knowledge.firewalls import Action, Between, Packet, between, decide
from steersman.knowledge.firewalls.addresses import networks, number
from steersman.knowledge.firewalls.nftables import read_nft
from steersman.knowledge.firewalls.services import protocol

SOURCES = ["10.0.0.0", "10.0.0.1", "10.0.0.2", "10.0.0.3"]
DESTINATIONS = ["10.0.1.0", "10.0.1.1"]
PROTOCOLS = ["tcp", "udp"]
PORTS = [1, 2, 3]


@dataclass(frozen=True)
class Simple:
    """A rule as the naive reading sees it."""

    sources: tuple[str, ...]
    others: bool  # all sources but these
    protocol: str
    ports: tuple[int, ...]
    verdict: str

    @property
    def text(self) -> str:
        operator = "!= " if self.others else ""
        ports = ", ".join(str(port) for port in self.ports)
        return (
            f"ip saddr {operator}{{ {', '.join(self.sources)} }}"
            f" {self.protocol} dport {{ {ports} }} {self.verdict}"
        )

    def holds(self, packet: Packet) -> bool:
        return (
            (packet.source in self.sources) is not self.others
            and packet.protocol == self.protocol
            and packet.destination_port in self.ports
        )


def rules(*verdicts: str) -> st.SearchStrategy[list[Simple]]:
    return st.lists(
        st.builds(
            Simple,
            st.lists(st.sampled_from(SOURCES), min_size=1, max_size=3, unique=True).map(tuple),
            st.booleans(),
            st.sampled_from(PROTOCOLS),
            st.lists(st.sampled_from(PORTS), min_size=1, max_size=2, unique=True).map(tuple),
            st.sampled_from(verdicts),
        ),
        max_size=5,
    )


def naive(chains: dict[str, list[Simple]], name: str, packet: Packet) -> str | None:
    for rule in chains[name]:
        if not rule.holds(packet):
            continue
        word, _, target = rule.verdict.partition(" ")
        if word == "return":
            return None
        if word in {"jump", "goto"}:
            found = naive(chains, target, packet)
            if found is not None or word == "goto":
                return found
            continue
        return word
    return None


def text_of(chains: dict[str, list[Simple]]) -> str:
    def body(name: str) -> str:
        return "\n".join(rule.text for rule in chains[name])

    return (
        f"table ip f {{\nchain b {{\n{body('b')}\n}}\nchain a {{\n{body('a')}\n}}\n"
        "chain forward { type filter hook forward priority 0; policy drop;\n"
        f"{body('forward')}\n}}\n}}"
    )


def packets() -> list[Packet]:
    return [
        Packet(source=s, destination=d, protocol=p, source_port=9, destination_port=port)
        for s, d, p, port in product(SOURCES, DESTINATIONS, PROTOCOLS, PORTS)
    ]


def regions_of(answer: Between, packet: Packet) -> list[Action]:
    source = number(ipaddress.ip_address(packet.source))
    destination = number(ipaddress.ip_address(packet.destination))
    assert packet.destination_port is not None
    return [
        outcome.action
        for outcome in (*answer.allowed, *answer.denied, *answer.unclear)
        if source in outcome.region.sources
        and destination in outcome.region.destinations
        and protocol(packet.protocol).parts[0][0] in outcome.region.protocols
        and packet.destination_port in outcome.region.destination_ports
        and 9 in outcome.region.source_ports
    ]


ends = ("accept", "drop", "return")


@settings(max_examples=60, deadline=None)
@given(rules(*ends, "jump a", "goto a"), rules(*ends, "jump b", "goto b"), rules(*ends))
def test_each_packet_meets_the_same_end_in_all_three_readings(
    forward: list[Simple], a: list[Simple], b: list[Simple]
) -> None:
    chains = {"forward": forward, "a": a, "b": b}
    ruleset = read_nft(text_of(chains))
    assert ruleset.unread == ()
    answer = between(ruleset, networks("10.0.0.0/30"), networks("10.0.1.0/31"))
    for packet in packets():
        expected = Action(naive(chains, "forward", packet) or "drop")
        assert decide(ruleset, packet).action is expected
        assert regions_of(answer, packet) == [expected]  # exactly one region holds it


@settings(max_examples=60, deadline=None)
@given(rules(*ends, "jump a"), rules(*ends), st.sets(st.integers(0, 4)))
def test_where_a_rule_may_or_may_not_apply_no_answer_contradicts_either_way(
    forward: list[Simple], a: list[Simple], marked: set[int]
) -> None:
    chains = {"forward": forward, "a": a, "b": []}
    without = [rule for number, rule in enumerate(forward) if number not in marked]
    text = text_of(chains).split("\n")
    begin = next(number for number, line in enumerate(text) if line.startswith("chain forward")) + 1
    for each in marked & set(range(len(forward))):
        text[begin + each] = "meta mark 1 " + text[begin + each]
    ruleset = read_nft("\n".join(text))
    answer = between(ruleset, networks("10.0.0.0/30"), networks("10.0.1.0/31"))
    for packet in packets():
        ways = {
            Action(naive({**chains, "forward": rules_}, "forward", packet) or "drop")
            for rules_ in (forward, without)
        }
        (region,) = regions_of(answer, packet)
        for told in (decide(ruleset, packet).action, region):
            assert told is Action.UNKNOWN or ways == {told}
