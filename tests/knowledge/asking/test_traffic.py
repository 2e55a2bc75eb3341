"""What a question about traffic is taken to ask."""

from __future__ import annotations

import pytest

from steersman.knowledge.asking.traffic import Asked, about_traffic


def asked(question: str) -> Asked:
    found = about_traffic(question)
    assert found is not None, question
    return found


@pytest.mark.parametrize(
    "question",
    [
        "is port 443 open from 10.1.0.5 to 10.2.0.9?",
        "Can 10.1.0.5 reach 10.2.0.9 on port 443?",
        "is 10.1.0.5 allowed to connect to 10.2.0.9 on 443",
        "is there a firewall rule that allows 10.1.0.5 to reach 10.2.0.9 on 443?",
        "does the firewall let 10.1.0.5 talk to 10.2.0.9 on 443",
        "which rule lets 10.1.0.5 reach 10.2.0.9:443",
        "is port 443 open to 10.2.0.9 from 10.1.0.5",
        "is port 443 open between 10.1.0.5 and 10.2.0.9",
    ],
)
def test_the_same_places_and_port_in_many_words(question: str) -> None:
    found = asked(question)
    assert (found.source, found.destination) == ("10.1.0.5", "10.2.0.9")
    assert found.services == ("443",)
    assert (found.denied, found.strange) == (False, "")


@pytest.mark.parametrize(
    ("question", "denied"),
    [
        ("is port 22 blocked from A to B", True),
        ("is port 22 not open from A to B", True),
        ("is traffic from A to B on port 22 dropped?", True),
        ("is port 22 not blocked from A to B", False),
        ("is port 22 open from A to B", False),
    ],
)
def test_whether_it_is_blocked_is_another_question(question: str, denied: bool) -> None:
    assert asked(question).denied is denied


@pytest.mark.parametrize(
    ("question", "services"),
    [
        ("are ports 443 and 8443 open from A to B", ("443", "8443")),
        ("is ssh allowed from A to B", ("ssh",)),
        ("is udp 53 open from A to B", ("udp 53",)),
        ("is rdp open from A to B", ("3389",)),
        ("is http 8080 open from A to B", ("8080",)),
        ("is modbus 502 open from A to B", ("502",)),
        ("is smb open from A to B", ("445",)),
        ("can 10.1.0.5 telnet to 10.2.0.9", ("telnet",)),
        ("can 10.1.0.5 send mail on port 25 to 10.2.0.9", ("25",)),
        ("is ping allowed from A to B", ("ping",)),
        ("are ports 8000-8100 open from A to B", ("8000-8100",)),
        ("firewall rule between A and B", ()),
    ],
)
def test_the_services_that_are_asked_about(question: str, services: tuple[str, ...]) -> None:
    assert asked(question).services == services


def test_ping_is_an_echo_request_and_dns_goes_by_tcp_and_udp() -> None:
    (ping,) = asked("is ping allowed from A to B").parts
    assert (ping.protocols.parts, ping.destination_ports.parts) == (((1, 1),), ((8, 8),))
    (dns,) = asked("is dns allowed from A to B").parts
    assert dns.protocols.parts == ((6, 6), (17, 17))


def test_a_port_that_there_cannot_be_is_said_so() -> None:
    with pytest.raises(ValueError, match="99999"):
        _ = asked("is port 99999 open from A to B").parts


def test_addresses_of_ipv6_keep_their_colons() -> None:
    found = asked("is port 22 open from 2001:db8:1::5 to 2001:db8:2::9")
    assert (found.source, found.destination) == ("2001:db8:1::5", "2001:db8:2::9")


def test_a_word_that_is_not_understood_is_named() -> None:
    assert asked("is the frobnicator port open from A to B").strange == "frobnicator"


@pytest.mark.parametrize(
    "question",
    [
        "how do I connect to the VPN from a Mac",
        "how do I open a ticket from Outlook to the desk",
        "what does the order gateway talk to",
        "can the order gateway talk to market data",
        "which port does the remote access gateway listen on",
        "which port does the gateway use to reach the database",
        "which servers are in London",
    ],
)
def test_other_questions_are_not_about_traffic(question: str) -> None:
    assert about_traffic(question) is None


def test_networks_are_asked_about_without_a_service() -> None:
    found = asked("can the trading vlan reach the clearing database?")
    assert (found.source, found.destination) == ("trading vlan", "clearing database")
    assert not found.surely or found.services == ()
