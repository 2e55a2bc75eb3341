"""The steps of one run: what was planned, which rule let it through, the effect, its proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from steersman.capabilities.contract import Reversal, Spec
from steersman.capabilities.words import in_words
from steersman.domain.canonical import Json
from steersman.governor.rehearsal import PUT_OFF, UNREACHABLE, Rehearsal
from steersman.governor.rehearsal import Step as Planned
from steersman.records.ledger.entry import Link
from steersman.records.names import Names
from steersman.servicedesk.reading import read_step, system_title
from steersman.web.console.plan_view import UNDO, Row, plan_view
from steersman.web.console.timeline_events import Reason, permits_for, permits_of, reasons_of
from steersman.web.console.timeline_runs import RunEntries
from steersman.web.console.times import span

DONE, RUNNING, NEXT, FAILED, LEFT_OUT = "done", "running", "next", "failed", "left out"
NOTHING, UNDONE, WAITS, UNKNOWN = "nothing", "undone", "waits", "unknown"
OVER = (DONE, FAILED, UNDONE, NOTHING, LEFT_OUT)
LOST = "Begun, and no worker is at it now: it goes on when one takes it over"
_OUTCOMES = {
    "failed": "It did not work",
    "changed": "The target changed since the decision, so it was not written",
    "unreachable": "The system did not answer",
}


@dataclass(frozen=True, slots=True)
class Back:
    """What came of taking a step back.  ``work``: the item that did; empty: the run itself."""

    work: str
    at: float
    undone: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """``state``: done, running, next, waits, failed, left out, nothing, undone or unknown.

    ``effect`` is empty until it was tried; ``proven``: ``verified`` says that the system shows it.
    """

    key: str  # "REQ0000001#2/access: account.disable in mail/2"
    title: str  # "Close the account Jane Doe (jdoe) in Directory"
    run: str
    stage: str
    capability: str
    system: str
    state: str
    verdict: str
    at: float | None = None
    rows: Sequence[Row] = ()
    reasons: Sequence[Reason] = ()
    permits: Sequence[Reason] = ()
    approved_by: Sequence[str] = ()
    effect: str = ""
    verified: str = ""
    proven: bool = False
    why: str = ""
    back_title: str = ""  # what taking it back would be
    undo: str = ""  # whether it is: "possible"
    restores: bool = False
    warnings: Sequence[str] = ()
    back: Back | None = None
    written: int = 0

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def stands(self) -> bool:
        """Whether an effect of ours may be there now."""
        return self.written > 0 and self.state != UNDONE


def steps_of(
    run: RunEntries,
    specs: Mapping[str, Spec],
    names: Names,
    back: Mapping[str, Back],
    *,
    active: bool,
) -> Sequence[Step]:
    """Every decided step of a run in its order, then those that could not be planned."""
    opening: Json = run.decision.body if run.decision else {}
    rehearsal, decision = Rehearsal.from_json(opening["rehearsal"]), opening["decision"]
    rows = plan_view(rehearsal, 0.0, specs, names).rows
    reasons = reasons_of(decision, names)
    approved = [names.of(one) for one in decision["approved_by"]]
    permits = permits_of(decision)
    verdict = decision["verdict"]
    maker = _Maker(run, rehearsal, specs, names, back, verdict, reasons, permits, approved)
    steps = [
        maker.step(step, [row for row in rows if row.step == step.name])
        for step in rehearsal.steps
        if step.name not in rehearsal.failed
    ]
    failed = [maker.failed(name, kind, why) for name, (kind, why) in rehearsal.failed.items()]
    return _with_now(_in_order([*steps, *failed]), active=active)


@dataclass(frozen=True, slots=True)
class _Maker:
    run: RunEntries
    rehearsal: Rehearsal
    specs: Mapping[str, Spec]
    names: Names
    back: Mapping[str, Back]
    verdict: str
    reasons: Sequence[Reason]
    permits: Sequence[Reason]
    approved: Sequence[str]

    def step(self, planned: Planned, rows: Sequence[Row]) -> Step:
        name, plan = planned.name, planned.plan
        read = read_step(planned, self.rehearsal, self.names.within, self._summaries)
        capability, _, system = plan.capability.partition("@")
        spec = self.specs.get(plan.capability)
        bare = Step(
            key=f"{self.run.name}/{name}",
            title=read.placed,
            back_title=read.back,
            run=self.run.name,
            stage=stage_of(name),
            capability=capability,
            system=system_title(system),
            state=_ahead(self.verdict, idle=not rows and not plan.warnings),
            verdict=self.verdict,
            rows=rows,
            reasons=_about(self.reasons, plan.capability, self.specs),
            permits=permits_for(self.permits, capability) if self.verdict == "ALLOW" else (),
            approved_by=self.approved,
            undo=UNDO[spec.reversal] if spec else "",
            restores=spec is not None and spec.restores and spec.reversal is not Reversal.NONE,
            warnings=[self.names.within(text) for text in plan.warnings],
        )
        return self._done(bare, name, self.run.steps.get(name, {}))

    def failed(self, name: str, kind: str, why: str) -> Step:
        """A step that the rehearsal could not plan: it is named, with what is in its way."""
        verdict = "DEFER" if kind in (UNREACHABLE, PUT_OFF) else "HOLD"
        what, _, system = name.rpartition("/")[0].partition(": ")[2].rpartition(" in ")
        stage = stage_of(name)
        title = in_words(what, "", system_title(system)) if what else stage.capitalize()
        return Step(
            key=f"{self.run.name}/{name}",
            title=title,
            run=self.run.name,
            stage=stage,
            capability=what or stage,
            system=system_title(system),
            state=LEFT_OUT,
            verdict=verdict,
            why=self.names.within(why),
        )

    @property
    def _summaries(self) -> Mapping[str, str]:
        return {key: spec.summary for key, spec in self.specs.items()}

    def _done(self, step: Step, name: str, told: Mapping[str, Link]) -> Step:
        intent = told.get("intent") or told.get("undo-intent")
        outcome, undo = told.get("outcome"), told.get("undo")
        if undo is not None and outcome is None:  # the step of an undo
            return _took_back(step, intent, undo, self.names)
        if outcome is not None:
            step = _outcome(step, intent, outcome, self.names)
        elif intent is not None:
            step = _begun(step, intent.at, ended=self.run.end is not None)
        elif self.run.end is not None and self.verdict == "ALLOW":
            step = _not_begun(step)
        back = _back(undo) if undo is not None else self.back.get(step.key)
        if back is None:
            return step
        return replace(step, back=back, state=UNDONE if back.undone else step.state)


def _ahead(verdict: str, *, idle: bool) -> str:
    """Of a step that did not begin: one with nothing to do waits for nobody."""
    if verdict == "ALLOW":
        return NEXT
    return NOTHING if idle else WAITS


def stage_of(name: str) -> str:
    """“access” of “access: account.disable in mail/2”; of an undo, that of the step it undoes."""
    plain = name.partition("/")[2] if "#" in name.partition("/")[0] else name
    return plain.partition(":")[0].partition("/")[0]


def _outcome(step: Step, intent: Link | None, outcome: Link, names: Names) -> Step:
    body = outcome.body
    written = len(body["applied"]["changes"]) if body["applied"] else 0
    at = intent.at if intent else outcome.at
    step = replace(step, at=at, written=written)
    if body["status"] != "done":
        left = f"; {_changes(written)} may stand there" if written else ""
        effect = f"{_OUTCOMES.get(body['status'], body['status'])}{left}"
        why = f"Not verified: {names.within(body['reason'])}"
        return replace(step, state=FAILED, effect=effect, verified=why)
    if not written:
        return replace(step, state=NOTHING, effect="Nothing was left to do")
    return _written(step, written, outcome.at - at)


def _written(step: Step, written: int, lasted: float) -> Step:
    already = len(step.rows) - written
    effect = f"{_changes(written)} written, "
    effect += f"{already} stood so already" if already > 0 else "as planned"
    which = f"all {_changes(written)}" if written > 1 else "the change"
    proof = f"Read back from {step.system}: it shows {which}, {span(lasted)} after the write began"
    return replace(step, state=DONE, effect=effect, verified=proof, proven=True)


def _begun(step: Step, at: float, *, ended: bool) -> Step:
    """About to be written, and no outcome yet.  When its run broke, nobody knows what stands."""
    if not ended:
        return replace(step, state=RUNNING, at=at)
    told = "Unknown: the run broke between the write and its outcome"
    return replace(step, state=UNKNOWN, at=at, effect=told, written=len(step.rows))


def _took_back(step: Step, intent: Link | None, undo: Link, names: Names) -> Step:
    at = intent.at if intent else undo.at
    if not undo.body["undone"]:
        why = names.within(undo.body["reason"])
        told = {"effect": "It could not be taken back", "verified": f"Not verified: {why}"}
        return replace(step, state=FAILED, at=at, effect=told["effect"], verified=told["verified"])
    effect = f"{_changes(len(step.rows))} taken back"
    proof = f"Read back from {step.system}: what we wrote is gone"
    return replace(step, state=DONE, at=at, effect=effect, verified=proof, proven=True)


def _not_begun(step: Step) -> Step:
    if not step.rows:
        return replace(step, state=NOTHING, effect="Nothing was left to do")
    return replace(step, state=LEFT_OUT, why="Not begun: a step before it did not work")


def _back(undo: Link) -> Back:
    return Back("", undo.at, undo.body["undone"], undo.body["reason"])


def _about(
    reasons: Sequence[Reason], capability: str, specs: Mapping[str, Spec]
) -> Sequence[Reason]:
    """The rules that spoke about this step or about the whole, not those about other steps."""
    return [
        reason
        for reason in reasons
        if capability in reason.text or not any(key in reason.text for key in specs)
    ]


def _in_order(steps: Sequence[Step]) -> Sequence[Step]:
    """What was left out stands in its stage, in the order in which the stages come."""
    stages = list(dict.fromkeys(step.stage for step in steps))
    return sorted(steps, key=lambda step: stages.index(step.stage))


def _with_now(steps: Sequence[Step], *, active: bool) -> Sequence[Step]:
    """While a run goes on, exactly one step is the current one; else none is."""
    begun = any(step.state == RUNNING for step in steps)
    if not active:
        return [
            replace(step, state=UNKNOWN, why=LOST) if step.state == RUNNING else step
            for step in steps
        ]
    here = None if begun else next((s for s in steps if s.state == NEXT and s.rows), None)
    return [replace(step, state=RUNNING) if step is here else step for step in steps]


def _changes(number: int) -> str:
    return f"{number:,} change{'' if number == 1 else 's'}"
