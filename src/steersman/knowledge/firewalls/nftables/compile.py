"""From the parts of nftables' rules to the common model."""

from __future__ import annotations

from dataclasses import replace

from steersman.knowledge.firewalls.flags import ALL, FIRST, certain_for_first, with_flags
from steersman.knowledge.firewalls.model import Action, Match, Rule, Ruleset, Unread
from steersman.knowledge.firewalls.nftables.parts import (
    Condition,
    Flags,
    NamedSet,
    Other,
    Part,
    RawRule,
    Read,
    Verdict,
    VerdictMap,
    key,
)
from steersman.knowledge.firewalls.nftables.selectors import Undecided, narrow, spans_of
from steersman.knowledge.firewalls.spans import Spans

_MOST_ALTERNATIVES = 4_096


def ruleset(read: Read) -> Ruleset:
    rules: dict[str, list[Rule]] = {name: [] for name in read.chains}
    order: dict[str, int] = {}
    for raw in sorted(read.rules, key=lambda each: not each.first):
        name = key(raw.family, raw.table, raw.chain)
        if name not in rules:
            why = f"the chain {raw.chain} is not in the file"
            read.unread.append(Unread(raw.line, raw.raw, why))
            continue
        order[name] = order.get(name, 0) + 1
        rules[name].extend(_Compiled(read, raw, order[name]).rules())
    chains = {name: replace(chain, rules=tuple(rules[name])) for name, chain in read.chains.items()}
    return Ruleset(dialect="nftables", chains=chains, names=_names(read), unread=tuple(read.unread))


def _names(read: Read) -> dict[str, Spans]:
    """Sets and variables that hold addresses, by the names that people gave them."""
    named = {name.split(" ", 2)[2]: held.elements for name, held in read.sets.items()}
    named |= {name: [(value,) for value in values] for name, values in read.defined.items()}
    found: dict[str, Spans] = {}
    for name, elements in named.items():
        spans = [span for each in elements for span in spans_of("address", each[0]) or ()]
        if spans:
            found[name] = Spans.of(spans)
    return found


class _Compiled:
    def __init__(self, read: Read, raw: RawRule, order: int) -> None:
        self._read = read
        self._raw = raw
        self._order = order
        self._matches: tuple[Match, ...] = (Match(),)
        self._negations: list[str] = []

    def rules(self) -> list[Rule]:
        """One rule, or one for each verdict of a map; without a verdict, one that does nothing."""
        found: list[Rule] = []
        for part in self._raw.parts:
            if isinstance(part, Verdict):
                found.append(self._rule(part, self._matches))
                break
            if isinstance(part, VerdictMap):
                found.extend(self._mapped(part))
            else:
                self._matches = self._narrowed(part)
        else:
            unclear = any(isinstance(each, Other) and each.why for each in self._raw.parts)
            idle = Verdict(Action.UNKNOWN if unclear else Action.NONE)
            found.append(self._rule(idle, self._matches))
        return found

    def _rule(self, verdict: Verdict, matches: tuple[Match, ...]) -> Rule:
        raw = self._raw
        target = key(raw.family, raw.table, verdict.target) if verdict.target else None
        return Rule(
            order=self._order,
            chain=key(raw.family, raw.table, raw.chain),
            action=verdict.action,
            raw=raw.raw,
            line=raw.line,
            alternatives=matches,
            target=target,
            negations=tuple(self._negations),
            comment=raw.comment,
            logs=raw.logs,
        )

    def _narrowed(self, part: Part) -> tuple[Match, ...]:
        if isinstance(part, Other):
            if part.why:
                self._unread(part.why)
            return self._depending(part.text)
        if isinstance(part, Flags):
            return self._flagged(part)
        assert isinstance(part, Condition)
        return self._conditioned(part)

    def _flagged(self, flags: Flags) -> tuple[Match, ...]:
        text = f"tcp flags {','.join(sorted(flags.value))}"
        if flags.any_of:
            holds = bool(flags.value & FIRST) is not flags.negated
            pairs = (certain_for_first(match, holds, text) for match in self._matches)
        else:
            mask = flags.mask or ALL
            pairs = (
                with_flags(match, mask, flags.value, negated=flags.negated, text=text)
                for match in self._matches
            )
        return tuple(match for pair in pairs for match in pair)

    def _conditioned(self, condition: Condition) -> tuple[Match, ...]:
        if condition.operator == "!=":
            self._negations.append(str(condition))
        elements = condition.values
        if condition.named is not None:
            held = self._set(condition.named)
            if held is None or held.open:
                return self._depending(str(condition))
            elements = tuple(held.elements)
        try:
            return self._cut(condition, elements)
        except (Undecided, ValueError) as error:
            if not isinstance(error, Undecided):
                self._unread(str(error))
            return self._depending(str(condition))

    def _cut(
        self, condition: Condition, elements: tuple[tuple[str, ...], ...]
    ) -> tuple[Match, ...]:
        selectors, operator = condition.selectors, condition.operator
        if len(selectors) == 1:
            values = tuple(each[0] for each in elements)
            return tuple(
                cut
                for each in self._matches
                for cut in narrow(each, selectors[0], operator, values)
            )
        if operator != "==" or len(elements) * len(self._matches) > _MOST_ALTERNATIVES:
            raise Undecided
        return tuple(
            cut
            for match in self._matches
            for element in elements
            for cut in self._cut_all(match, selectors, element)
        )

    def _cut_all(
        self, match: Match, selectors: tuple[str, ...], element: tuple[str, ...]
    ) -> list[Match]:
        """All parts of one element of a concatenation must hold."""
        if len(element) != len(selectors):
            raise ValueError(f"{' . '.join(element)} does not fit {' . '.join(selectors)}")
        found = [match]
        for selector, value in zip(selectors, element, strict=True):
            found = [cut for each in found for cut in narrow(each, selector, "==", (value,))]
        return found

    def _mapped(self, part: VerdictMap) -> list[Rule]:
        pairs = list(part.pairs)
        if part.named is not None:
            held = self._set(part.named)
            if held is None or held.open:
                return [self._rule(Verdict(Action.UNKNOWN), self._depending(f"vmap @{part.named}"))]
            pairs = held.verdicts
        rest = [pair for pair in pairs if pair[0] == ("*",)]
        found = []
        for element, verdict in [*(pair for pair in pairs if pair not in rest), *rest]:
            try:
                matches = tuple(self._entry(part.selectors, element))
            except (Undecided, ValueError):
                matches = self._depending(f"{' . '.join(part.selectors)} {' . '.join(element)}")
            found.append(self._rule(verdict, matches))
        return found

    def _entry(self, selectors: tuple[str, ...], element: tuple[str, ...]) -> list[Match]:
        if element == ("*",):
            return list(self._matches)
        return [cut for each in self._matches for cut in self._cut_all(each, selectors, element)]

    def _depending(self, text: str) -> tuple[Match, ...]:
        return tuple(
            replace(match, conditions=(*match.conditions, text)) for match in self._matches
        )

    def _set(self, name: str) -> NamedSet | None:
        held = self._read.sets.get(key(self._raw.family, self._raw.table, name))
        if held is None:
            self._unread(f"the set {name} is not in the file")
        return held

    def _unread(self, why: str) -> None:
        self._read.unread.append(Unread(self._raw.line, self._raw.raw, why))
