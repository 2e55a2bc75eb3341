"""Firewall configurations of several makers, read into one model that can be asked."""

from __future__ import annotations

from steersman.knowledge.firewalls.comparing import Between, Concern, Outcome, between
from steersman.knowledge.firewalls.deciding import Decision, decide
from steersman.knowledge.firewalls.entries import passing, ways
from steersman.knowledge.firewalls.model import Action, Binding, Chain, Match, Rule, Ruleset, Unread
from steersman.knowledge.firewalls.packets import Packet
from steersman.knowledge.firewalls.reading import is_firewall, read_firewall
from steersman.knowledge.firewalls.spans import Spans
from steersman.knowledge.firewalls.telling import describe, resolve

__all__ = [
    "Action",
    "Between",
    "Binding",
    "Chain",
    "Concern",
    "Decision",
    "Match",
    "Outcome",
    "Packet",
    "Rule",
    "Ruleset",
    "Spans",
    "Unread",
    "between",
    "decide",
    "describe",
    "is_firewall",
    "passing",
    "read_firewall",
    "resolve",
    "ways",
]
