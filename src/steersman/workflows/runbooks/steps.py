"""Reads the blocks: actions, checks, and what must hold."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from steersman.governor.checking import Condition, Relation
from steersman.workflows.runbooks.faults import Faults
from steersman.workflows.runbooks.fields import Fields, Items, Node, Text
from steersman.workflows.runbooks.model import REFERENCE, Act, Read, When
from steersman.workflows.runbooks.parameters import HOST, ITEM, PLACES, Parameter

CAPABILITY = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)+")
_SYSTEM = re.compile(r"[a-z][a-z0-9-]{0,31}")
_PARAM = re.compile(r"[a-z][a-z0-9_]*")
_RELATIONS = "|".join(each.value for each in Relation)
_CONDITION = re.compile(rf"([a-z][a-z0-9_.-]*)\s+({_RELATIONS})\s+(\S.*)")
_DURATION = re.compile(r"([0-9]{1,6})\s*(s|m|h)")
_SECONDS = {"s": 1.0, "m": 60.0, "h": 3600.0}
LONGEST = 86_400.0  # seconds
SOON = 60.0  # seconds that a check between steps may take: a run never waits for longer
FACETS = {HOST: ("item", "name"), ITEM: ("name",)}  # what else is known of such a parameter
CONDITION = "write “state is running”, “used_percent below 80” or “state is one of a, b”"


@dataclass(frozen=True)
class Steps:
    parameters: Mapping[str, Parameter]
    faults: Faults

    def act(self, fields: Fields) -> Act | None:
        self._only(fields, "capability", "system", "with", "when")
        capability = self._named(fields, "capability")
        system = self._system(fields)
        if not capability or not system:
            return None
        return Act(
            capability=capability,
            system=system,
            params=self._params(fields),
            when=self._when(fields.fields.get("when")),
            line=fields.line,
        )

    def check(self, fields: Fields, *, more: tuple[str, ...] = ("within",)) -> Read | None:
        self._only(fields, "probe", "system", "with", "holds", *more)
        probe, system = self._named(fields, "probe"), self._system(fields)
        holds = tuple(self._conditions(fields))
        within = self.duration(fields, "within", 0.0, SOON) if "within" in more else 0.0
        if not probe or not system or not holds:
            return None
        return Read(
            probe=probe,
            system=system,
            params=self._params(fields),
            holds=holds,
            within=within,
            line=fields.line,
        )

    def teller(self, fields: Fields) -> Read | None:
        """What tells a parameter: a probe, and which of its values."""
        self._only(fields, "probe", "system", "with", "value")
        probe, system = self._named(fields, "probe"), self._system(fields)
        if not probe or not system:
            return None
        told = self.text(fields, "value")
        params = self._params(fields)
        return Read(probe=probe, system=system, params=params, tells=told, line=fields.line)

    def duration(self, fields: Fields, name: str, otherwise: float, most: float) -> float:
        """In seconds."""
        text = self.text(fields, name)
        if not text:
            return otherwise
        found = _DURATION.fullmatch(text)
        seconds = float(found[1]) * _SECONDS[found[2]] if found else 0.0
        if not found or seconds > most:
            mend = f"write 30s, 5m or 2h, {most:g} seconds at most"
            self.faults.add(fields.lines[name], f"{name}: {text[:40]!r}", mend)
        return seconds

    def text(self, fields: Fields, name: str) -> str:
        """Empty: it is not there, or is no text, which is told."""
        node = fields.fields.get(name)
        if node is None or isinstance(node, Text):
            return node.value if node else ""
        self.faults.add(fields.lines[name], f"{name} is not one value", f"write “{name}: value”")
        return ""

    def _only(self, fields: Fields, *known: str) -> None:
        for name in fields.fields:
            if name not in known:
                mend = f"use {', '.join(known)}"
                self.faults.add(fields.lines[name], f"{name!r} means nothing here", mend)

    def _named(self, fields: Fields, name: str) -> str:
        text = self.text(fields, name)
        if CAPABILITY.fullmatch(text):
            return text
        line = fields.lines.get(name, fields.line)
        given = f"{text[:60]!r} names no {name}" if text else f"no {name}"
        self.faults.add(line, given, f"write “{name}: object.verb”")
        return ""

    def _system(self, fields: Fields) -> str:
        text = self.text(fields, "system")
        line = fields.lines.get("system", fields.line)
        whole = REFERENCE.fullmatch(text)
        if whole:
            parameter = self.parameters.get(whole[1])
            if parameter is not None and parameter.type in PLACES:
                return text
            mend = f"declare it with the type {' or '.join(PLACES)}"
            self.faults.add(line, f"{text} is no system", mend)
        elif not _SYSTEM.fullmatch(text):
            given = f"{text[:60]!r} is no system" if text else "no system"
            self.faults.add(line, given, "write its name, or {{parameter}}")
        return text

    def _params(self, fields: Fields) -> dict[str, str]:
        node = fields.fields.get("with")
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self.faults.add(fields.lines["with"], "with names nothing", "write “name: value” below")
            return {}
        found = {}
        for name in node.fields:
            if not _PARAM.fullmatch(name):
                self.faults.add(node.lines[name], f"{name!r} is no parameter", "use a_small_name")
            found[name] = self.open(self.text(node, name), node.lines[name])
        return found

    def _conditions(self, fields: Fields) -> Iterator[Condition]:
        node = fields.fields.get("holds")
        if node is None:
            self.faults.add(fields.line, "nothing must hold", "add “holds: …”")
            return
        items = node.items if isinstance(node, Items) else (node,)
        for item in items:
            if not isinstance(item, Text):
                self.faults.add(item.line, "this is no condition", CONDITION)
                continue
            found = self.condition(item.value, item.line)
            if found:
                yield found

    def condition(self, text: str, line: int) -> Condition | None:
        found = _CONDITION.fullmatch(text)
        if not found:
            self.faults.add(line, f"{text[:60]!r} is no condition", CONDITION)
            return None
        relation = Relation(found[2])
        several = relation in (Relation.ONE_OF, Relation.NOT_ONE_OF)
        wanted = [each.strip() for each in found[3].split(",")] if several else [found[3]]
        return Condition(found[1], relation, tuple(self.open(each, line) for each in wanted))

    def open(self, text: str, line: int) -> str:
        """``text``, once every ``{{…}}`` in it is known."""
        for found in REFERENCE.finditer(text):
            name, _, facet = found[1].partition(".")
            parameter = self.parameters.get(name)
            if parameter is None:
                self.faults.add(line, f"{found[0]} is not declared", "add it to the parameters")
            elif facet and facet not in FACETS.get(parameter.type, ()):
                mend = f"write {{{{{name}}}}}"
                self.faults.add(line, f"nothing is known as {found[0]}", mend)
        left = REFERENCE.sub("", text)
        if "{{" in left or "}}" in left:
            mend = "write {{name}} with the name of a parameter, and nothing else"
            self.faults.add(line, f"{text[:60]!r} is no reference to a parameter", mend)
        return text

    def _when(self, node: Node | None) -> When | None:
        if node is None:
            return None
        if isinstance(node, Fields) and "probe" in node.fields:
            return When(read=self.check(node, more=()))
        if isinstance(node, Fields) and set(node.fields) == {"parameter", "is"}:
            name, wanted = self.text(node, "parameter"), self.text(node, "is")
            if name in self.parameters:
                return When(parameter=name, wanted=wanted)
            self.faults.add(node.line, f"{name!r} is not declared", "add it to the parameters")
            return None
        mend = "give a probe with system and holds, or parameter and is"
        self.faults.add(node.line, "when cannot be understood", mend)
        return None
