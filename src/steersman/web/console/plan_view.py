"""A plan as every page shows it: grouped by system, the most dangerous first.

``plan_of(core, found)`` makes one from what was decided, ``plan_view`` from a rehearsal; the macro
``plan_table`` in ``console/parts/plan.html`` shows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from steersman.capabilities.contract import Reversal, Risk, Spec
from steersman.domain.canonical import canonical
from steersman.domain.plan import MARK
from steersman.governor.checking import Found
from steersman.governor.rehearsal import Rehearsal
from steersman.records.names import Names, names_in
from steersman.servicedesk.plans import Decided
from steersman.servicedesk.reading import ReadChange, ReadStep, read_step, system_title
from steersman.web.core import Core

SHORT = 8  # characters of a digest that people compare by eye
ABSENT = "none"
LATER = "known only once it is done"
UNDO: Mapping[Reversal, str] = {
    Reversal.EXACT: "possible",
    Reversal.BEST_EFFORT: "in part",
    Reversal.NONE: "cannot be undone",
}
ADDED, REMOVED = "added", "removed"


@dataclass(frozen=True, slots=True)
class Row:
    """One field before and after, in words; ``exact`` has what is decided on, as it is.

    ``grave``: nothing brings the old value back; ``final``: and that is harm (a deletion, not an
    ended session).  ``mark``: added or removed, since somebody read the plan.
    """

    step: str
    title: str  # of its step: "Close the account Jane Doe (jdoe)"
    placed: str  # the same with the system
    account: str  # whose account the step is about, as people call it
    capability: str  # "account.disable"
    system: str
    target: str  # how people call it
    target_id: str  # the immutable id, when it differs from ``target``
    attribute: str
    exact: Sequence[tuple[str, str]]  # (what, its exact text), where the words leave something out
    before: str
    after: str
    undo: str
    grave: bool
    final: bool
    weight: int  # the risk, as far as rows are ordered by it
    key: tuple[str, str, str, str | None, str | None]  # the same effect has the same key
    mark: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class StepRows:
    """The rows of one step, under its title."""

    title: str
    capability: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Group:
    """The rows of one system."""

    system: str
    title: str
    rows: Sequence[Row]

    @property
    def steps(self) -> Sequence[StepRows]:
        """The rows by step, in the order in which the rows come."""
        names = dict.fromkeys(row.step for row in self.rows)
        by_step = [[row for row in self.rows if row.step == name] for name in names]
        return [StepRows(rows[0].title, rows[0].capability, rows) for rows in by_step]

    @property
    def grave(self) -> int:
        return sum(row.grave for row in self.rows)


@dataclass(frozen=True, slots=True)
class PlanView:
    """A whole plan.  ``at``: when it was rehearsed, in seconds; ``digest``: what people approve."""

    groups: Sequence[Group]
    digest: str
    at: float
    readings: Sequence[Found] = ()  # what the checks of a runbook found

    @property
    def rows(self) -> Sequence[Row]:
        return [row for group in self.groups for row in group.rows]

    @property
    def changes(self) -> int:
        return sum(len(group.rows) for group in self.groups)

    @property
    def grave(self) -> int:
        """How many changes cannot be taken back."""
        return sum(group.grave for group in self.groups)

    @property
    def partly(self) -> int:
        """How many are taken back only as far as that goes; a person must check."""
        return sum(row.undo == UNDO[Reversal.BEST_EFFORT] for row in self.rows)

    @property
    def exactly(self) -> int:
        return self.changes - self.grave - self.partly

    @property
    def final(self) -> bool:
        return any(row.final for row in self.rows)

    @property
    def short(self) -> str:
        return self.digest[:SHORT]


def plan_of(core: Core, found: Decided) -> PlanView:
    """What was decided, with people by their names."""
    return plan_with_names(core, found.rehearsal, found.at)


def plan_with_names(core: Core, rehearsal: Rehearsal, at: float) -> PlanView:
    """A rehearsal, also one that nobody decided about yet."""
    names = names_in(core.store, canonical(rehearsal.as_json()))
    return plan_view(rehearsal, at, specs_of(core), names)


def specs_of(core: Core) -> Mapping[str, Spec]:
    """Registry key → what the capability declares."""
    return {key: each.spec for key, each in core.governor.powers.registry.items()}


def plan_view(rehearsal: Rehearsal, at: float, specs: Mapping[str, Spec], names: Names) -> PlanView:
    """The most dangerous system first, and in it the most dangerous change."""
    summaries = {key: spec.summary for key, spec in specs.items()}
    rows: list[Row] = []
    for step in rehearsal.steps:
        read = read_step(step, rehearsal, names.within, summaries)
        key = step.plan.capability
        rows += [_row(step.name, key, read, change, specs.get(key)) for change in read.changes]
    systems = dict.fromkeys(row.system for row in rows)
    groups = [
        Group(name, system_title(name), sorted((r for r in rows if r.system == name), key=_danger))
        for name in systems
    ]
    ordered = sorted(groups, key=lambda group: _danger(group.rows[0]))
    return PlanView(ordered, rehearsal.digest, at, [found for _, found in rehearsal.readings])


def compared(read: PlanView, now: PlanView) -> tuple[Sequence[Row], int]:
    """The rows that went and that came, and how many stayed as they were."""
    before, after = {row.key: row for row in read.rows}, {row.key: row for row in now.rows}
    was, then = {key[:3] for key in before}, {key[:3] for key in after}
    changed = [
        _marked(
            row, REMOVED, _why(row, then, "Was so when you read it", "Gone: nothing to do there")
        )
        for row in read.rows
        if row.key not in after
    ]
    changed += [
        _marked(row, ADDED, _why(row, was, "Is so now", "New: came while you read"))
        for row in now.rows
        if row.key not in before
    ]
    return changed, len(after.keys() & before.keys())


def _why(row: Row, there: set[tuple[str, str, str]], same_field: str, otherwise: str) -> str:
    """The same field with other values reads as one change, not as two."""
    return same_field if row.key[:3] in there else otherwise


def _marked(row: Row, mark: str, why: str) -> Row:
    values = {name: getattr(row, name) for name in Row.__slots__}
    return Row(**{**values, "mark": mark, "why": why})


def _row(step: str, key: str, read: ReadStep, change: ReadChange, spec: Spec | None) -> Row:
    capability, _, system = key.partition("@")
    exact = change.exact
    native = exact.target.removeprefix(f"{system}:")
    undo, grave = _undo(spec)
    return Row(
        step=step,
        title=read.title,
        placed=read.placed,
        account=read.account,
        capability=capability,
        system=system,
        target=_shown(change.target),
        target_id="" if native == change.target else _shown(native),
        attribute=change.attribute,
        exact=_exactly(change),
        before=_shown(change.before),
        after=_shown(change.after),
        undo=undo,
        grave=grave,
        final=spec is None or spec.reversal is Reversal.NONE,
        weight=int(spec.risk if spec else Risk.CRITICAL),
        key=(key, exact.target, exact.attribute, exact.before, exact.after),
    )


def _exactly(change: ReadChange) -> Sequence[tuple[str, str]]:
    """The target always; the rest where what is read is not the very text."""
    exact = change.exact
    both = [
        ("attribute", change.attribute, exact.attribute),
        ("before", change.before, exact.before),
        ("after", change.after, exact.after),
    ]
    told = [(what, text) for what, read, text in both if text and text != read and MARK not in text]
    return [("target", exact.target), *told]


def _undo(spec: Spec | None) -> tuple[str, bool]:
    """Unknown is not harmless: a capability that is not connected any more counts as grave."""
    if spec is None:
        return "unknown: the system is not connected", True
    if spec.reversal is Reversal.NONE:
        return UNDO[Reversal.NONE], True
    if not spec.restores:
        return "none: they sign in again", True
    return UNDO[spec.reversal], False


def _danger(row: Row) -> tuple[bool, bool, int, str, str]:
    return (not row.final, not row.grave, -row.weight, row.system, row.step)


def _shown(value: str | None) -> str:
    if value is None or value == "":
        return ABSENT
    return LATER if value.startswith(MARK) else value
