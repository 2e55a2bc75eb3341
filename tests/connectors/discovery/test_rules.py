"""The firewall rules of hosts, as documents that can be asked."""

from __future__ import annotations

import json

import pytest

from steersman.capabilities.documents import SourceDocument
from steersman.connectors.discovery.connector import DiscoveryConnector
from steersman.connectors.discovery.fake import FakeHosts, said
from steersman.domain.errors import Permanent, Transient
from steersman.knowledge.firewalls import read_firewall
from tests.connectors.discovery.samples import settings
from tests.fixtures.discovered import Fleet

ACCEPT = [
    {
        "match": {
            "op": "==",
            "left": {"payload": {"protocol": "tcp", "field": "dport"}},
            "right": 443,
        }
    },
    {"accept": None},
]
WHERE = {"family": "inet", "table": "filter"}
HOOK = {"type": "filter", "hook": "input", "prio": 0, "policy": "drop"}
RULESET = json.dumps(
    {
        "nftables": [
            {"metainfo": {"json_schema_version": 1}},
            {"table": {"family": "inet", "name": "filter", "handle": 1}},
            {"chain": {**WHERE, "name": "input", "handle": 1, **HOOK}},
            {"rule": {**WHERE, "chain": "input", "handle": 2, "expr": ACCEPT}},
        ]
    }
)
IPTABLES = "*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 443 -j ACCEPT\nCOMMIT\n"
NAMED = {"user": "0", "kernel": "web1\n6.1\nx86_64"}


def listed(**answers: bytes | Exception) -> list[SourceDocument]:
    fake = FakeHosts(dict(answers))
    source = DiscoveryConnector("estate", fake, settings(*answers, sudo=True)).documents()
    assert source is not None
    return list(source.documents())


def test_the_ruleset_of_a_host_is_a_document_that_the_firewall_reader_reads() -> None:
    (document,) = listed(web1=said({**NAMED, "nft": RULESET}))
    assert (document.name, document.title) == ("web1/nftables.json", "Firewall rules of web1")
    assert read_firewall(document.name, document.content).chains


def test_a_host_with_the_older_tool_has_a_document_too() -> None:
    (document,) = listed(web1=said({**NAMED, "iptables": IPTABLES}))
    assert document.name == "web1/iptables.rules"
    assert read_firewall(document.name, document.content).chains


def test_a_host_without_rules_has_no_document() -> None:
    empty = json.dumps({"nftables": [{"metainfo": {}}]})
    assert listed(a=said(NAMED), b=said({**NAMED, "nft": empty})) == []


@pytest.mark.parametrize("told", ["", "{", "[]", '{"nftables": 5}', "[" * 50_000])
def test_what_is_no_ruleset_is_told(told: str) -> None:
    with pytest.raises(Permanent, match="web1"):
        listed(web1=said({**NAMED, "nft": told}))


def test_half_a_ruleset_is_none() -> None:
    with pytest.raises(Permanent, match="not read"):
        listed(web1=said({**NAMED, "nft": RULESET}, {"nft": 1}))
    with pytest.raises(Permanent, match="broke off"):
        listed(web1=said({**NAMED, "nft": RULESET}).replace(b"#all", b""))


def test_a_host_that_does_not_answer_is_not_taken_for_one_without_rules() -> None:
    with pytest.raises(Transient):
        listed(web1=said({**NAMED, "nft": RULESET}), web2=Transient("web2 cannot be reached"))


def test_without_sudo_there_are_none_to_read() -> None:
    assert DiscoveryConnector("estate", FakeHosts(), settings()).documents() is None


def test_a_real_host_s_rules_are_read(fleet: Fleet) -> None:
    rules = "table inet filter { chain input { type filter hook input priority 0; policy accept;\n"
    fleet.first.run("nft", "-f", "-", stdin=f"{rules}tcp dport 8443 drop\n}}\n}}\n".encode())
    try:
        source = fleet.connector(hosts=fleet.addresses[:1]).documents()
        assert source is not None
        (document,) = source.documents()
    finally:
        fleet.first.run("nft", "flush", "ruleset")
    assert document.title == "Firewall rules of seen1"
    assert b"8443" in document.content
    assert read_firewall(document.name, document.content).chains
