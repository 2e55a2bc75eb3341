"""Cisco's lists: the ways of IOS, NX-OS and ASA to write the same things."""

from __future__ import annotations

import pytest

from steersman.knowledge.firewalls import Action, Binding, Packet, Ruleset, decide
from steersman.knowledge.firewalls.addresses import texts
from steersman.knowledge.firewalls.cisco import read_cisco
from tests.knowledge.firewalls.samples import ASA, IOS


def of(*entries: str) -> Ruleset:
    return read_cisco("ip access-list extended X\n" + "\n".join(f" {each}" for each in entries))


def asked(ruleset: Ruleset, **about: object) -> Action:
    given = {"source": "10.1.0.1", "destination": "10.2.0.1", "destination_port": 443}
    packet = Packet(**{"source_port": 40_000, **given, **about})  # type: ignore[arg-type]  # by name
    return decide(ruleset, packet).action


@pytest.mark.parametrize("text", [IOS, ASA])
def test_a_whole_file_is_understood(text: str) -> None:
    assert read_cisco(text).unread == ()


@pytest.mark.parametrize(
    ("entry", "about", "permitted"),
    [
        ("permit tcp any any eq 443", {}, True),
        ("permit tcp any any eq www 443 8443", {}, True),
        ("permit tcp any gt 1023 any eq https", {}, True),
        ("permit tcp any any lt 443", {}, False),
        ("permit tcp any any neq 443", {}, False),
        ("permit tcp any any range 400 450", {}, True),
        ("permit tcp 10.1.0.0 0.0.255.255 host 10.2.0.1", {}, True),
        ("permit ip 10.0.0.1 0.255.255.0 any", {}, True),
        ("permit ip 10.0.0.2 0.255.255.0 any", {}, False),
        ("permit tcp 10.1.0.0/16 any eq 443", {}, True),
        ("permit tcp any any established", {}, False),
        ("permit tcp any any established", {"state": "established"}, True),
        ("permit icmp any any echo", {"protocol": "icmp", "destination_port": 8}, True),
        ("permit icmp any any 8", {"protocol": "icmp", "destination_port": 0}, False),
        ("permit udp any any eq snmptrap", {"protocol": "udp", "destination_port": 162}, True),
        ("permit 6 any any log-input", {}, True),
        ("10 permit tcp any any eq 443 log", {}, True),
        ("permit ospf any any", {"protocol": "89"}, True),
    ],
)
def test_an_entry_means_what_the_manual_says(
    entry: str, about: dict[str, object], permitted: bool
) -> None:
    ruleset = of(entry)
    assert ruleset.unread == ()
    assert asked(ruleset, **about) is (Action.ACCEPT if permitted else Action.DROP)


@pytest.mark.parametrize(
    "entry",
    [
        "permit tcp any any eq 443 time-range WORK",
        "permit ip any any dscp ef",
        "permit tcp any any syn",
        "permit icmp any any port-unreachable",
    ],
)
def test_what_cannot_be_decided_leaves_the_answer_open(entry: str) -> None:
    ruleset = of(entry)
    assert ruleset.unread == ()
    protocol = {"protocol": "icmp", "destination_port": 3} if "icmp" in entry else {}
    assert asked(ruleset, **protocol) is Action.UNKNOWN


@pytest.mark.parametrize(
    "entry",
    [
        "permit tcp any any eq blah",
        "permit tcp object-group NONE any",
        "permit tcp any",
        "permit warp any any",
        "permit tcp any any eq 443 sideways",
        "allow tcp any any",
    ],
)
def test_an_entry_that_is_not_understood_is_kept_where_it_stood(entry: str) -> None:
    ruleset = of(entry, "permit tcp any any eq 22")
    assert [unread.line for unread in ruleset.unread] == [2]
    assert len(ruleset.rules) == 2
    assert asked(ruleset) is Action.UNKNOWN


def test_entries_stand_in_the_order_of_their_numbers() -> None:
    orders = [rule.raw.split()[0] for rule in read_cisco(IOS).chains["EDGE-IN"].rules]
    assert orders == ["10", "15", "20", "30", "40", "50", "60"]


def test_a_remark_describes_the_entry_below_it() -> None:
    rules = read_cisco(IOS).chains["EDGE-IN"].rules
    assert [rule.comment for rule in rules[:2]] == ["trading to clearing", ""]


def test_a_numbered_list_below_a_hundred_asks_for_the_source_only() -> None:
    first, last = read_cisco(IOS).chains["10"].rules
    assert texts(first.sources) == ("192.168.1.0/24",)
    assert (first.action, last.action, last.logs) == (Action.ACCEPT, Action.DROP, True)


