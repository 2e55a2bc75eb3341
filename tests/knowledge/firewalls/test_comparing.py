"""All traffic between two places: exact, in order, with what stands in whose shadow."""

from __future__ import annotations

import pytest

from steersman.domain.errors import Permanent
from steersman.knowledge.firewalls import Action, Between, Outcome, Ruleset, between, describe
from steersman.knowledge.firewalls.addresses import ANYWHERE, networks
from steersman.knowledge.firewalls.cisco import read_cisco
from steersman.knowledge.firewalls.iptables import read_iptables
from steersman.knowledge.firewalls.nftables import read_nft
from tests.knowledge.firewalls.samples import IOS, IPTABLES, NFT

TRADING, CLEARING = networks("10.10.0.0/16"), networks("10.20.0.0/24")


def told(outcomes: tuple[Outcome, ...]) -> list[str]:
    return sorted(describe(outcome.region) for outcome in outcomes)


def forward(*rules: str) -> Ruleset:
    lines = "\n".join(rules)
    return read_nft(
        "table inet f { chain forward { type filter hook forward priority 0; policy drop;\n"
        f"{lines}\n}} }}"
    )


def orders(answer: Between) -> list[tuple[int, bool]]:
    return [(concern.rule.order, concern.shadowed) for concern in answer.concerns]


def test_what_is_allowed_is_told_with_ports_and_networks() -> None:
    answer = between(read_nft(NFT), TRADING, CLEARING)
    assert told(answer.allowed) == ["tcp 443, 8443 from 10.10.0.0/16 to 10.20.0.0/24"]
    assert answer.unclear == ()
    assert answer.why_not == ""


def test_the_rest_falls_to_the_policy() -> None:
    answer = between(read_iptables(IPTABLES), TRADING, CLEARING)
    assert told(answer.denied) == [
        "any protocol but tcp from 10.10.0.0/16 to 10.20.0.0/24",
        "tcp all ports but 443 from 10.10.0.0/16 to 10.20.0.0/24",
    ]
    assert {outcome.rule for outcome in answer.denied} == {None}


def test_a_rule_that_others_leave_nothing_to_stands_in_their_shadow() -> None:
    answer = between(read_nft(NFT), TRADING, CLEARING)
    shadowed = [concern for concern in answer.concerns if concern.shadowed]
    assert [concern.rule.raw.split()[-1] for concern in shadowed] == ["drop"]
    assert [rule.comment for rule in shadowed[0].shadowed_by] == ["to clearing"]


def test_a_rule_may_be_partly_in_the_shadow() -> None:
    answer = between(forward("tcp dport 80-90 drop", "tcp dport 85-99 accept"), TRADING, CLEARING)
    assert orders(answer) == [(1, False), (2, False)]
    assert [rule.order for rule in answer.concerns[1].shadowed_by] == [1]
    assert told(answer.allowed) == ["tcp 91-99 from 10.10.0.0/16 to 10.20.0.0/24"]


def test_rules_about_other_places_do_not_concern_it() -> None:
    answer = between(
        forward("ip saddr 10.99.0.0/16 accept", "ip daddr 10.20.0.7 accept"), TRADING, CLEARING
    )
    assert orders(answer) == [(2, False)]


def test_an_overlap_of_one_address_counts() -> None:
    answer = between(forward("ip saddr 10.10.255.255-10.11.0.9 accept"), TRADING, CLEARING)
    assert told(answer.allowed) == ["any protocol from 10.10.255.255 to 10.20.0.0/24"]


def test_rules_for_established_connections_open_no_new_ones() -> None:
    ruleset = forward("ct state established,related accept")
    assert told(between(ruleset, TRADING, CLEARING).allowed) == []
    assert told(between(ruleset, TRADING, CLEARING, state="established").allowed)


def test_what_depends_on_more_is_unclear_and_names_the_rule() -> None:
    answer = between(forward("tcp dport 22 meta mark 7 accept"), TRADING, CLEARING)
    assert told(answer.unclear) == ["tcp 22 from 10.10.0.0/16 to 10.20.0.0/24"]
    ((_, rule),) = answer.unclear[0].region.perhaps
    assert rule is not None
    assert rule.order == 1


