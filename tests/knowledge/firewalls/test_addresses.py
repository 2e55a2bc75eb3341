"""Addresses of both families, as texts and back."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.firewalls.addresses import (
    ANYWHERE,
    V4,
    V6,
    networks,
    number,
    texts,
    wildcard,
)
from steersman.knowledge.firewalls.spans import Spans


def test_networks_and_ranges_come_back_as_they_were() -> None:
    assert texts(networks("10.0.0.0/8", "192.168.1.7", "2001:db8::/32")) == (
        "10.0.0.0/8",
        "192.168.1.7",
        "2001:db8::/32",
    )
    assert texts(networks("10.0.0.5-10.0.0.9")) == ("10.0.0.5-10.0.0.9",)


def test_everything_has_a_name() -> None:
    assert [texts(spans) for spans in (ANYWHERE, V4, V6)] == [
        ("any",),
        ("any IPv4",),
        ("any IPv6",),
    ]


def test_the_last_ipv4_address_does_not_touch_the_first_of_ipv6() -> None:
    assert texts(networks("255.255.255.255", "::")) == ("255.255.255.255", "::")


@pytest.mark.parametrize(
    "text", ["", "10.0.0", "10.0.0.9-10.0.0.1", "10.0.0.1-::1", "host", "1.2.3.4/99"]
)
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        networks(text)


@given(st.integers(0, 2**32 - 1), st.lists(st.integers(0, 31), max_size=5))
def test_a_wildcard_mask_frees_exactly_its_bits(base: int, bits: list[int]) -> None:
    mask = sum({1 << bit for bit in bits})
    spans = wildcard(str(ipaddress.IPv4Address(base)), str(ipaddress.IPv4Address(mask)))
    assert spans.count == 2 ** bin(mask).count("1")
    for low, high in spans:
        assert all((each ^ base) & ~mask & 0xFFFFFFFF == 0 for each in (low, high))


def test_a_wildcard_mask_that_makes_too_many_networks_is_refused() -> None:
    with pytest.raises(ValueError, match="too many"):
        wildcard("10.0.0.0", "255.255.255.254")


def test_the_same_number_in_both_families_is_two_places() -> None:
    four, six = number(ipaddress.ip_address("0.0.0.1")), number(ipaddress.ip_address("::1"))
    assert four in V4
    assert six in V6
    assert Spans(((four, four),)) & V6 == Spans()
