"""The verdict about a whole rehearsal, with every rule that spoke."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from steersman.domain.canonical import Json
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal

APPROVER, SECURITY = "approver", "security"  # roles that may be asked


class Verdict(IntEnum):
    """In order of weight: the heaviest opinion wins."""

    ALLOW = 0
    DEFER = 1  # nobody need decide, only the time is wrong
    HOLD = 2  # a person must decide
    REFUSE = 3


@dataclass(frozen=True, slots=True)
class Need:
    """How many people of which role lift a hold, none of them the requester or the subject."""

    count: int = 1
    role: str = APPROVER

    def met_by(self, approvals: Mapping[str, frozenset[str]]) -> bool:
        """``approvals``: who approved → the roles that they hold now."""
        return sum(self.role in roles for roles in approvals.values()) >= self.count


@dataclass(frozen=True, slots=True)
class Opinion:
    """What one rule says.  Without ``need``, no approval lifts it.

    ALLOW is for the two that permit anything at all, the level and the policies: it weighs
    nothing, and tells people why something ran by itself.
    """

    verdict: Verdict
    reason: str
    need: Need | None = None
    until: float | None = None  # when the work is tried again by itself
    in_any_case: bool = False  # then also when something else still stands in its way


Rule = Callable[[Rehearsal, Facts], Opinion | None]


@dataclass(frozen=True, slots=True)
class Decision:
    verdict: Verdict
    digest: str
    reasons: tuple[str, ...]  # "rule: reason", every rule that spoke
    until: float | None = None
    needs: tuple[Need, ...] = ()  # what is still missing
    approved_by: tuple[str, ...] = ()
    verdicts: tuple[str, ...] = ()  # of each of the reasons, an approval not counted
    permits: tuple[str, ...] = ()  # "rule: reason", what permits it

    def as_json(self) -> Json:
        return {
            "verdict": self.verdict.name,
            "digest": self.digest,
            "reasons": list(self.reasons),
            "until": self.until,
            "needs": [{"count": need.count, "role": need.role} for need in self.needs],
            "approved_by": list(self.approved_by),
            "verdicts": list(self.verdicts),
            "permits": list(self.permits),
        }

    @classmethod
    def from_json(cls, body: Json) -> Decision:
        return cls(
            Verdict[body["verdict"]],
            body["digest"],
            tuple(body["reasons"]),
            body["until"],
            tuple(Need(**need) for need in body["needs"]),
            tuple(body["approved_by"]),
            tuple(body.get("verdicts", ())),
            tuple(body.get("permits", ())),
        )


def decide(rehearsal: Rehearsal, facts: Facts, rules: Mapping[str, Rule]) -> Decision:
    """Ask every rule, even after the first refusal: people must see all that is wrong at once."""
    asked = [(name, op) for name, rule in rules.items() if (op := _ask(rule, rehearsal, facts))]
    spoken = [(name, op) for name, op in asked if op.verdict is not Verdict.ALLOW]
    permits = [(name, op) for name, op in asked if op.verdict is Verdict.ALLOW]
    standing = [op for _, op in spoken if not (op.need and op.need.met_by(facts.approvals))]
    verdict = max((op.verdict for op in standing), default=Verdict.ALLOW)
    return Decision(
        verdict,
        rehearsal.digest,
        tuple(f"{name}: {op.reason}" for name, op in spoken),
        until=_until(standing, verdict),
        needs=tuple(dict.fromkeys(op.need for op in standing if op.need)),
        approved_by=tuple(sorted(facts.approvals)),
        verdicts=tuple(op.verdict.name for _, op in spoken),
        permits=tuple(f"{name}: {op.reason}" for name, op in permits),
    )


def _ask(rule: Rule, rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    try:
        return rule(rehearsal, facts)
    except Exception as error:  # noqa: BLE001 - whatever breaks in a rule is a refusal
        return Opinion(Verdict.REFUSE, f"the rule failed: {type(error).__name__}: {error}")


def _until(standing: Sequence[Opinion], verdict: Verdict) -> float | None:
    """When everything that stands in the way has passed by itself; ``None``: not by itself."""
    heaviest = [op.until for op in standing if op.verdict is verdict]
    if None in heaviest:
        return max((op.until for op in standing if op.until and op.in_any_case), default=None)
    return max((op.until for op in standing if op.until is not None), default=None)
