"""What happened to one piece of work, as people read it: stages, steps, and how each was verified.

``timeline_of`` reads nothing but the entries of the ledger that it is given, so what is shown is
what was recorded.  The macro ``timeline`` in ``console/parts/timeline.html`` shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from steersman.capabilities.contract import Spec
from steersman.domain.canonical import Json
from steersman.records.ledger.entry import Link
from steersman.records.names import Names
from steersman.web.console.timeline_events import Event, event_of
from steersman.web.console.timeline_runs import RunEntries, runs_of
from steersman.web.console.timeline_steps import Back, Step, steps_of

KEEP, WHOLE = "keep what is done if a step fails", "all or nothing"
# The stages of the procedures that ship: what they are called, and their failure rule.
STAGES: Mapping[str, tuple[str, str]] = {
    "access": ("Cut access", KEEP),
    "sessions": ("End sessions", KEEP),
    "handover": ("Hand over", WHOLE),
    "reclaim": ("Reclaim", KEEP),
    "deletion": ("Delete for good", KEEP),
}
BEFORE = "Before anything was written"
UNDO = "undo"  # the procedure whose steps are those of another work item


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with its rule, and what stands under it, in its order."""

    title: str
    note: str
    events: Sequence[Event] = ()
    steps: Sequence[Step] = ()


@dataclass(frozen=True, slots=True)
class Timeline:
    """``first`` and ``last``: the entries of the ledger that it was read from; 0: none yet."""

    sections: Sequence[Section]
    first: int = 0
    last: int = 0
    runs: int = 0

    @property
    def steps(self) -> Sequence[Step]:
        return [step for section in self.sections for step in section.steps]

    @property
    def done(self) -> Sequence[Step]:
        """Effects of ours that may stand in their systems now."""
        return [step for step in self.steps if step.stands]

    @property
    def now(self) -> str:
        """One sentence for ``role="status"``: what is being done; empty: nothing is."""
        here = next((step for step in self.steps if step.state == "running"), None)
        if here is None:
            return ""
        planned = [step for step in self.steps if step.rows and step.run == here.run]
        over = sum(step.is_over for step in planned)
        return f"{here.title}: {over} of {len(planned)} steps are through"


def timeline_of(
    links: Sequence[Link],
    specs: Mapping[str, Spec],
    names: Names,
    *,
    taken_back: Mapping[str, Back] | None = None,
    active: bool = False,
) -> Timeline:
    """``links``: every entry of the work, oldest first.  ``active``: a run of it goes on now.

    ``taken_back``: key of a step ("REQ0000001#2/access …/2") → what another work item undid.
    """
    if not links:
        return Timeline(())
    runs, others = runs_of(links)
    sections: list[Section] = []
    waiting = [event_of(link, names) for link in others]
    for run in runs:
        sections += _run(run, run is runs[-1], waiting, (specs, names, taken_back or {}, active))
    rest = [event for event in waiting if not _within(event, sections)]
    if rest:
        sections.append(Section("Since then", "", events=rest))
    return Timeline(_merged(sections), links[0].seq, links[-1].seq, len(runs))


_With = tuple[Mapping[str, Spec], Names, Mapping[str, Back], bool]


def _run(run: RunEntries, last: bool, others: Sequence[Event], told: _With) -> Iterator[Section]:
    """What came before the run and its decision; then its steps, if they were or will be done."""
    specs, names, back, active = told
    decided = event_of(run.decision, names) if run.decision else None
    before = [event for event in others if run.after < event.seq <= run.seq]
    opening = [*before, decided] if decided else before
    allowed = decided is not None and decided.verdict == "ALLOW"
    title = BEFORE if run.attempt == 1 else f"Attempt {run.attempt}"
    if opening:
        yield Section(title, "", events=opening)
    if run.decision is not None and (allowed or last):
        steps = steps_of(run, specs, names, back, active=active and last)
        yield from _stages(steps, run.decision.body)
    if run.looks:
        yield Section("Checks", "", events=[event_of(link, names) for link in run.looks])
    if run.end is not None and (allowed or run.decision is None):
        yield Section("", "", events=[event_of(run.end, names)])


def _stages(steps: Sequence[Step], opening: Json) -> Iterator[Section]:
    """Neighbouring steps of one stage under one heading.  Where nothing is to do goes in one."""
    undoing = opening["rehearsal"]["procedure"] == UNDO
    here: list[Step] = []
    for step in steps:
        if here and here[-1].stage != step.stage and not undoing:
            yield _stage(here, undoing)
            here = []
        here.append(step)
    if here:
        yield _stage(here, undoing)


def _stage(steps: Sequence[Step], undoing: bool) -> Section:
    if undoing:
        return Section("Take back", "last step first", steps=steps)
    title, note = STAGES.get(steps[0].stage, (steps[0].stage.capitalize() or "Steps", ""))
    return Section(title, note, steps=steps)


def _within(event: Event, sections: Sequence[Section]) -> bool:
    return any(event is each for section in sections for each in section.events)


def _merged(sections: Sequence[Section]) -> Sequence[Section]:
    """Decisions that led to nothing stand together; an end stands under the stage before it."""
    merged: list[Section] = []
    for section in sections:
        before = merged[-1] if merged else None
        joins = before is not None and not section.steps
        if joins and before is not None and (not before.steps or not section.title):
            merged[-1] = replace(before, events=[*before.events, *section.events])
        else:
            merged.append(section)
    return merged
