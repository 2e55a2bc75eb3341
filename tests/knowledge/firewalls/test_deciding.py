"""The way of one packet: chains, policies and what depends on more than the packet."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls import Action, Packet, Ruleset, decide
from steersman.knowledge.firewalls.cisco import read_cisco
from steersman.knowledge.firewalls.nftables import read_nft
from tests.knowledge.firewalls.samples import ASA, IOS, NFT

WEB = Packet(source="10.1.0.1", destination="10.2.0.1", source_port=40_000, destination_port=443)


def chains(forward: str, **others: str) -> Ruleset:
    held = "".join(f"chain {name} {{\n{rules}\n}}\n" for name, rules in others.items())
    return read_nft(
        f"table inet f {{ {held} chain forward {{ type filter hook forward priority 0;\n"
        f"policy drop;\n{forward}\n}} }}"
    )


def test_a_chain_that_ends_comes_back_to_the_rule_behind_the_jump() -> None:
    assert decide(chains("jump a\naccept", a="udp dport 1 drop"), WEB).action is Action.ACCEPT


def test_return_leaves_only_the_chain_that_it_stands_in() -> None:
    ruleset = chains("jump a\naccept", a="return\ndrop")
    assert decide(ruleset, WEB).action is Action.ACCEPT


def test_a_chain_reached_by_goto_does_not_come_back() -> None:
    decision = decide(chains("goto a\naccept", a="udp dport 1 accept"), WEB)
    assert decision.action is Action.DROP
    assert decision.rule is None
    assert "policy" in decision.why


def test_the_rule_that_decides_is_named() -> None:
    decision = decide(
        read_nft(NFT), Packet(source="10.10.1.1", destination="10.20.0.7", destination_port=443)
    )
    assert decision.rule is not None
    assert decision.rule.comment == "to clearing"


def test_rules_that_may_apply_but_end_alike_leave_the_answer_certain() -> None:
    assert decide(chains("meta mark 1 drop"), WEB).action is Action.DROP
    assert decide(chains("meta mark 1 accept\naccept"), WEB).action is Action.ACCEPT


def test_a_rule_that_may_apply_and_ends_otherwise_leaves_it_open_and_is_named() -> None:
    decision = decide(chains("meta mark 1 accept"), WEB)
    assert decision.action is Action.UNKNOWN
    assert "meta mark" in decision.why


def test_a_jump_into_a_chain_that_is_missing_leaves_it_open() -> None:
    assert decide(chains("jump nowhere"), WEB).action is Action.UNKNOWN


def test_chains_in_a_circle_are_refused() -> None:
    with pytest.raises(Permanent, match="circle"):
        decide(chains("jump a", a="jump b", b="jump a"), WEB)


def test_chains_that_multiply_end_with_a_sentence() -> None:
    levels = {f"c{n}": f"jump c{n + 1}\n" * 20 for n in range(14)}
    with pytest.raises(Permanent, match="too often"):
        decide(chains("jump c0", **levels, c14="udp dport 1 drop"), WEB)


def test_all_chains_at_a_hook_must_accept() -> None:
    ruleset = read_nft(
        "table ip a { chain x { type filter hook forward priority 10; policy accept;\n"
        "tcp dport 443 drop\n} }\n"
        "table ip b { chain y { type filter hook forward priority -5; policy accept;\naccept\n} }"
    )
    assert [chain.name for chain in ruleset.at("forward")] == ["y", "x"]
    assert decide(ruleset, WEB).action is Action.DROP


def test_an_access_list_is_found_by_the_interface_that_it_is_bound_to() -> None:
    ruleset = read_cisco(IOS)
    packet = Packet(source="10.10.0.5", destination="10.20.0.3", destination_port=443)
    assert decide(ruleset, packet).action is Action.UNKNOWN
    assert "several access lists" in decide(ruleset, packet).why
    bound = Packet(
        source="10.10.0.5",
        destination="10.20.0.3",
        destination_port=443,
        arrives="GigabitEthernet0/1",
    )
    assert decide(ruleset, bound).action is Action.ACCEPT
    assert decide(ruleset, packet, "edge-in").action is Action.ACCEPT


def test_an_access_list_ends_with_a_silent_deny() -> None:
    ruleset = read_cisco(ASA)
    packet = Packet(source="10.10.0.5", destination="10.5.0.9", destination_port=53, protocol="udp")
    assert decide(ruleset, packet).action is Action.DROP


def test_a_family_that_the_file_does_not_speak_of_is_unknown() -> None:
    packet = Packet(source="2001:db8::1", destination="2001:db8::2", destination_port=22)
    assert decide(read_cisco(IOS), packet, "EDGE-IN").action is Action.UNKNOWN


@pytest.mark.parametrize(
    "packet",
    [
        Packet(source="host", destination="10.0.0.2"),
        Packet(source="10.0.0.1", destination="10.0.0.2", protocol="carrier-pigeon"),
    ],
)
def test_a_packet_that_cannot_be_is_refused(packet: Packet) -> None:
    with pytest.raises(Permanent, match="no such packet"):
        decide(read_nft(NFT), packet)
