"""One model for every firewall: chains of rules, each a condition and what then happens."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from steersman.knowledge.firewalls.addresses import ANYWHERE
from steersman.knowledge.firewalls.spans import Spans

PROTOCOLS = Spans(((0, 255),))
PORTS = Spans(((0, 65535),))
NOWHERE = Spans(())
STATES = frozenset({"new", "established", "related", "invalid", "untracked"})


class Action(StrEnum):
    """What a rule does.  Accept, drop and reject end the way of a packet, the others do not."""

    ACCEPT = "accept"
    DROP = "drop"
    REJECT = "reject"
    JUMP = "jump"
    GOTO = "goto"
    RETURN = "return"
    NONE = "none"  # counts, logs or marks, and the next rule is asked
    UNKNOWN = "unknown"  # it could not be understood what it does


@dataclass(frozen=True, slots=True)
class Interface:
    """Names of interfaces (``eth+`` and ``eth*`` for all that begin so); or all but these."""

    names: tuple[str, ...]
    negated: bool = False

    def holds(self, name: str | None) -> bool | None:
        """``None`` where the name is not known; traffic between machines never takes ``lo``."""
        if name is None:
            return self.negated if self.names == ("lo",) else None
        return any(_is_named(name, each) for each in self.names) is not self.negated

    def __str__(self) -> str:
        return f"{'not ' if self.negated else ''}{', '.join(self.names)}"


def _is_named(name: str, pattern: str) -> bool:
    if pattern.endswith(("+", "*")):
        return name.startswith(pattern[:-1])
    return name == pattern


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """All of this must hold.  Negations are computed already: "not 10/8" is the rest.

    ``destination_ports`` of ICMP are its types.  ``conditions`` are those that cannot be decided
    from addresses and ports (a rate, a time, a mark, a set that is not known): the rule may apply
    or not.
    """

    sources: Spans = ANYWHERE
    destinations: Spans = ANYWHERE
    protocols: Spans = PROTOCOLS
    source_ports: Spans = PORTS
    destination_ports: Spans = PORTS
    states: frozenset[str] = STATES
    arrives: tuple[Interface, ...] = ()
    leaves: tuple[Interface, ...] = ()
    conditions: tuple[str, ...] = ()

    def through(self, side: str, interface: Interface) -> Match:
        """With one more interface: where it ``arrives``, or where it ``leaves``."""
        if side == "arrives":
            return replace(self, arrives=(*self.arrives, interface))
        return replace(self, leaves=(*self.leaves, interface))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule as it stands in the file; ``alternatives`` say when it applies (any of them).

    ``order`` counts from 1 within the chain; ``line`` is that of the file, or the rule's handle
    in nftables' JSON.  ``negations`` are the parts that the file writes with "not".
    """

    order: int
    chain: str
    action: Action
    raw: str
    line: int
    alternatives: tuple[Match, ...] = (Match(),)
    target: str | None = None  # of a jump
    negations: tuple[str, ...] = ()
    comment: str = ""
    logs: bool = False

    @property
    def sources(self) -> Spans:
        return Spans.of(span for match in self.alternatives for span in match.sources)

    @property
    def destinations(self) -> Spans:
        return Spans.of(span for match in self.alternatives for span in match.destinations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain or an access list.  ``policy`` is what happens at its end, if it begins a way.

    ``hook`` is where packets enter it (input, forward, output …); of an access list it is
    ``acl``.  Chains at one hook are asked in the order of their priority, and all must accept.
    """

    name: str
    table: str = ""
    hook: str | None = None
    priority: int = 0
    policy: Action | None = None
    covers: Spans = ANYWHERE  # the addresses whose packets come here: a family's
    rules: tuple[Rule, ...] = ()


@dataclass(frozen=True, slots=True)
class Binding:
    """An access list at work on an interface; ``direction`` is in or out."""

    chain: str
    interface: str
    direction: str


@dataclass(frozen=True, slots=True)
class Unread:
    """A part of the file that was not understood: an answer from the rest must say so."""

    line: int
    text: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruleset:
    """A firewall's configuration.  ``names`` are its own sets and groups of addresses.

    ``interfaces``: the networks that are connected to each, where the file tells.  ``own``: the
    addresses of the device itself.
    """

    dialect: str
    chains: Mapping[str, Chain]
    bindings: tuple[Binding, ...] = ()
    names: Mapping[str, Spans] = field(default_factory=dict)
    unread: tuple[Unread, ...] = ()
    interfaces: Mapping[str, Spans] = field(default_factory=dict)
    own: Spans = NOWHERE

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(rule for chain in self.chains.values() for rule in chain.rules)

    def weighed(self, unread: Unread) -> bool:
        """Whether a rule that may apply or not stands for what was not understood.

        Then answers take it into account where it matters; else it may matter anywhere.
        """
        return any(
            rule.action is Action.UNKNOWN or all(match.conditions for match in rule.alternatives)
            for rule in self.rules
            if rule.line == unread.line
        )

    def at(self, hook: str) -> tuple[Chain, ...]:
        """The chains at a hook in the order in which packets pass them."""
        found = [chain for chain in self.chains.values() if chain.hook == hook]
        return tuple(sorted(found, key=lambda chain: chain.priority))
