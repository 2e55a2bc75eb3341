"""nftables: ``nft list ruleset``, its JSON, and the scripts that people write (nft(8))."""

from __future__ import annotations

from steersman.knowledge.firewalls.nftables.listing import read_nft_json
from steersman.knowledge.firewalls.nftables.text import read_nft

__all__ = ["read_nft", "read_nft_json"]
