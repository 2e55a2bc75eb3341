"""Reads the front matter: title, trigger, parameters, risk, undo and the criteria of success."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from steersman.capabilities.contract import Risk
from steersman.domain.errors import Permanent
from steersman.workflows.runbooks.faults import Faults
from steersman.workflows.runbooks.fields import Fields, Items, Node, Text
from steersman.workflows.runbooks.model import Read, Runbook, Stage, Success, Trigger
from steersman.workflows.runbooks.parameters import CHOICE, ITEM, PLACES, TYPES, Parameter
from steersman.workflows.runbooks.steps import LONGEST, Steps

KNOWN = ("title", "summary", "trigger", "parameters", "risk", "undo", "success")
UNDO = {"take back": True, "keep": False}
BY_HAND = "by hand"
LONGEST_TEXT = 300
WITHIN, LASTING = 60.0, 30.0  # seconds, where nothing else is said
SIGNALS = 2  # the symptom's own, and a second one
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RISKS = {risk.name.lower(): risk for risk in Risk if risk is not Risk.READ}


@dataclass
class Front:
    faults: Faults

    def runbook(
        self,
        fields: Fields,
        parameters: Mapping[str, Parameter],
        stages: tuple[Stage, ...],
        text: str,
        body: str,
    ) -> Runbook:
        asked = {name: each for name, each in parameters.items() if not each.told_by}
        for name in fields.fields:
            if name not in KNOWN:
                self._fault(fields, name, f"{name!r} means nothing here", f"use {', '.join(KNOWN)}")
        return Runbook(
            title=self._prose(fields, "title", needed=True),
            summary=self._prose(fields, "summary"),
            trigger=self._trigger(fields),
            parameters=parameters,
            tellers=self.tellers(fields, parameters),
            risk=_RISKS[self._one_of(fields, "risk", tuple(_RISKS))],
            take_back=UNDO[self._one_of(fields, "undo", tuple(UNDO))],
            stages=stages,
            success=self._success(fields, Steps(asked, self.faults)),
            text=text,
            body=body,
        )

    def parameters(self, fields: Fields) -> dict[str, Parameter]:
        node = fields.fields.get("parameters")
        if node is None:
            return {}
        if not isinstance(node, Fields):
            self._fault(fields, "parameters", "parameters names none", "write “name:” below it")
            return {}
        found = (self._parameter(name, node) for name in node.fields)
        return {each.name: each for each in found if each is not None}

    def tellers(self, fields: Fields, parameters: Mapping[str, Parameter]) -> dict[str, Read]:
        """What tells the parameters that nobody is asked for."""
        asked = {name: each for name, each in parameters.items() if not each.told_by}
        node, found = fields.fields.get("parameters"), dict[str, Read]()
        for name, parameter in parameters.items():
            told = node.fields[name] if isinstance(node, Fields) else None
            source = told.fields["told by"] if parameter.told_by and isinstance(told, Fields) else 0
            if isinstance(source, Fields):
                read = Steps(asked, self.faults).teller(source)
                found |= {name: read} if read is not None else {}
        return found

    def _parameter(self, name: str, all_: Fields) -> Parameter | None:
        line, told = all_.lines[name], all_.fields[name]
        if not _NAME.fullmatch(name):
            self.faults.add(line, f"{name!r} is no name", "use small letters, digits and _")
            return None
        if not isinstance(told, Fields):
            self.faults.add(line, f"nothing is said of {name}", "write “type: …” below it")
            return None
        for word in told.fields:
            if word not in ("type", "text", "from", "told by", "default", "choices"):
                mend = "use type, text, from, told by, default, choices"
                self.faults.add(told.lines[word], f"{word!r} means nothing here", mend)
        type_ = self._text(told, "type")
        if type_ not in TYPES:
            self.faults.add(line, f"{name} is of no known type", f"use {', '.join(TYPES)}")
            return None
        return self._whole(name, type_, told, line)

    def _whole(self, name: str, type_: str, told: Fields, line: int) -> Parameter:
        choices = self._texts(told, "choices")
        if bool(choices) is not (type_ == CHOICE):
            self.faults.add(line, f"{name}: choices go with the type choice", "give both or none")
        source = told.fields.get("told by")
        value = self._text(source, "value") if isinstance(source, Fields) else ""
        if source is not None and not value:
            mend = "give probe, system and value below it"
            self.faults.add(line, f"{name}: nothing says what tells it", mend)
        if source is not None and type_ in (*PLACES, ITEM):
            mend = "say the type id, or ask for it"
            self.faults.add(line, f"{name}: a probe tells no {type_}", mend)
        parameter = Parameter(
            name=name,
            told_by=value,
            type=type_,
            text=self._text(told, "text"),
            labels=self._texts(told, "from"),
            default=self._text(told, "default") or None,
            choices=choices,
            line=line,
        )
        if parameter.default is not None:
            try:
                parameter.checked(parameter.default)
            except Permanent as fault:
                self.faults.add(line, f"the default does not fit: {fault}", "change it")
        return parameter

    def _trigger(self, fields: Fields) -> Trigger:
        node = fields.fields.get("trigger")
        if isinstance(node, Text) and node.value == BY_HAND:
            return Trigger()
        if not isinstance(node, Fields):
            mend = f"say which alerts it answers, or “trigger: {BY_HAND}”"
            self._fault(fields, "trigger", "no trigger", mend)
            return Trigger()
        for word in node.fields:
            if word not in ("alerts", "labels", "situation"):
                mend = "use alerts, labels, situation"
                self.faults.add(node.lines[word], f"{word!r} means nothing here", mend)
        labels = node.fields.get("labels")
        told = labels if isinstance(labels, Fields) else Fields(node.line, {}, {})
        trigger = Trigger(
            alerts=self._texts(node, "alerts"),
            labels={name: self._text(told, name) for name in told.fields},
            situation=self._text(node, "situation"),
        )
        if "*" in trigger.alerts or not (trigger.alerts or trigger.situation):
            mend = "name the alerts: “alerts: [ServiceDown*]”"
            self.faults.add(node.line, "it would answer every alert, or none", mend)
        return trigger

    def _success(self, fields: Fields, steps: Steps) -> Success:
        node = fields.fields.get("success")
        if not isinstance(node, Fields):
            mend = "say “success:” with “lasting:”, “within:” and two “checks:”"
            self._fault(fields, "success", "nothing tells whether it helped", mend)
            return Success(reads=(), within=WITHIN, lasting=LASTING)
        for word in node.fields:
            if word not in ("within", "lasting", "checks"):
                mend = "use within, lasting, checks"
                self.faults.add(node.lines[word], f"{word!r} means nothing here", mend)
        checks = node.fields.get("checks")
        items: tuple[Node, ...] = checks.items if isinstance(checks, Items) else ()
        reads = [steps.check(each, more=()) for each in items if isinstance(each, Fields)]
        found = tuple(read for read in reads if read is not None)
        self._refuse_one_signal(found, node.lines.get("checks", node.line), len(reads))
        return Success(
            reads=found,
            within=steps.duration(node, "within", WITHIN, LONGEST),
            lasting=steps.duration(node, "lasting", LASTING, LONGEST),
        )

    def _refuse_one_signal(self, reads: tuple[Read, ...], line: int, tried: int) -> None:
        signals = {(read.probe, read.system, tuple(sorted(read.params.items()))) for read in reads}
        if len(reads) == tried and len(signals) < SIGNALS:
            mend = "check the symptom's own signal, and a second one that tells of it otherwise"
            self.faults.add(line, "success needs two different checks", mend)

    def _one_of(self, fields: Fields, name: str, words: tuple[str, ...]) -> str:
        text = self._text(fields, name)
        if text not in words:
            given = f"{name}: {text[:40]!r}" if text else f"no {name}"
            self._fault(fields, name, given, f"say “{name}:” with {', '.join(words)}")
            return words[-1]
        return text

    def _prose(self, fields: Fields, name: str, *, needed: bool = False) -> str:
        text = self._text(fields, name)
        if needed and not text:
            self._fault(fields, name, f"no {name}", f"add “{name}: …”")
        if len(text) > LONGEST_TEXT:
            self._fault(fields, name, f"{name} is too long", f"{LONGEST_TEXT} characters at most")
        return text

    def _text(self, fields: Fields, name: str) -> str:
        return Steps({}, self.faults).text(fields, name)

    def _texts(self, fields: Fields, name: str) -> tuple[str, ...]:
        """One value, or a list of them."""
        node = fields.fields.get(name)
        if node is None:
            return ()
        items = node.items if isinstance(node, Items) else (node,)
        if not all(isinstance(each, Text) for each in items):
            self._fault(fields, name, f"{name} is not a list of values", "write [one, two]")
        return tuple(each.value for each in items if isinstance(each, Text))

    def _fault(self, fields: Fields, name: str, text: str, mend: str) -> None:
        self.faults.add(fields.lines.get(name, fields.line), text, mend)