def test_an_ipv6_list_lets_neighbours_be_found() -> None:
    ruleset = read_cisco("ipv6 access-list V6\n permit tcp any any eq 22\n")
    about = {"source": "fe80::1", "destination": "fe80::2"}
    assert asked(ruleset, **about, protocol="icmpv6", destination_port=135) is Action.ACCEPT
    assert asked(ruleset, **about, protocol="icmpv6", destination_port=128) is Action.DROP


def test_groups_of_asa_are_looked_through() -> None:
    ruleset = read_cisco(ASA)
    assert texts(ruleset.names["SRV"]) == (
        "10.5.0.1",
        "10.5.0.2",
        "10.6.0.1-10.6.0.20",
        "10.7.0.0/16",
    )
    assert ruleset.bindings == (Binding("outside_in", "outside", "in"),)
    assert asked(ruleset, destination="10.6.0.9", destination_port=8050) is Action.ACCEPT
    assert asked(ruleset, destination="10.6.0.9", destination_port=22) is Action.DROP
    assert asked(ruleset, destination="10.5.0.9", destination_port=22) is Action.ACCEPT
    assert asked(ruleset, destination="10.5.0.1", destination_port=8443) is Action.ACCEPT


def test_an_inactive_entry_does_nothing() -> None:
    about = {"protocol": "udp", "destination_port": 53}
    assert asked(read_cisco(ASA), destination="10.5.0.1", **about) is Action.DROP


def test_groups_that_include_each_other_are_holes_not_endless() -> None:
    ruleset = read_cisco(
        "object-group network A\n group-object B\nobject-group network B\n group-object A\n"
        "access-list x extended permit ip object-group A any\n"
    )
    assert "includes itself" in ruleset.unread[0].why


def test_a_group_with_a_line_that_is_not_understood_is_not_taken_for_the_whole() -> None:
    ruleset = read_cisco(
        "object-group network A\n network-object host 10.1.0.1\n network-object sideways\n"
        "access-list x extended deny ip object-group A any\naccess-list x extended "
        "permit ip any any\n"
    )
    assert len(ruleset.unread) == 2
    assert asked(ruleset, source="10.9.9.9") is Action.UNKNOWN


def test_nxos_writes_prefixes_and_numbers_its_groups() -> None:
    ruleset = read_cisco(
        "object-group ip address HOSTS\n  10 host 10.1.0.1\n  20 10.4.0.0/16\n"
        "ip access-list EDGE\n  statistics per-entry\n  10 permit tcp addrgroup HOSTS any eq 443\n"
        "  20 deny ip 10.0.0.0/8 any\n  30 permit ip any any\n"
    )
    assert ruleset.unread == ()
    assert asked(ruleset) is Action.ACCEPT
    assert asked(ruleset, source="10.5.0.1") is Action.DROP
    assert asked(ruleset, source="172.16.0.1") is Action.ACCEPT


def test_ios_xr_names_its_groups_and_directions_in_its_own_way() -> None:
    ruleset = read_cisco(
        "object-group network ipv4 HOSTS\n 10.1.0.0/24\n!\nobject-group port WEB\n eq 443\n!\n"
        "ipv4 access-list EDGE\n 10 permit tcp net-group HOSTS any port-group WEB\n"
        " 20 deny ipv4 any any\n"
        "interface TenGigE0/0/0/1\n ipv4 access-group EDGE ingress\n"
    )
    assert ruleset.unread == ()
    assert ruleset.bindings == (Binding("EDGE", "TenGigE0/0/0/1", "in"),)
    assert asked(ruleset) is Action.ACCEPT
    assert asked(ruleset, destination_port=80) is Action.DROP


def test_a_class_of_traffic_that_names_a_list_does_not_bind_it() -> None:
    ruleset = read_cisco(
        "class-map c\n match access-group name X\nip access-list extended X\n permit ip any any\n"
    )
    assert (ruleset.bindings, ruleset.unread) == ((), ())


def test_netmasks_of_asa_may_have_holes_as_wildcard_masks_have() -> None:
    ruleset = read_cisco("access-list x extended permit ip 10.0.0.1 255.0.0.255 any\n")
    assert asked(ruleset, source="10.77.3.1") is Action.ACCEPT
    assert asked(ruleset, source="10.77.3.2") is Action.DROP


def test_a_code_of_icmp_is_a_condition_on_its_type() -> None:
    ruleset = of("permit icmp any any 3 4")
    assert ruleset.unread == ()
    about = {"protocol": "icmp"}
    assert asked(ruleset, **about, destination_port=3) is Action.UNKNOWN
    assert asked(ruleset, **about, destination_port=8) is Action.DROP
