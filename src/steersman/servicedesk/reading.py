"""A plan for the eyes of people: steps titled in words, names in place of ids.

The ids stay what is decided on; ``exact`` has them, and every page shows them one click away.
Names are data of the outside systems: whoever shows them escapes them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from steersman.capabilities.words import in_words
from steersman.domain.canonical import Json, digest_of
from steersman.domain.plan import MARK, Change, Plan
from steersman.domain.readable import readable, without_ids
from steersman.governor.rehearsal import Rehearsal, Resolved, Step
from steersman.governor.undo import UNDO

OURS = "record"  # the system of our own capabilities
ABBREVIATIONS = frozenset({"ad", "crm", "erp", "hr", "iam", "itsm", "ldap", "scim", "sso", "vpn"})
LONGEST_BESIDE = 60  # characters of an id that stands beside a name that two things share
Naming = Callable[[str], str]  # a text with names in place of our own ids of people


@dataclass(frozen=True, slots=True)
class ReadChange:
    """One change as it is read, beside the change itself."""

    exact: Change
    target: str
    attribute: str
    before: str | None
    after: str | None

    def as_json(self) -> Json:
        told = (self.target, self.attribute, self.before, self.after)
        return dict(zip(("target", "attribute", "before", "after"), told, strict=True))


@dataclass(frozen=True, slots=True)
class ReadStep:
    """``title``: what is done, to which account; ``placed``: the same with the system.

    ``back``: what taking it back would be, with the system.
    """

    title: str
    placed: str
    back: str
    account: str
    changes: Sequence[ReadChange]


def system_title(name: str) -> str:
    """How a system is called on a page: “Directory”, “CRM”, “Steersman” for our own record."""
    if name == OURS:
        return "Steersman"
    return name.upper() if name in ABBREVIATIONS else name[:1].upper() + name[1:]


def read_step(
    step: Step,
    rehearsal: Rehearsal,
    naming: Naming = str,
    summaries: Mapping[str, str] | None = None,
) -> ReadStep:
    """``summaries``: what capabilities say of themselves, by registry key."""
    names = _Names(step.plan, rehearsal, naming)
    changes = [names.change(change) for change in step.plan]
    capability, _, system = step.plan.capability.partition("@")
    account = names.account(step.name, system)
    back = rehearsal.procedure == UNDO
    summary = (summaries or {}).get(step.plan.capability, "")
    where = "" if system == OURS else system_title(system)
    title = in_words(capability, account, back=back, summary=summary)
    placed = in_words(capability, account, where, back=back, summary=summary)
    undo = in_words(capability, account, where, back=not back, summary=summary)
    return ReadStep(title, placed, undo, account, changes)


class _Names:
    """How the things of one step are called."""

    def __init__(self, plan: Plan, rehearsal: Rehearsal, naming: Naming) -> None:
        self._plan, self._naming, self._resolved = plan, naming, rehearsal.resolved
        self._system = plan.capability.partition("@")[2]
        self._accounts = {
            each.account: self._of_account(each)
            for each in rehearsal.resolved.values()
            if each.account and each.system == self._system
        }
        self._targets = _told_apart({c.target: self._target(c.target) for c in plan})
        values = {text for c in plan for text in (c.before, c.after) if text}
        self._values = _told_apart({text: self._value(text) for text in sorted(values)})

    def change(self, change: Change) -> ReadChange:
        attribute = self._called(change.attribute)
        attribute = attribute or without_ids(self._naming(change.attribute))
        before = None if change.before is None else self._values.get(change.before, "")
        after = None if change.after is None else self._values.get(change.after, "")
        return ReadChange(change, self._targets[change.target], attribute, before, after)

    def account(self, name: str, system: str) -> str:
        """Whose account the step is about: looked up in its stage, or its only target."""
        stage = name.rpartition("/")[0]
        mine = [each for at, each in self._resolved.items() if at.rpartition("/")[0] == stage]
        first = next((each for each in mine if each.account and each.system == system), None)
        if first is not None:
            return self._accounts[first.account]
        return next(iter(self._targets.values())) if len(self._targets) == 1 else ""

    def _of_account(self, each: Resolved) -> str:
        if each.system == OURS:
            return self._naming(each.account)
        called = self._called(f"{each.system}:{each.account}") or self._called(each.label)
        told = called or each.label or each.account
        return readable(told.removesuffix(f" in {each.system}"))

    def _target(self, target: str) -> str:
        native = target.removeprefix(f"{self._system}:")
        ours = self._naming(native)
        if ours != native:  # a person of our own record
            return ours
        called = readable(self._called(target)) if self._plan.called(target) else ""
        told = called.removesuffix(f" in {self._system}") or self._accounts.get(native)
        return without_ids(told or self._plain(native))

    def _value(self, text: str) -> str:
        return self._called(text) or self._accounts.get(text) or self._plain(text)

    def _called(self, text: str) -> str:
        return self._naming(self._plan.called(text))

    def _plain(self, text: str) -> str:
        """A value that exists only later is not ours to name."""
        named = self._naming(text)
        return text if text.startswith(MARK) else readable(named)


def _told_apart(names: Mapping[str, str]) -> Mapping[str, str]:
    """Two things of one name are never taken for each other: what differs stands beside it."""
    often = Counter(names.values())
    return {
        text: f"{name} ({_beside(text)})" if often[name] > 1 else name
        for text, name in names.items()
    }


def _beside(text: str) -> str:
    plain = len(text) <= LONGEST_BESIDE and text.isprintable()
    return text if plain else digest_of(text)[:8]


def steps_in_words(
    rehearsal: Rehearsal, naming: Naming = str, summaries: Mapping[str, str] | None = None
) -> Iterable[tuple[Step, ReadStep]]:
    """Every step of a rehearsal with its words, in its order."""
    return ((step, read_step(step, rehearsal, naming, summaries)) for step in rehearsal.steps)
