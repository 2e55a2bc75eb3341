"""A configuration of a Cisco device, read for its access lists."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from steersman.knowledge.firewalls import services
from steersman.knowledge.firewalls.addresses import ANYWHERE, V4, V6
from steersman.knowledge.firewalls.cisco.entries import entry
from steersman.knowledge.firewalls.cisco.groups import member, resolve
from steersman.knowledge.firewalls.cisco.interfaces import connected
from steersman.knowledge.firewalls.cisco.lines import Line, lines
from steersman.knowledge.firewalls.cisco.words import Group, NotUnderstood, Words
from steersman.knowledge.firewalls.model import (
    Action,
    Binding,
    Chain,
    Match,
    Rule,
    Ruleset,
    Unread,
)
from steersman.knowledge.firewalls.spans import Spans

# Every IPv6 list permits neighbour discovery before its last, silent deny.
_DISCOVERY = Match(
    sources=V6,
    destinations=V6,
    protocols=Spans(((services.ICMPV6, services.ICMPV6),)),
    destination_ports=Spans(((135, 136),)),
)


def read_cisco(text: str) -> Ruleset:
    return _Device(text).read()


@dataclass(slots=True)
class _List:
    name: str
    what: str
    masks: bool
    line: int
    rules: list[Rule] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)  # of the entries, where they have one


class _Device:
    def __init__(self, text: str) -> None:
        self._lines = list(lines(text.replace("\r", "")))
        self._groups: dict[str, Group] = {}
        self._names = {line.words[1]: line.words[0] for line in self._lines if line.kind == "name"}
        self._lists: dict[str, _List] = {}
        self._unread: list[Unread] = []
        self._bindings: list[Binding] = []

    def read(self) -> Ruleset:
        """Groups first: lists may use what stands further below."""
        for line in self._lines:
            if line.kind == "group":
                self._member(line)
            elif line.kind == "open" and line.what in {"network", "service", "protocol"}:
                self._groups.setdefault(line.name, Group())
        resolve(self._groups)
        for line in self._lines:
            if line.kind == "list":
                self._entry(line)
            elif line.kind == "open" and line.what in {"standard", "extended", "ipv6"}:
                self._list(line)
            elif line.kind == "binding":
                self._bind(line)
        interfaces, own = connected(self._lines)
        return Ruleset(
            dialect="cisco",
            chains={name: _chain(held) for name, held in self._lists.items()},
            bindings=tuple(self._bindings),
            names={name: each.addresses for name, each in self._groups.items() if each.addresses},
            unread=tuple(self._unread),
            interfaces=interfaces,
            own=own,
        )

    def _words(self, line: Line) -> Words:
        words = [word for word in line.words if word]
        return Words(words, line.masks, self._groups, self._names)

    def _member(self, line: Line) -> None:
        group = self._groups.setdefault(line.name, Group())
        words = self._words(line)
        if line.what == "network" and not line.masks:
            words.masks = len(words.words) < 2 or not _is_wildcard(words.words[-1])
        try:
            member(group, line.what, words, _protocols(line.protocol))
        except NotUnderstood as error:
            group.holes = str(error)
            self._keep(line, str(error))

    def _list(self, line: Line) -> _List:
        known = self._lists.get(line.name)
        if known is None:
            known = self._lists[line.name] = _List(line.name, line.what, line.masks, line.number)
        return known

    def _entry(self, line: Line) -> None:
        held = self._list(line)
        words = self._words(line)
        number = int(words.take()) if words.next.isdecimal() and len(words.next) < 10 else None
        if words.took("remark", "description"):
            held.remarks.append(" ".join(words.words))
            return
        if words.next in {"statistics", "fragments", "no", "exit", "end", "ignore", "counters"}:
            return
        rule = self._rule(held, words, line)
        if rule is not None:
            place = _place(held.numbers, number)
            held.numbers.insert(place, number if number is not None else _last(held.numbers) + 10)
            held.rules.insert(place, rule)

    def _rule(self, held: _List, words: Words, line: Line) -> Rule | None:
        comment = "; ".join(held.remarks)
        held.remarks = []
        begin = words.next
        try:
            found = entry(words, standard=held.what == "standard", six=held.what == "ipv6")
        except NotUnderstood as error:
            self._keep(line, str(error))
            return _unknown(held.name, line, comment, begin)
        if found.inactive:
            return None
        return Rule(
            order=0,
            chain=held.name,
            action=found.action,
            raw=line.text,
            line=line.number,
            alternatives=found.alternatives,
            negations=("neq",) if " neq " in line.text else (),
            comment=comment,
            logs=found.logs,
        )

    def _bind(self, line: Line) -> None:
        if len(line.words) == 3:
            name, direction, interface = line.words
            direction = {"ingress": "in", "egress": "out"}.get(direction.lower(), direction.lower())
            self._bindings.append(Binding(name, interface, direction))
        else:
            self._keep(line, "what it binds is not understood")

    def _keep(self, line: Line, why: str) -> None:
        self._unread.append(Unread(line.number, line.text, why))


def _unknown(chain: str, line: Line, comment: str, begin: str) -> Rule:
    """It stands where it stood, and may apply to anything: permit or deny is all that is known."""
    action = {"permit": Action.ACCEPT, "deny": Action.DROP}.get(begin, Action.UNKNOWN)
    match = Match(conditions=("what was not understood",))
    return Rule(
        order=0,
        chain=chain,
        action=action,
        raw=line.text,
        line=line.number,
        alternatives=(match,),
        comment=comment,
    )


def _chain(held: _List) -> Chain:
    rules = [replace(rule, order=order) for order, rule in enumerate(held.rules, 1)]
    if held.what == "ipv6":
        text = "permit icmp any any nd-na, nd-ns (implied)"
        rules.append(
            Rule(
                order=len(rules) + 1,
                chain=held.name,
                action=Action.ACCEPT,
                raw=text,
                line=held.line,
                alternatives=(_DISCOVERY,),
            )
        )
    covers = V6 if held.what == "ipv6" else ANYWHERE if held.masks else V4
    policy = Action.DROP if held.rules else Action.ACCEPT  # an empty list permits everything
    return Chain(name=held.name, hook="acl", policy=policy, covers=covers, rules=tuple(rules))


def _protocols(name: str) -> Spans:
    try:
        return services.protocol(name) if name else services.WITH_PORTS
    except ValueError:
        return services.WITH_PORTS


def _is_wildcard(word: str) -> bool:
    """A mask that begins with zeros frees bits; one that begins with ones fixes them."""
    first = word.split(".")[0]
    return word.count(".") == 3 and first.isdecimal() and int(first) < 128 and word != "0.0.0.0"


def _place(numbers: list[int], number: int | None) -> int:
    """Entries stand in the order of their numbers, those without one at the end."""
    if number is None:
        return len(numbers)
    return sum(each <= number for each in numbers)


def _last(numbers: list[int]) -> int:
    return numbers[-1] if numbers else 0
