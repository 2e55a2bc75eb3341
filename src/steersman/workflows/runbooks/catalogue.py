"""Whether the capabilities and probes that a runbook names exist, and take what it gives them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

from steersman.capabilities.contract import Registry, Spec
from steersman.capabilities.probe import Probes, ProbeSpec
from steersman.workflows.runbooks.faults import Fault
from steersman.workflows.runbooks.model import Act, Read, Runbook

NEAR = 5  # names that a fault offers


@dataclass(frozen=True, slots=True)
class Offered:
    """One capability: its declaration and its parameters, those that must be given first."""

    spec: Spec
    needed: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Catalogue:
    """By name, whatever system offers it."""

    capabilities: Mapping[str, Offered] = field(default_factory=dict)
    probes: Mapping[str, ProbeSpec] = field(default_factory=dict)

    def faults(self, runbook: Runbook) -> tuple[Fault, ...]:
        """Everything that could not be done or asked as it is written."""
        told = [fault for act in runbook.acts for fault in self._act(act, runbook)]
        told += [fault for read in runbook.reads for fault in self._read(read)]
        return tuple(sorted(dict.fromkeys(told)))

    def _act(self, act: Act, runbook: Runbook) -> Iterator[Fault]:
        offered = self.capabilities.get(act.capability)
        if offered is None:
            mend = _near("capabilities", act.capability, self.capabilities)
            yield Fault(act.line, f"there is no capability {act.capability}", mend)
            return
        known = (*offered.needed, *offered.optional)
        yield from _params(act.line, act.capability, act.params, known, offered.needed)
        if offered.spec.risk > runbook.risk:
            risk = offered.spec.risk.name.lower()
            text = f"{act.capability} is of {risk} risk"
            yield Fault(act.line, text, f"say “risk: {risk}” in the front matter")

    def _read(self, read: Read) -> Iterator[Fault]:
        spec = self.probes.get(read.probe)
        if spec is None:
            mend = _near("probes", read.probe, self.probes)
            yield Fault(read.line, f"there is no probe {read.probe}", mend)
            return
        needed = tuple(name for name in spec.parameters if name not in spec.optional)
        yield from _params(read.line, read.probe, read.params, tuple(spec.parameters), needed)
        asked = [condition.value for condition in read.holds] + [read.tells] * bool(read.tells)
        for value in asked:
            if spec.values and value not in spec.values:
                text = f"{read.probe} tells no {value!r}"
                yield Fault(read.line, text, f"it tells {', '.join(spec.values)}")


def catalogue_of(registry: Registry, probes: Probes) -> Catalogue:
    """What is connected."""
    return Catalogue(
        {each.spec.name: offered(each.params, each.spec) for each in registry.values()},
        {each.spec.name: each.spec for each in probes.values()},
    )


def offered(params: type[Any], spec: Spec) -> Offered:
    """``params``: the dataclass that its plan takes."""
    told = fields(params)
    needed = [each for each in told if each.default is each.default_factory is MISSING]
    optional = tuple(each.name for each in told if each not in needed)
    return Offered(spec, tuple(each.name for each in needed), optional)


def _params(
    line: int,
    name: str,
    given: Mapping[str, str],
    known: tuple[str, ...],
    needed: tuple[str, ...],
) -> Iterator[Fault]:
    takes = f"it takes {', '.join(known)}" if known else "it takes none"
    for each in given:
        if each not in known:
            yield Fault(line, f"{name} has no parameter {each!r}", takes)
    for each in needed:
        if each not in given:
            yield Fault(line, f"{name} also needs {each!r}", f"add “{each}: …” under “with:”")


def _near(kind: str, name: str, known: Mapping[str, object]) -> str:
    """Those with a word in common first."""
    words = set(name.replace("_", ".").split("."))
    near = [each for each in sorted(known) if words & set(each.replace("_", ".").split("."))]
    some = (near or sorted(known))[:NEAR]
    if not some:
        return f"connect a system that offers it: no {kind} are known"
    return f"use one that exists: {', '.join(some)}"
