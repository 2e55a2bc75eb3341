"""What the probes read of a real host, beside what the host itself says."""

from __future__ import annotations

import pytest

from company.services.estate.shop import NAME, RESOLVER
from steersman.domain.errors import Permanent
from tests.fixtures.shop import ManagedShop


def test_every_probe_answers(shop1: ManagedShop) -> None:
    asked = {
        "service": "shop",
        "path": "/srv/logs",
        "name": "localhost",
        "configuration": "nginx",
        "release": "shop",
        "certificate": "shop",
        "rule": "shop",
        "permissions": "catalogue",
    }
    shop1.shop.sh("nft -f /etc/steersman/firewall.nft")
    shop1.shop.page()
    try:
        for probe in shop1.connector().probes():
            needed = set(probe.spec.parameters) - probe.spec.optional
            reading = probe.read({name: asked[name] for name in needed})
            assert set(reading.values) == set(probe.spec.values), probe.key
            assert reading.at > 1_700_000_000
    finally:
        shop1.shop.sh("nft flush ruleset")


def test_a_service_that_stopped_is_told_as_such(shop1: ManagedShop) -> None:
    shop1.shop.sh("supervisorctl stop shop")
    try:
        assert shop1.read("service.status", service="shop")["state"] == "stopped"
        assert shop1.read("service.listens", service="shop")["accepts"] is False
        assert shop1.read("http.get", service="shop")["answers"] is False
        assert shop1.read("http.get", service="nginx")["status"] == 502.0
    finally:
        shop1.shop.sh("supervisorctl start shop")
    again = shop1.read("http.get", service="nginx")
    assert (again["answers"], again["status"]) == (True, 200.0)


def test_a_leak_is_seen(shop1: ManagedShop) -> None:
    before = float(shop1.read("process.list", service="shop")["memory_bytes"])
    shop1.shop.page("http://127.0.0.1:8080/leak/50000000")
    assert float(shop1.read("process.list", service="shop")["memory_bytes"]) > before + 40_000_000


def test_disk_usage_is_what_df_says(shop1: ManagedShop) -> None:
    shop1.shop.sh("head -c 4000000 /dev/zero >/srv/logs/fill")
    used = float(shop1.read("disk.usage", path="/srv/logs")["used_percent"])
    told = shop1.shop.sh("df --output=pcent /srv/logs | tail -n 1")
    shop1.shop.sh("rm /srv/logs/fill")
    assert abs(used - float(told.rstrip("%"))) < 1.5


def test_the_tail_of_a_log_is_cut_to_what_was_asked(shop1: ManagedShop) -> None:
    shop1.shop.sh("seq 1 20000 >>/srv/logs/shop.log")
    (probe,) = (p for p in shop1.connector().probes() if p.spec.name == "log.tail")
    reading = probe.read({"service": "shop", "lines": "3"})
    assert reading.text == "19998\n19999\n20000"
    assert reading.values["lines"] == 3.0


def test_what_a_log_says_cannot_steer_a_terminal(shop1: ManagedShop) -> None:
    shop1.shop.sh("printf 'a\\033[2Jb\\342\\200\\256c\\n' >>/srv/logs/shop.log")
    (probe,) = (p for p in shop1.connector().probes() if p.spec.name == "log.tail")
    assert probe.read({"service": "shop", "lines": "1"}).text == "a�[2Jb�c"


def test_a_port_that_the_firewall_keeps_shut_is_seen_from_here(shop1: ManagedShop) -> None:
    probes = shop1.connector(connect_timeout=1.0).probes()
    (probe,) = (each for each in probes if each.spec.name == "host.reachable")
    assert probe.read({"port": "80"}).values["reachable"] is True
    shop1.shop.sh("nft -f /etc/steersman/firewall.nft; nft flush chain inet filter input")
    shop1.shop.sh("nft add rule inet filter input tcp dport 22 accept")
    try:
        assert probe.read({"port": "80"}).values["reachable"] is False
    finally:
        shop1.shop.sh("nft flush ruleset")
    with pytest.raises(Permanent, match="port"):
        probe.read({"port": "ssh"})


def test_a_log_that_is_a_link_is_not_read(shop1: ManagedShop) -> None:
    shop1.shop.sh("mv /srv/logs/shop.log /srv/logs/kept; ln -s /etc/shadow /srv/logs/shop.log")
    try:
        with pytest.raises(Permanent):
            shop1.read("log.tail", service="shop")
    finally:
        shop1.shop.sh("rm /srv/logs/shop.log; mv /srv/logs/kept /srv/logs/shop.log")


@pytest.mark.parametrize(
    ("name", "params"),
    [
        ("log.tail", {"service": "shop", "lines": "9999"}),
        ("log.tail", {"service": "unmanaged"}),
        ("http.get", {"service": "shop", "path": "//evil.example/ x"}),
        ("http.get", {"service": "shop", "path": "http://169.254.169.254/"}),
        ("dns.lookup", {"name": "-h; id"}),
        ("disk.usage", {"path": "relative"}),
        ("process.list", {"service": "unmanaged"}),
        ("service.status", {"service": "shop", "as": "root"}),
        ("service.status", {}),
    ],
)
def test_what_makes_no_sense_or_is_not_declared_is_refused(
    shop1: ManagedShop, name: str, params: dict[str, str]
) -> None:
    with pytest.raises(Permanent):
        shop1.read(name, **params)


def test_a_wrong_resolver_is_seen(shop1: ManagedShop) -> None:
    told = shop1.read("dns.lookup", name=NAME)
    assert (told["resolves"], told["addresses"]) == (True, shop1.shop.host.address)
    shop1.shop.put("/etc/resolv.conf", "nameserver 127.0.0.9\noptions timeout:1 attempts:1\n")
    try:
        assert shop1.read("dns.lookup", name=NAME)["resolves"] is False
    finally:
        shop1.shop.put("/etc/resolv.conf", RESOLVER)


def test_the_clock_of_a_host_on_this_machine_is_ours(shop1: ManagedShop) -> None:
    offset = shop1.read("clock.offset")
    assert abs(float(offset["seconds"])) <= float(offset["uncertainty"]) + 0.01


def test_a_host_that_takes_no_connection_is_an_answer(shop1: ManagedShop) -> None:
    assert shop1.read("host.reachable")["reachable"] is True
    probes = shop1.connector(port=1).probes()
    (probe,) = (each for each in probes if each.spec.name == "host.reachable")
    assert probe.read({}).values["reachable"] is False
