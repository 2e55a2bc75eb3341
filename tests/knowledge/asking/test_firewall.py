"""Answers about traffic: never a wrong yes or no, and why where nothing is sure."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.answer import Answer, State
from steersman.knowledge.asking.firewall import ask_firewalls
from steersman.knowledge.asking.library import Configuration
from steersman.knowledge.asking.traffic import about_traffic
from steersman.knowledge.firewalls import read_firewall

NFT = """table inet fw {
  chain forward {
    type filter hook forward priority 0; policy drop;
    ip saddr 10.1.0.0/16 tcp dport { 22, 443 } accept
    ip saddr 10.2.0.0/16 tcp dport 22 limit rate 3/minute accept
  }
}
"""
ACL = """access-list 101 permit tcp 10.1.0.0 0.0.255.255 any eq 22
access-list 101 deny ip any any
access-list 10 permit 10.1.0.0 0.0.255.255
"""
IPSET = """*filter
:FORWARD DROP [0:0]
-A FORWARD -p tcp -m set --match-set partners src -m tcp --dport 8443 -j ACCEPT
-A FORWARD -s 10.1.0.0/16 -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
"""


def ask(question: str, text: str = NFT) -> Answer:
    asked = about_traffic(question)
    assert asked is not None
    held = Configuration("doc_1", "edge", "", read_firewall("edge", text.encode()))
    told = ask_firewalls(asked, [held], {})
    assert told is not None
    return told


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("is port 22 open from 10.1.0.1 to 10.9.0.1", "Yes: edge allows tcp 22"),
        ("is port 22 blocked from 10.1.0.1 to 10.9.0.1", "No: edge allows tcp 22"),
        ("is port 25 open from 10.1.0.1 to 10.9.0.1", "No: edge allows nothing of it"),
        ("is port 25 blocked from 10.1.0.1 to 10.9.0.1", "Yes: edge allows nothing of it"),
        ("are ports 22 and 25 open from 10.1.0.1 to 10.9.0.1", "In part: edge allows tcp 22"),
        ("which rule lets 10.1.0.1 reach 10.9.0.1 on port 22", "edge allows tcp 22"),
    ],
)
def test_yes_and_no_are_those_of_the_question(question: str, begins: str) -> None:
    told = ask(question)
    assert told.state is State.ANSWERED
    assert told.text.startswith(begins)


def test_the_line_or_the_policy_that_decides_is_named() -> None:
    assert "(line 4)" in ask("is port 22 open from 10.1.0.1 to 10.9.0.1").text
    refused = ask("is port 25 open from 10.1.0.1 to 10.9.0.1").text
    assert "the policy of forward stops it" in refused


def test_a_line_that_is_not_understood_makes_nothing_sure() -> None:
    strange = NFT.replace("chain forward {", "frobnicate 7;\n chain forward {")
    told = ask("is port 22 open from 10.1.0.1 to 10.9.0.1", strange)
    assert told.state is State.UNKNOWN
    assert told.text.startswith("This cannot be told for sure: line 2")
    assert "Yes" not in told.text


def test_a_rule_that_may_apply_or_not_is_named() -> None:
    told = ask("is port 22 open from 10.2.0.1 to 10.9.0.1")
    assert told.state is State.UNKNOWN
    assert "line 5" in told.text


def test_a_rule_that_is_not_understood_in_full_counts_only_where_it_may_matter() -> None:
    sure = ask("is port 22 open from 10.1.0.1 to 10.9.0.1", IPSET)
    assert sure.text.startswith("Yes: ")
    assert any("line 3" in note and "taken into account" in note for note in sure.notes)
    unsure = ask("is port 8443 open from 10.1.0.1 to 10.9.0.1", IPSET)
    assert unsure.state is State.UNKNOWN
    assert "line 3" in unsure.text


def test_of_several_access_lists_each_is_told_and_none_is_taken_for_the_one_at_work() -> None:
    told = ask("is port 443 open from 10.1.0.1 to 10.9.0.1", ACL)
    assert told.state is State.UNKNOWN
    assert "edge, 101: nothing is allowed (line 2)" in told.text
    assert "edge, 10 allows tcp 443" in told.text


def test_a_rule_that_changes_the_destination_takes_the_certainty_away() -> None:
    nat = "table ip n {\n chain p { type nat hook prerouting priority dstnat;\n"
    moved = f"{NFT}{nat} ip daddr 10.9.0.1 tcp dport 22 dnat to 10.8.0.1\n }}\n}}\n"
    told = ask("is port 22 open from 10.1.0.1 to 10.9.0.1", moved)
    assert told.state is State.UNKNOWN
    assert "may change the destination" in told.text
    assert ask("is port 22 open from 10.1.0.1 to 10.9.0.2", moved).text.startswith("Yes: ")


def test_a_port_that_there_cannot_be_is_no_crash() -> None:
    told = ask("is port 99999 open from 10.1.0.1 to 10.9.0.1")
    assert (told.state, "99999" in told.text) == (State.UNKNOWN, True)


def test_a_strange_word_is_named_and_nothing_is_claimed() -> None:
    told = ask("is the frobnicator port open from 10.1.0.1 to 10.9.0.1")
    assert (told.state, "frobnicator" in told.text) == (State.UNKNOWN, True)


ROUTER = """interface Vlan20
 ip address 10.20.0.1 255.255.255.0
 ip access-group USERS in
