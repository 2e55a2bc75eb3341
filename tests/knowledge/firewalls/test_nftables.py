"""nftables as text: what each way of writing a condition means."""

from __future__ import annotations

import pytest

from steersman.knowledge.firewalls import Action, Packet, Ruleset, decide
from steersman.knowledge.firewalls.addresses import networks, texts
from steersman.knowledge.firewalls.nftables import read_nft
from tests.knowledge.firewalls.samples import NFT


def of(*rules: str, before: str = "", policy: str = "drop") -> Ruleset:
    lines = "\n".join(rules)
    return read_nft(
        f"{before}\ntable inet f {{ chain forward {{\n"
        f"type filter hook forward priority 0; policy {policy};\n{lines}\n}} }}"
    )


def asked(ruleset: Ruleset, **about: object) -> Action:
    given = {"source": "10.1.0.1", "destination": "10.2.0.1", "destination_port": 443}
    packet = Packet(**{"source_port": 40_000, **given, **about})  # type: ignore[arg-type]  # by name
    return decide(ruleset, packet).action


def test_a_whole_file_is_understood() -> None:
    ruleset = read_nft(NFT)
    assert ruleset.unread == ()
    assert [chain.hook for chain in ruleset.chains.values()] == [None, "input", "forward"]
    assert texts(ruleset.names["trading"]) == ("10.10.0.0/16", "10.11.0.0/24")
    assert texts(ruleset.names["clearing_hosts"]) == ("10.20.0.0/24", "10.20.5.1-10.20.5.9")


@pytest.mark.parametrize(
    ("rule", "about", "accepted"),
    [
        ("tcp dport 443 accept", {}, True),
        ("tcp dport != 443 accept", {}, False),
        ("tcp dport { 80, 440-450 } accept", {}, True),
        ("tcp dport https accept", {}, True),
        ("tcp dport > 400 tcp dport <= 443 accept", {}, True),
        ("tcp dport lt 443 accept", {}, False),
        ("tcp sport 1024-65535 accept", {}, True),
        ("udp dport 443 accept", {}, False),
        ("th dport 443 accept", {"protocol": "udp"}, True),
        ("th dport 443 accept", {"protocol": "icmp"}, False),
        ("meta l4proto { tcp, udp } accept", {"protocol": "udp"}, True),
        ("ip protocol tcp accept", {}, True),
        ("ip protocol tcp accept", {"source": "::1", "destination": "::2"}, False),
        ("ip saddr 10.1.0.0/16 accept", {}, True),
        ("ip saddr != { 10.1.0.0/16, 10.3.0.0/16 } accept", {}, False),
        ("ip saddr 10.1.0.0-10.1.0.9 accept", {}, True),
        ("ip saddr . tcp dport { 10.1.0.1 . 443, 10.1.0.2 . 80 } accept", {}, True),
        ("ip saddr . tcp dport { 10.1.0.1 . 80, 10.1.0.2 . 443 } accept", {}, False),
        ("ip saddr . ip daddr { 10.1.0.0/24 . 10.2.0.0/24 } accept", {}, True),
        ("ip6 saddr 2001:db8::/32 accept", {"source": "2001:db8::9", "destination": "::2"}, True),
        ("meta nfproto ipv6 accept", {}, False),
        ("ct state new accept", {}, True),
        ("ct state { established, related } accept", {}, False),
        ("ct state != invalid accept", {}, True),
        ("tcp flags & (fin|syn|rst|ack) == syn accept", {}, True),
        ("tcp flags syn / fin,syn,rst,ack accept", {}, True),
        ("tcp flags != syn accept", {}, False),
        ("tcp flags ack accept", {}, False),
        ("icmp type echo-request accept", {"protocol": "icmp", "destination_port": 8}, True),
        ("icmp type echo-request accept", {"protocol": "icmp", "destination_port": 0}, False),
        ('iifname "eth*" accept', {"arrives": "eth7"}, True),
        ('iifname { "lan", "dmz" } accept', {"arrives": "wan"}, False),
        ('oifname != "wan" accept', {"leaves": "lan"}, True),
        ("tcp dport vmap { 80 : drop, 443 : accept }", {}, True),
        ("tcp dport vmap { 80 : accept, * : drop }", {}, False),
        ('counter packets 1 bytes 2 log prefix "a b" level warn accept comment "c"', {}, True),
    ],
)
def test_a_condition_means_what_the_manual_says(
    rule: str, about: dict[str, object], accepted: bool
) -> None:
    ruleset = of(rule)
    assert ruleset.unread == ()
    assert asked(ruleset, **about) is (Action.ACCEPT if accepted else Action.DROP)


@pytest.mark.parametrize(
    "rule",
    [
        "limit rate 10/second burst 5 packets accept",
        "limit rate over 10 mbytes/second accept",
        "meta mark 0x1 accept",
        "meta mark & 0xff == 0x10 accept",
        "fib daddr type local accept",
        "fib saddr . iif oif missing accept",
        "ct count over 20 accept",
        "update @seen { ip saddr limit rate 5/second } accept",
        'iifname "eth0" accept',
        "ct mark 5 accept",
        "meta skuid 1000 accept",
        "tcp option maxseg size 1400 accept",
        "ip dscp cs1 accept",
        "socket transparent 1 accept",
        "@th,16,16 443 accept",
    ],
)
def test_a_condition_that_cannot_be_decided_leaves_the_answer_open(rule: str) -> None:
    ruleset = of(rule)
    assert ruleset.unread == ()
    assert asked(ruleset) is Action.UNKNOWN


