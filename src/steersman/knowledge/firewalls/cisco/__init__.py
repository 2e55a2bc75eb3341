"""Cisco's access lists: IOS and IOS XE, NX-OS, ASA, with their object groups and bindings."""

from __future__ import annotations

from steersman.knowledge.firewalls.cisco.reader import read_cisco

__all__ = ["read_cisco"]