interface Vlan30
 ip address 10.30.0.1 255.255.255.0
interface Vlan40
 ip address 10.40.0.1 255.255.255.0
 ip access-group LAB in
ip access-list extended USERS
 permit tcp 10.20.0.0 0.0.0.255 any eq 443
ip access-list extended LAB
 permit tcp any any eq 22
access-list 10 permit 10.99.0.0 0.0.0.255
line vty 0 4
 access-class 10 in
"""


@pytest.mark.parametrize(
    ("question", "begins"),
    [
        ("is port 443 open from 10.20.0.5 to 10.30.0.5", "Yes: edge allows tcp 443"),
        ("is port 22 open from 10.20.0.5 to 10.30.0.5", "No: edge allows nothing of it"),
        ("is port 22 open from 10.40.0.5 to 10.30.0.5", "Yes: edge allows tcp 22"),
    ],
)
def test_the_list_at_work_is_that_of_the_interface_where_the_traffic_arrives(
    question: str, begins: str
) -> None:
    assert ask(question, ROUTER).text.startswith(begins)


@pytest.mark.parametrize(
    ("question", "why"),
    [
        ("is port 443 open from 10.30.0.5 to 10.20.0.5", "no access list is applied where"),
        ("is port 22 open from 10.77.0.5 to 10.30.0.5", "several access lists"),
        ("is port 22 open from 10.20.0.5 to 10.30.0.1", "several access lists"),  # the device's own
    ],
)
def test_where_no_list_is_known_to_be_at_work_there_is_no_yes_or_no(
    question: str, why: str
) -> None:
    told = ask(question, ROUTER)
    assert (told.state, why in told.text) == (State.UNKNOWN, True)


def test_a_list_at_the_way_out_is_asked_too() -> None:
    both = ROUTER.replace("interface Vlan40", " ip access-group WEB out\ninterface Vlan40") + (
        "ip access-list extended WEB\n permit tcp host 10.20.0.9 any eq 443\n"
    )
    assert ask("is port 443 open from 10.20.0.9 to 10.30.0.5", both).text.startswith("Yes")
    assert ask("is port 443 open from 10.20.0.5 to 10.30.0.5", both).text.startswith("No")
    unsure = ask("is port 443 open from 10.20.0.9 to 10.77.0.5", both)
    assert unsure.state is State.UNKNOWN  # it may leave where the list stands


def several(question: str, *texts: str) -> Answer:
    asked = about_traffic(question)
    assert asked is not None
    held = [
        Configuration(f"doc_{number}", f"fw{number}", "", read_firewall("fw", text.encode()))
        for number, text in enumerate(texts, 1)
    ]
    told = ask_firewalls(asked, held, {})
    assert told is not None
    return told


GENERAL = """table inet fw {
  chain forward { type filter hook forward priority 0; policy drop; tcp dport 25 drop }
}
"""


def test_firewalls_without_a_rule_for_the_places_are_named_and_take_the_yes_away() -> None:
    told = several("is port 22 open from 10.1.0.1 to 10.9.0.1", NFT, GENERAL)
    assert told.state is State.ANSWERED
    assert told.text.startswith("fw1 allows tcp 22")
    assert "fw2" not in told.text
    assert any("fw2" in note for note in told.notes)


def test_a_firewall_that_lets_all_of_it_through_takes_nothing_away() -> None:
    open_ = GENERAL.replace("policy drop", "policy accept")
    told = several("is port 22 open from 10.1.0.1 to 10.9.0.1", NFT, open_)
    assert told.text.startswith("Yes: fw1 allows tcp 22")
    assert not told.notes


def test_the_address_counts_and_not_what_it_is_called() -> None:
    told = ask("can the old server at 10.1.0.1 open smtp to 10.9.0.1")
    assert told.text.startswith("No: ")
