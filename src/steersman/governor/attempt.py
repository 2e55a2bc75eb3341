"""One step, from its fresh plan to its read-back: plan, compare, intend, check, apply, verify."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from steersman.capabilities.contract import Capability, Registry
from steersman.capabilities.probe import Probes
from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import NeedsPerson, Permanent, Transient
from steersman.domain.plan import Plan
from steersman.records.guard.clearance import Clearance, Stopped
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger

TRIES = 3
LONGEST_PAUSE = 5.0  # seconds: what asks for more patience is tried again in a later run
VERIFY_EVERY = 0.2
Checkpoint = Callable[[str, Callable[[], Json]], Json]


@dataclass(frozen=True, slots=True, kw_only=True)
class Powers:
    """What it takes to act.  Only the governor holds these together."""

    registry: Registry
    clearance: Clearance
    ledger: Ledger
    clock: Clock
    checkpoint: Checkpoint
    probes: Probes = field(default_factory=dict)  # read only


@dataclass(frozen=True, slots=True, kw_only=True)
class Warrant:
    """Under which run, procedure and leases a step may write."""

    run: str
    procedure: str
    lease_count: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a step.

    ``done``; ``failed``; ``changed``: the decided plan does not cover the fresh one;
    ``unreachable``: the system did not answer, try again later.
    """

    status: str
    reason: str = ""
    applied: Plan | None = None  # what may be in the target because of us: undo restores this
    outputs: Mapping[str, str] = field(default_factory=dict)
    retry_after: float = 0.0  # seconds

    def as_json(self) -> Json:
        applied = None if self.applied is None else self.applied.as_json()
        return {
            "status": self.status,
            "reason": self.reason,
            "applied": applied,
            "outputs": dict(self.outputs),
            "retry_after": self.retry_after,
        }

    @classmethod
    def from_json(cls, body: Json) -> Outcome:
        applied = None if body["applied"] is None else Plan.from_json(body["applied"])
        told = body["status"], body["reason"], applied, body["outputs"], body["retry_after"]
        return cls(*told)


@dataclass
class Attempt:
    warrant: Warrant
    step: str
    capability: Capability[Any]
    params: Any
    decided: Plan  # its placeholders already bound
    powers: Powers
    intended: Plan | None = None

    @property
    def key(self) -> str:
        """The same on every retry of this step: what a system may use to drop a repeat."""
        return f"{self.warrant.run}/{self.step}"

    def carry_out(self) -> Outcome:
        for attempt in range(1, TRIES + 1):
            try:
                return self._once()
            except Transient as problem:
                if attempt == TRIES or problem.retry_after > LONGEST_PAUSE:
                    after = problem.retry_after
                    return Outcome("unreachable", str(problem), self.intended, {}, after)
                self.powers.clock.pause(min(problem.retry_after * attempt, LONGEST_PAUSE))
            except (Permanent, NeedsPerson, Stopped) as problem:
                return Outcome("failed", str(problem), self.intended)
        raise AssertionError("the last try returns")

    def _once(self) -> Outcome:
        fresh = self.capability.plan(self.params)
        if not self.decided.covers(fresh):
            reason = "the target has changed since the decision"
            return Outcome("changed", reason, self.intended)
        again = self.intended is not None  # what we intended is on disk, but since a while ago
        applied = self._intend(fresh)
        if fresh.changes:
            may = self.warrant
            clear = self.powers.clearance.to_write
            clear(may.run, self.capability.key, may.procedure, may.lease_count, prove=again)
            self.capability.apply(fresh, key=self.key)
        if applied.changes and not verified(self.capability, applied, self.powers.clock):
            return Outcome("failed", "the target does not show the change", applied)
        outputs = fresh.outputs
        if fresh.changes and self.capability.spec.outputs:
            outputs = self.capability.plan(self.params).outputs
        return Outcome("done", "", applied, outputs)

    def _intend(self, fresh: Plan) -> Plan:
        """Make durable what we are about to write; after a crash, learn what we had begun.

        Without it nobody could tell our own half-finished work from somebody else's.
        """
        if self.intended is None:
            self.intended = self._begun(fresh)
        return self.intended

    def _begun(self, fresh: Plan) -> Plan:
        key = f"{self.key}/intent"
        if not fresh.changes:
            before = self.powers.ledger.find(key) if self.decided.changes else None
            return fresh if before is None else Plan.from_json(before["plan"])
        fresh = replace(fresh, names={**self.decided.names, **fresh.names})
        body = {"run": self.warrant.run, "step": self.step, "capability": fresh.capability}
        entry = Entry(key, "intent", self.powers.clock.now(), {**body, "plan": fresh.as_json()})
        return Plan.from_json(self.powers.ledger.record(entry)["plan"])


def verified(capability: Capability[Any], plan: Plan, clock: Clock) -> bool:
    """Ask until the target shows the change, for as long as the capability says it may take."""
    until = clock.now() + capability.spec.verify_within
    while not capability.verify(plan):
        if clock.now() >= until:
            return False
        clock.pause(VERIFY_EVERY)
    return True
