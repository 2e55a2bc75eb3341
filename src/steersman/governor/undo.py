"""Takes back what one piece of work did, from the intents in the ledger, last step first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from steersman.domain.canonical import Json
from steersman.domain.errors import Permanent
from steersman.domain.plan import Change, Plan
from steersman.domain.work import Question, Work
from steersman.governor.attempt import Powers, Warrant
from steersman.governor.durable_run import take_back
from steersman.governor.rehearsal import Rehearsal, Step, question_from, question_json
from steersman.governor.resolver import Landscape
from steersman.governor.undo_identity import StillTheirs
from steersman.records.ledger.entry import Entry

UNDO = "undo"  # the procedure's name
OF, HARMFUL = "of", "harmful"  # its parameters: the work item, and "yes" when it did harm


@dataclass(frozen=True, slots=True)
class Effect:
    """A plan that was intended, so that its effect may stand."""

    key: str  # "REQ0000001#1/access of mail/1"
    plan: Plan

    @property
    def inverted(self) -> Plan:
        """The same rows the other way round: what people are shown before an undo."""
        rows = tuple(Change(c.target, c.attribute, c.after, c.before) for c in self.plan)
        return Plan(self.plan.capability, tuple(reversed(rows)), names=self.plan.names)


@dataclass(frozen=True)
class Undo:
    powers: Powers
    landscape: Landscape

    def rehearse(self, work: Work) -> Rehearsal:
        of = work.params.get(OF, "")
        every = list(self._effects(of))
        if not every:
            raise Permanent(f"{of or 'it'} did nothing that could be taken back")
        registry, gone = self.powers.registry, self._taken_back()
        standing = [effect for effect in every if effect.key not in gone]
        effects = [effect for effect in standing if effect.plan.capability in registry]
        lost = [effect for effect in standing if effect.plan.capability not in registry]
        return Rehearsal(
            work=work.number,
            procedure=work.procedure,
            request=work.digest,
            steps=tuple(Step(effect.key, effect.inverted) for effect in effects),
            questions=tuple(_out_of_reach(effect) for effect in lost),
        )

    def carry_out(self, warrant: Warrant, rehearsal: Rehearsal) -> list[Question]:
        """Undo every decided step; returns a question for each that still stands."""
        left: list[Question] = []
        for step in rehearsal.steps:
            told = self.powers.checkpoint(f"undo {step.name}", self._undoing(warrant, step))
            body = {"step": step.name, "capability": step.plan.capability, **told}
            now = self.powers.clock.now()
            self.powers.ledger.note(Entry(f"{warrant.run}/{step.name}/undo", "undo", now, body))
            if not told["undone"]:
                left.append(_left(step, told))
        return left

    def _undoing(self, warrant: Warrant, step: Step) -> _Undoing:
        whose = StillTheirs(self.powers.ledger, self.landscape)
        return _Undoing(self.powers, whose, warrant, step)

    def _effects(self, of: str) -> Iterator[Effect]:
        """Every effect of every run of ``of``, the last first."""
        entries = self.powers.ledger.entries(kind="intent", key_prefix=f"{of}#")
        intents = [(entry.key.removesuffix("/intent"), entry.body) for entry in entries]
        for key, body in reversed(intents):
            plan = Plan.from_json(body["plan"])
            if plan.changes and self._restores(plan):
                yield Effect(key, plan)

    def _taken_back(self) -> frozenset[str]:
        """Effects that an earlier undo took back.  What looks like them by now is somebody
        else's: taking it back again would open what people shut since.
        """
        told = [entry for entry in self.powers.ledger.entries(kind="undo") if entry.body["undone"]]
        by_others = frozenset(entry.body["step"] for entry in told)
        return by_others | frozenset(entry.key.removesuffix("/undo") for entry in told)

    def _restores(self, plan: Plan) -> bool:
        """An ended session has nothing to be taken back: people just sign in again."""
        known = self.powers.registry.get(plan.capability)
        return known is None or known.spec.restores


def _out_of_reach(effect: Effect) -> Question:
    text = f"{effect.plan.capability} could not be taken back: it is no longer connected"
    return Question(step=effect.key, text=text, blocking=False)


def _left(step: Step, told: Json) -> Question:
    if "question" in told:
        return question_from(told["question"])
    text = f"{step.plan.capability} could not be taken back: {told['reason']}"
    return Question(step=step.name, text=text, blocking=False)


@dataclass(frozen=True, slots=True)
class _Undoing:
    powers: Powers
    whose: StillTheirs
    warrant: Warrant
    step: Step

    def __call__(self) -> Json:
        """The intent goes first: after a crash it tells that the undo was ours.

        Nothing is intended while it is in doubt whose account it is.
        """
        asked = self.whose.doubt(self.step)
        if asked is not None:
            return {"undone": False, "reason": asked.text, "question": question_json(asked)}
        key, now = f"{self.warrant.run}/{self.step.name}", self.powers.clock.now()
        body = {"step": self.step.name, "plan": self.step.plan.as_json(), "undo": True}
        self.powers.ledger.record(Entry(f"{key}/undo-intent", "undo-intent", now, body))
        original = Effect(self.step.name, self.step.plan).inverted
        return take_back(self.powers, self.warrant, key, original)
