"""Names that people use, and traffic in words."""

from __future__ import annotations

import pytest

from steersman.knowledge.firewalls import Ruleset, Spans, describe, resolve
from steersman.knowledge.firewalls.addresses import networks
from steersman.knowledge.firewalls.cisco import read_cisco
from steersman.knowledge.firewalls.nftables import read_nft
from steersman.knowledge.firewalls.regions import Region
from tests.knowledge.firewalls.samples import IOS, NFT

EMPTY = Ruleset(dialect="nftables", chains={})


@pytest.mark.parametrize(
    "name", ["trading", "the trading systems", "Trading network", "TRADING_NET"]
)
def test_a_name_is_found_among_the_sets_and_variables(name: str) -> None:
    assert resolve(read_nft(NFT), name) == networks("10.10.0.0/16", "10.11.0.0/24")


def test_a_name_is_found_among_the_groups_of_a_device() -> None:
    assert resolve(read_cisco(IOS), "trading systems") == networks("10.10.0.5", "10.10.1.0/24")


def test_what_the_caller_knows_comes_first() -> None:
    zones = {"Trading": ["10.50.0.0/16"]}
    assert resolve(read_nft(NFT), "trading", zones) == networks("10.50.0.0/16")


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("clearing_db", "clearing database"),
        ("mgmt-net", "the management network"),
        ("partner", "partners"),
    ],
)
def test_a_name_is_found_in_its_short_form(written: str, said: str) -> None:
    ruleset = Ruleset(dialect="nftables", chains={}, names={written: networks("10.1.0.0/16")})
    assert resolve(ruleset, said) == networks("10.1.0.0/16")


def test_the_internet_is_every_public_address_unless_the_file_says_otherwise() -> None:
    public = resolve(EMPTY, "the internet")
    assert public is not None
    assert public.covers(networks("8.8.8.8", "2001:4860::8888"))
    assert not public & networks("10.0.0.0/8", "192.168.0.0/16", "172.20.0.0/16", "fd00::/8")
    own = Ruleset(dialect="nftables", chains={}, names={"internet": networks("192.0.2.0/24")})
    assert resolve(own, "internet") == networks("192.0.2.0/24")


def test_an_address_means_itself() -> None:
    assert resolve(EMPTY, "10.1.0.0/16") == networks("10.1.0.0/16")


def test_a_name_that_nothing_says_is_nothing() -> None:
    assert resolve(read_nft(NFT), "payroll") is None


def test_two_networks_that_fit_equally_are_no_answer() -> None:
    zones = {"trading-net": ["10.1.0.0/16"], "trading systems": ["10.2.0.0/16"]}
    assert resolve(EMPTY, "trading", zones) is None


@pytest.mark.parametrize(
    ("region", "text"),
    [
        (Region(), "any protocol from any to any"),
        (
            Region(protocols=Spans(((6, 6),)), destination_ports=Spans(((80, 80), (443, 445)))),
            "tcp 80, 443-445 from any to any",
        ),
        (
            Region(protocols=Spans(((1, 1),)), destination_ports=Spans(((8, 8),))),
            "icmp type 8 from any to any",
        ),
        (
            Region(protocols=Spans(((17, 17),)), source_ports=Spans(((53, 53),))),
            "udp from port 53 from any to any",
        ),
        (Region(protocols=Spans(((0, 5), (7, 255)))), "any protocol but tcp from any to any"),
        (
            Region(protocols=Spans(((6, 6),)), destination_ports=Spans(((0, 21), (23, 65535)))),
            "tcp all ports but 22 from any to any",
        ),
    ],
)
def test_traffic_is_told_in_words(region: Region, text: str) -> None:
    assert describe(region) == text
