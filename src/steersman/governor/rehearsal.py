"""What a dry run found: every step planned against the real systems, nothing written."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from steersman.domain.canonical import Json, digest_of
from steersman.domain.plan import Change, Plan, is_known
from steersman.domain.work import Question, QuestionKind
from steersman.governor.checking import Found
from steersman.governor.proving import Standing

UNREACHABLE, ASKED, PUT_OFF = "unreachable", "asked", "put off"


@dataclass(frozen=True, slots=True)
class Step:
    name: str  # "access of mail/1"
    plan: Plan


@dataclass(frozen=True, slots=True)
class Resolved:
    """Which account stands for a person in a system, and what proves it."""

    system: str
    person: str
    account: str  # empty: there is none
    label: str
    proof: str


@dataclass(frozen=True, kw_only=True)
class Rehearsal:
    """The whole effect of one piece of work: what people see, approve, and what is carried out."""

    work: str
    procedure: str
    request: str  # digest of what was asked for
    steps: tuple[Step, ...] = ()
    resolved: Mapping[str, Resolved] = field(default_factory=dict)  # step → account
    failed: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # step → (kind, reason)
    questions: tuple[Question, ...] = ()
    blocked: str = ""  # why the whole cannot be planned
    readings: tuple[tuple[str, Found], ...] = ()  # step → what its check found then
    proof: Standing | None = None  # every step is done, and its success is being proven

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        return tuple(change for step in self.steps for change in step.plan)

    @cached_property
    def targets(self) -> frozenset[str]:
        """Existing objects that would change; new ones cannot be in anybody's way."""
        return frozenset(c.target for c in self.changes if is_known(c.target))

    @cached_property
    def keys(self) -> frozenset[str]:
        """Registry keys of the capabilities that have something to do."""
        return frozenset(step.plan.capability for step in self.steps if step.plan.changes)

    @cached_property
    def by_name(self) -> Mapping[str, Plan]:
        return {step.name: step.plan for step in self.steps}

    @cached_property
    def digest(self) -> str:
        """What an approval is bound to: any other effect, or another request, is another digest.

        Warnings and questions are shown but not bound: they do not change what is done.
        """
        effect = [[s.name, s.plan.capability, [c.as_json() for c in s.plan]] for s in self.steps]
        accounts = sorted([name, r.account] for name, r in self.resolved.items())
        return digest_of([self.work, self.procedure, self.request, effect, accounts])

    def covers(self, later: Rehearsal) -> bool:
        """Whether an approval of this also covers ``later``: the same request, the same or less."""
        same = (self.work, self.request) == (later.work, later.request)
        planned = (step for step in later.steps if step.plan.changes)
        return same and all(
            step.name in self.by_name and self.by_name[step.name].covers(step.plan)
            for step in planned
        )

    def without(self, keys: Collection[str], reason: str) -> Rehearsal:
        """The same, but for the steps of these capabilities, which a later run makes up for."""
        out = [s for s in self.steps if s.plan.changes and s.plan.capability in keys]
        left = tuple(step for step in self.steps if step not in out)
        put_off = {s.name: (PUT_OFF, f"{s.plan.capability}: {reason}") for s in out}
        return replace(self, steps=left, failed={**self.failed, **put_off})

    def as_json(self) -> Json:
        body: Json = {
            "work": self.work,
            "procedure": self.procedure,
            "request": self.request,
            "steps": [[step.name, step.plan.as_json()] for step in self.steps],
            "resolved": {name: _resolved_json(each) for name, each in self.resolved.items()},
            "failed": {name: list(each) for name, each in self.failed.items()},
            "questions": [question_json(question) for question in self.questions],
            "blocked": self.blocked,
        }
        if self.readings:
            body["readings"] = [[step, found.as_json()] for step, found in self.readings]
        return body if self.proof is None else {**body, "proof": self.proof.as_json()}

    @classmethod
    def from_json(cls, body: Json) -> Rehearsal:
        readings, proof = body.get("readings", ()), body.get("proof")
        resolved = {name: Resolved(*each) for name, each in body["resolved"].items()}
        return cls(
            work=body["work"],
            procedure=body["procedure"],
            request=body["request"],
            steps=tuple(Step(name, Plan.from_json(plan)) for name, plan in body["steps"]),
            resolved=resolved,
            failed={name: (kind, reason) for name, (kind, reason) in body["failed"].items()},
            questions=tuple(question_from(each) for each in body["questions"]),
            blocked=body["blocked"],
            readings=tuple((step, Found.from_json(found)) for step, found in readings),
            proof=None if proof is None else Standing.from_json(proof),
        )


def _resolved_json(each: Resolved) -> list[str]:
    return [each.system, each.person, each.account, each.label, each.proof]


def question_json(question: Question) -> Json:
    return {
        "step": question.step,
        "text": question.text,
        "kind": question.kind.value,
        "system": question.system,
        "person": question.person,
        "candidates": [dict(candidate) for candidate in question.candidates],
        "blocking": question.blocking,
    }


def question_from(body: Json) -> Question:
    candidates = tuple(body["candidates"])
    return Question(**{**body, "kind": QuestionKind(body["kind"]), "candidates": candidates})
