"""One host under its short name, its full one and its address."""

from __future__ import annotations

import json

from steersman.signals.alerts.hosts import KEPT, HostNames


def test_the_short_and_the_full_name_are_one_host() -> None:
    names = HostNames()
    assert names.name("web1", "") == "web1"
    assert names.name("web1.example.com", "") == "web1"


def test_the_other_way_round_too() -> None:
    names = HostNames()
    assert names.name("web1.example.com", "") == "web1.example.com"
    assert names.name("web1", "") == "web1.example.com"


def test_two_domains_are_two_hosts() -> None:
    names = HostNames()
    for domain in ("one", "two", "three"):
        assert names.name(f"mail.{domain}.example", "") == f"mail.{domain}.example"
    assert names.name("mail", "") == "mail"
    assert len(names.state()["domains"]["mail"]) == 2


def test_the_address_stands_in_for_a_host_that_is_missing() -> None:
    assert HostNames().name("", "10.0.0.1") == "10.0.0.1"


def test_an_address_that_came_with_a_name_is_that_host() -> None:
    names = HostNames()
    names.name("web1", "10.0.0.1")
    assert names.name("", "10.0.0.1") == "web1"
    assert names.name("10.0.0.1", "10.0.0.1") == "web1"


def test_an_address_that_moves_goes_with_its_new_host() -> None:
    names = HostNames()
    names.name("web1", "10.0.0.1")
    names.name("web2", "10.0.0.1")
    assert names.name("", "10.0.0.1") == "web2"


def test_addresses_have_no_short_names() -> None:
    names = HostNames()
    names.name("10.0.0.1", "")
    assert names.name("10.9.9.9", "") == "10.9.9.9"
    assert names.name("10", "") == "10"


def test_memory_is_bounded_and_survives_a_restart() -> None:
    names = HostNames()
    for n in range(KEPT + 50):
        names.name(f"host{n}.example.com", "")
    state = names.state()
    assert len(state["called"]) == len(state["domains"]) == KEPT
    again = HostNames()
    again.restore(json.loads(json.dumps(state)))
    assert again.name(f"host{KEPT}", "") == f"host{KEPT}.example.com"