def test_naming_the_interfaces_makes_it_clear() -> None:
    ruleset = forward('iifname "lan" oifname "dmz" tcp dport 22 accept')
    assert told(between(ruleset, TRADING, CLEARING).unclear)
    clear = between(ruleset, TRADING, CLEARING, arrives="lan", leaves="dmz")
    assert told(clear.allowed) == ["tcp 22 from 10.10.0.0/16 to 10.20.0.0/24"]
    assert told(between(ruleset, TRADING, CLEARING, arrives="wan", leaves="dmz").allowed) == []


def test_an_answer_carries_what_was_not_read() -> None:
    answer = between(forward("frobnicate", "accept"), TRADING, CLEARING)
    assert [unread.text for unread in answer.unread] == ["frobnicate"]
    assert answer.allowed == ()


def test_a_list_has_to_be_named_where_there_are_several() -> None:
    answer = between(read_cisco(IOS), TRADING, CLEARING)
    assert "several access lists" in answer.why_not
    assert told(
        between(read_cisco(IOS), networks("10.10.0.5"), CLEARING, entry="EDGE-IN").allowed
    ) == ["tcp 443, 8443 from 10.10.0.5 to 10.20.0.0/24"]


def test_everything_at_once_is_answered_for_both_families() -> None:
    answer = between(read_nft(NFT), ANYWHERE, ANYWHERE)
    assert "tcp 443 from 2001:db8:1::/48 to 2001:db8:2::5" in told(answer.allowed)


def test_ipv6_is_unclear_where_only_rules_for_ipv4_are_in_the_file() -> None:
    answer = between(read_iptables(IPTABLES), networks("2001:db8::/32"), networks("2001:db9::/32"))
    assert [outcome.action for outcome in answer.unclear] == [Action.UNKNOWN]


def test_chains_in_a_circle_are_refused() -> None:
    ruleset = read_nft(
        "table inet f { chain a { jump b\n}\nchain b { jump a\n}\n"
        "chain forward { type filter hook forward priority 0; policy drop; jump a\n} }"
    )
    with pytest.raises(Permanent, match="circle"):
        between(ruleset, TRADING, CLEARING)


def test_a_chain_comes_back_with_what_it_left_undecided() -> None:
    ruleset = read_nft(
        "table inet f { chain sub { tcp dport 22 accept\ntcp dport 23 return\ntcp dport "
        "22-25 drop\n}\n"
        "chain forward { type filter hook forward priority 0; policy drop; jump sub\ntcp "
        "dport 20-30 accept\n} }"
    )
    assert told(between(ruleset, TRADING, CLEARING).allowed) == [
        "tcp 20-21, 26-30 from 10.10.0.0/16 to 10.20.0.0/24",
        "tcp 22 from 10.10.0.0/16 to 10.20.0.0/24",
        "tcp 23 from 10.10.0.0/16 to 10.20.0.0/24",
    ]


def test_a_rule_that_may_not_apply_casts_no_shadow() -> None:
    ruleset = forward("tcp dport 22 meta mark 7 drop", "tcp dport 22 accept")
    second = between(ruleset, TRADING, CLEARING).concerns[1]
    assert (second.shadowed, second.shadowed_by) == (False, ())


EARLY = """table inet f {
 chain early { type filter hook prerouting priority raw; policy accept;
  ip saddr 10.10.7.0/24 drop; }
 chain forward { type filter hook forward priority 0; policy accept; }
 chain late { type filter hook postrouting priority 0; policy accept; tcp dport 25 drop; }
}"""


def test_what_is_dropped_before_it_is_forwarded_or_after_does_not_pass() -> None:
    answer = between(read_nft(EARLY), networks("10.10.7.1"), CLEARING)
    assert answer.allowed == ()
    answer = between(read_nft(EARLY), networks("10.10.8.1"), networks("10.20.0.1"))
    assert told(answer.denied) == ["tcp 25 from 10.10.8.1 to 10.20.0.1"]


def test_iptables_too_drops_in_its_raw_table() -> None:
    raw = "*raw\n:PREROUTING ACCEPT [0:0]\n-A PREROUTING -s 10.10.7.0/24 -j DROP\nCOMMIT\n"
    rules = read_iptables(f"{raw}*filter\n:FORWARD ACCEPT [0:0]\nCOMMIT\n")
    assert between(rules, networks("10.10.7.1"), CLEARING).allowed == ()
    assert between(rules, networks("10.10.8.1"), CLEARING).allowed
