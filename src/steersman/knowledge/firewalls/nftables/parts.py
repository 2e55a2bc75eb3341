"""What a rule of nftables is made of, whether it came as text or as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from steersman.knowledge.firewalls.model import Action, Chain, Unread

Element = tuple[str, ...]  # one value, or one for each part of a concatenation


@dataclass(frozen=True, slots=True)
class Verdict:
    action: Action
    target: str | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """``selectors`` such as ``("ip saddr", "tcp dport")``; values, or the name of a set."""

    selectors: tuple[str, ...]
    operator: str  # "==", "!=", "<", ">", "<=", ">="
    values: tuple[Element, ...] = ()
    named: str | None = None

    def __str__(self) -> str:
        values = f"@{self.named}" if self.named else ", ".join(" . ".join(v) for v in self.values)
        many = "{ " + values + " }" if len(self.values) > 1 else values
        operator = "" if self.operator == "==" else f"{self.operator} "
        return f"{' . '.join(self.selectors)} {operator}{many}"


@dataclass(frozen=True, slots=True)
class VerdictMap:
    selectors: tuple[str, ...]
    pairs: tuple[tuple[Element, Verdict], ...] = ()
    named: str | None = None


@dataclass(frozen=True, slots=True)
class Flags:
    """``tcp flags & mask == value``; both as lower-case names."""

    mask: frozenset[str]
    value: frozenset[str]
    negated: bool = False
    any_of: bool = False  # at least one of ``value`` is set


@dataclass(frozen=True, slots=True)
class Other:
    """A condition that addresses and ports do not decide; ``why`` if it is not understood."""

    text: str
    why: str = ""


Part = Condition | VerdictMap | Flags | Other | Verdict


@dataclass(slots=True)
class RawRule:
    family: str
    table: str
    chain: str
    line: int
    raw: str
    parts: list[Part] = field(default_factory=list)
    comment: str = ""
    logs: bool = False
    first: bool = False  # inserted before the others


@dataclass(slots=True)
class NamedSet:
    """A set, or a map from elements to verdicts; ``open`` if packets may change it."""

    elements: list[Element] = field(default_factory=list)
    verdicts: list[tuple[Element, Verdict]] = field(default_factory=list)
    open: bool = False


@dataclass(slots=True)
class Read:
    """Everything in the file, before the rules are compiled into the common model."""

    chains: dict[str, Chain] = field(default_factory=dict)
    rules: list[RawRule] = field(default_factory=list)
    sets: dict[str, NamedSet] = field(default_factory=dict)
    defined: dict[str, list[str]] = field(default_factory=dict)  # variables with addresses
    unread: list[Unread] = field(default_factory=list)


def key(family: str, table: str, name: str) -> str:
    """The name under which a chain or a set of one table is known."""
    return f"{family} {table} {name}"


PRIORITIES: Mapping[str, int] = {
    "raw": -300, "mangle": -150, "dstnat": -100, "filter": 0, "security": 50, "srcnat": 100,
    "out": 100,
}  # fmt: skip
FAMILIES = ("ip", "ip6", "inet", "arp", "bridge", "netdev")
VERDICTS = {
    "accept": Action.ACCEPT, "drop": Action.DROP, "reject": Action.REJECT,
    "return": Action.RETURN, "continue": Action.NONE, "jump": Action.JUMP, "goto": Action.GOTO,
}  # fmt: skip
