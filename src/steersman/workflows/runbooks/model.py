"""A runbook as it was read: nothing of it has been asked of any system yet."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase

from steersman.capabilities.contract import Risk
from steersman.domain.errors import Permanent
from steersman.governor.checking import Check, Condition
from steersman.workflows.runbooks.parameters import Parameter

REFERENCE = re.compile(r"\{\{ ?([a-z][a-z0-9_]*(?:\.[a-z]+)?) ?\}\}")
Values = Mapping[str, str]


def filled(text: str, values: Values) -> str:
    """``text`` with each ``{{name}}`` replaced, once: what a value says is not read again."""
    return REFERENCE.sub(lambda found: values[found[1]], text)


def uses(*texts: str) -> frozenset[str]:
    """The parameters that these texts name."""
    found = (name for text in texts for name in REFERENCE.findall(text))
    return frozenset(name.partition(".")[0] for name in found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """A check with its parameters still open."""

    probe: str
    system: str
    params: Values
    holds: tuple[Condition, ...] = ()
    tells: str = ""
    within: float = 0.0  # seconds; after a step, how long it may take to become true
    line: int = 0

    def filled(self, values: Values) -> Check:
        holds = tuple(
            Condition(each.value, each.relation, tuple(filled(w, values) for w in each.wanted))
            for each in self.holds
        )
        params = {name: filled(text, values) for name, text in self.params.items()}
        return Check(
            probe=self.probe,
            system=filled(self.system, values),
            params=params,
            holds=holds,
            tells=self.tells,
        )

    @property
    def uses(self) -> frozenset[str]:
        """The parameters that it needs."""
        wanted = (text for each in self.holds for text in each.wanted)
        return uses(self.system, *self.params.values(), *wanted)


@dataclass(frozen=True, slots=True, kw_only=True)
class When:
    """An action is only taken when this holds: a reading, or the value of a parameter."""

    read: Read | None = None
    parameter: str = ""
    wanted: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    capability: str
    system: str
    params: Values
    when: When | None = None
    line: int = 0

    @property
    def uses(self) -> frozenset[str]:
        """The parameters that it needs, its ``when`` not counted."""
        return uses(self.system, *self.params.values())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What stands under one heading."""

    title: str
    steps: tuple[Act | Read, ...]
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """Which alerts or situations it answers.  ``*`` and ``?`` stand for any letters, as in names
    of files.  Nothing at all: only people start it.
    """

    alerts: tuple[str, ...] = ()
    labels: Values = field(default_factory=dict)
    situation: str = ""

    def fits(self, name: str, labels: Values) -> bool:
        known = any(fnmatchcase(name, pattern) for pattern in self.alerts)
        return known and all(
            fnmatchcase(labels.get(label, ""), pattern) for label, pattern in self.labels.items()
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Success:
    """``within`` seconds all of these must hold, and then for ``lasting`` seconds without end."""

    reads: tuple[Read, ...]
    within: float
    lasting: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Runbook:
    title: str
    summary: str
    trigger: Trigger
    parameters: Mapping[str, Parameter]
    tellers: Mapping[str, Read]  # parameter → what tells it
    risk: Risk
    take_back: bool  # what was done, when a step fails or the success is not proven
    stages: tuple[Stage, ...]
    success: Success
    text: str  # the whole file, as people wrote it
    body: str  # the Markdown behind the front matter

    @property
    def digest(self) -> str:
        return digest_of(self.text)

    @property
    def acts(self) -> Iterator[Act]:
        return (step for stage in self.stages for step in stage.steps if isinstance(step, Act))

    @property
    def reads(self) -> Iterator[Read]:
        """Every look that it takes."""
        for stage in self.stages:
            for step in stage.steps:
                if isinstance(step, Read):
                    yield step
                elif step.when is not None and step.when.read is not None:
                    yield step.when.read
        yield from self.tellers.values()
        yield from self.success.reads

    @property
    def asked(self) -> Mapping[str, Parameter]:
        """The parameters that whoever starts it gives."""
        return {name: each for name, each in self.parameters.items() if not each.told_by}

    def checked(self, given: Values) -> dict[str, str]:
        """Each value that is asked for, of its type.  ``Permanent`` names the first that is not."""
        unknown = sorted(set(given) - set(self.asked))
        if unknown:
            raise Permanent(f"it takes no {', '.join(unknown)}")
        found = {}
        for name, parameter in self.asked.items():
            value = given.get(name, "") or parameter.default or ""
            found[name] = parameter.checked(value)
        return found


def digest_of(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
