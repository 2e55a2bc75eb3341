"""Conditions on TCP flags: the first packet of a connection has SYN alone, so it is decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from steersman.knowledge.firewalls.model import Match
from steersman.knowledge.firewalls.services import TCP
from steersman.knowledge.firewalls.spans import Spans

FIRST = frozenset({"syn"})
ALL = frozenset({"fin", "syn", "rst", "psh", "ack", "urg", "ecn", "cwr"})


def with_flags(
    match: Match, mask: frozenset[str], value: frozenset[str], *, negated: bool, text: str
) -> Iterator[Match]:
    """Where the flags within ``mask`` are exactly ``value``: certain for first packets only."""
    yield from certain_for_first(match, ((mask & FIRST) == value) is not negated, text)


def certain_for_first(match: Match, holds: bool, text: str) -> Iterator[Match]:
    """The rule for first packets, if it ``holds`` for them, and perhaps for later ones."""
    tcp = replace(match, protocols=match.protocols & Spans(((TCP, TCP),)))
    first, later = match.states & {"new"}, match.states - {"new"}
    if holds and first:
        yield replace(tcp, states=first)
    if later:
        yield replace(tcp, states=later, conditions=(*tcp.conditions, text))