@pytest.mark.parametrize(
    "rule",
    [
        "frobnicate 5 accept",
        "ip saddr @nowhere accept",
        "tcp dport 99999 accept",
        "ip saddr 10.1.0 drop",
        "ip saddr $nobody accept",
        "xt match foo accept",
        "ct state strange accept",
    ],
)
def test_what_is_not_understood_is_kept_and_makes_the_answer_open(rule: str) -> None:
    ruleset = of(rule, policy="drop" if "drop" not in rule else "accept")
    assert [unread.line for unread in ruleset.unread] == [4]
    assert ruleset.unread[0].why
    assert asked(ruleset) is Action.UNKNOWN
    assert len(ruleset.rules) == 1


def test_rules_after_one_that_is_not_understood_are_read() -> None:
    ruleset = of("frobnicate", "tcp dport 443 accept")
    assert [rule.action for rule in ruleset.rules] == [Action.UNKNOWN, Action.ACCEPT]


def test_commands_of_a_script_build_the_same_rules() -> None:
    ruleset = read_nft(
        "add table ip f\n"
        "add chain ip f forward { type filter hook forward priority 0 ; policy drop ; }\n"
        "add set ip f good { type ipv4_addr ; }\n"
        "add element ip f good { 10.1.0.1, 10.1.0.2 }\n"
        "add rule ip f forward ip saddr @good tcp dport 443 accept\n"
        "insert rule ip f forward tcp dport 22 drop\n"
    )
    assert ruleset.unread == ()
    assert [rule.action for rule in ruleset.rules] == [Action.DROP, Action.ACCEPT]
    assert asked(ruleset) is Action.ACCEPT


def test_variables_stand_for_addresses_ports_and_each_other() -> None:
    before = "define a = 10.1.0.0/16\ndefine all = { $a, 10.3.0.0/16 }\ndefine web = { 80, 443 }"
    assert asked(of("ip saddr $all tcp dport $web accept", before=before)) is Action.ACCEPT


def test_an_included_file_is_named_as_missing() -> None:
    ruleset = read_nft('include "/etc/nftables.d/*.nft"\n' + NFT)
    assert "include" in ruleset.unread[0].text


def test_a_set_that_packets_change_is_not_taken_for_what_it_holds_now() -> None:
    ruleset = read_nft(
        "table inet f { set s { type ipv4_addr; flags dynamic,timeout; elements = { "
        "10.1.0.1 timeout 1h"
        " expires 9m } }\nchain forward { type filter hook forward priority 0; policy drop;\n"
        "ip saddr @s accept\n} }"
    )
    assert asked(ruleset) is Action.UNKNOWN


def test_elements_may_carry_counters_timeouts_and_comments() -> None:
    ruleset = read_nft(
        "table inet f { set s { type ipv4_addr; flags interval, timeout\n"
        'elements = { 10.1.0.0/24 timeout 1d comment "the lab", 10.9.0.1 counter packets '
        "0 bytes 0 }\n}\n"
        "chain forward { type filter hook forward priority 0; policy drop;\nip saddr @s accept\n} }"
    )
    assert ruleset.unread == ()
    assert ruleset.names["s"] == networks("10.1.0.0/24", "10.9.0.1")


def test_a_rule_over_several_lines_is_one_rule() -> None:
    ruleset = of("tcp dport {\n 80, # web\n 443,\n} \\\n accept # yes")
    assert len(ruleset.rules) == 1
    assert asked(ruleset) is Action.ACCEPT


def test_negations_and_comments_are_told() -> None:
    (rule,) = of('ip saddr != 10.0.0.0/8 drop comment "only ours"').rules
    assert rule.negations == ("ip saddr != 10.0.0.0/8",)
    assert rule.comment == "only ours"


@pytest.mark.parametrize(
    "text", ["table inet f {", "table inet f { chain c {", "}", "table", "define", "add"]
)
def test_a_torn_file_names_what_is_torn(text: str) -> None:
    assert read_nft(text).unread


@pytest.mark.parametrize(
    "statement",
    [
        "meta mark set 0x1",
        "ct mark set meta mark & 0xff",
        "meta mark set ip saddr map { 10.1.0.1 : 0x1 }",
        "ip daddr set numgen inc mod 2 map { 0 : 10.0.0.1, 1 : 10.0.0.2 }",
        'ct helper set udp dport map { 69 : "tftp" }',
    ],
)
def test_setting_a_value_is_no_condition_and_hides_none(statement: str) -> None:
    ruleset = of(f"{statement} tcp dport 443 accept")
    assert ruleset.unread == ()
    assert asked(ruleset) is Action.ACCEPT
    assert asked(ruleset, destination_port=80) is Action.DROP


def test_a_map_to_addresses_decides_nothing_and_is_no_hole() -> None:
    ruleset = read_nft(
        "table ip n { map m { type inet_service : ipv4_addr; elements = { 80 : 10.0.0.1 }\n}\n"
        "chain p { type nat hook prerouting priority -100; dnat to tcp dport map @m\n} }"
    )
    assert ruleset.unread == ()
    assert ruleset.at("prerouting") == ()
