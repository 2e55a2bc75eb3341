"""A firewall's configuration of any known kind, read into one model."""

from __future__ import annotations

import re

from steersman.domain.errors import Permanent
from steersman.knowledge.documents.decoding import decode
from steersman.knowledge.firewalls.cisco import read_cisco
from steersman.knowledge.firewalls.iptables import read_iptables
from steersman.knowledge.firewalls.model import Ruleset
from steersman.knowledge.firewalls.nftables import read_nft, read_nft_json

_LARGEST = 20_000_000  # characters
_NFT = re.compile(
    r"^\s*(?:table\s+(?:(?:ip6?|inet|arp|bridge|netdev)\s+)?[\w.-]+\s*\{|(?:add|create|insert)\s+"
    r"(?:table|chain|rule|set|map|element)\s|flush\s+ruleset)",
    re.MULTILINE,
)
_IPTABLES = re.compile(
    r"^(?:\*(?:filter|nat|mangle|raw|security)\s*$|:[\w-]+\s+(?:ACCEPT|DROP|-)|(?:\[\d+:\d+\]\s*)?-[AIPN]\s"
    r"|\s*(?:sudo\s+)?(?:/\S*/)?ip6?tables\s)",
    re.MULTILINE,
)
_CISCO = re.compile(
    r"^\s*(?:(?:ip|ipv4|ipv6)\s+)?access-list\s+\S+|^object(?:-group)?\s+\S+\s+\S+", re.MULTILINE
)


def read_firewall(name: str, content: bytes) -> Ruleset:
    """The rules in a file; ``Permanent`` where it is none of the known kinds, or too large."""
    text = decode(content).text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text) > _LARGEST:
        raise Permanent(f"{name} has more than {_LARGEST:,} characters: no firewall's rules have")
    try:
        if text.lstrip().startswith("{") and '"nftables"' in text[:200_000]:
            return read_nft_json(text)
        if _NFT.search(text):
            return read_nft(text)
        if _IPTABLES.search(text):
            return read_iptables(text)
        if _CISCO.search(text):
            return read_cisco(text)
    except Permanent as refusal:
        raise Permanent(f"{name} cannot be read: {refusal}") from refusal
    raise Permanent(
        f"{name} is no firewall configuration that is known: nftables (text or JSON),"
        " iptables-save and Cisco access lists are"
    )


def is_firewall(text: str) -> bool:
    """Whether a text looks like one of the known kinds, without reading it."""
    head = text[:200_000]
    return bool(
        (head.lstrip().startswith("{") and '"nftables"' in head)
        or _NFT.search(head)
        or _IPTABLES.search(head)
        or _CISCO.search(head)
    )
