"""A plan as people read it: what would change before and after, why, and who must agree."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.governor.decision import Decision
from steersman.governor.rehearsal import Rehearsal, Step, question_json
from steersman.records.desk.tables import decisions, work_items
from steersman.records.ledger.ledger import Ledger
from steersman.records.store import reading
from steersman.servicedesk.reading import Naming, ReadStep, steps_in_words

_LAST = (
    sa.select(decisions.c.run, decisions.c.at)
    .join(work_items, work_items.c.number == decisions.c.work)
    .where(decisions.c.work == sa.bindparam("work"), decisions.c.digest == work_items.c.digest)
    .order_by(decisions.c.at.desc())
    .limit(1)
)

_BY_DIGEST = (
    sa.select(decisions.c.run, decisions.c.at)
    .where(decisions.c.work == sa.bindparam("work"), decisions.c.digest == sa.bindparam("digest"))
    .order_by(decisions.c.at.desc())
    .limit(1)
)
_VERSIONS = (
    sa.select(decisions.c.digest, sa.func.min(decisions.c.at).label("at"))
    .where(decisions.c.work == sa.bindparam("work"))
    .group_by(decisions.c.digest)
    .order_by(sa.desc("at"))
    .limit(sa.bindparam("most"))
)


@dataclass(frozen=True, slots=True)
class Decided:
    """The plan that stands on the work item, with the decision about it.  ``at`` is seconds."""

    rehearsal: Rehearsal
    decision: Decision
    at: float

    def as_json(self, naming: Naming = str) -> Json:
        """``naming``: a text with names in place of our own ids of people, for what is read."""
        told = plan_json(self.rehearsal, self.decision, naming)
        return {**told, "source": "decided", "at": self.at}


def decided(engine: sa.Engine, ledger: Ledger, work: str) -> Decided | None:
    """What the ledger holds as decided about ``work``; None before its first decision."""
    return _decided(engine, ledger, _LAST, {"work": work})


def decided_as(engine: sa.Engine, ledger: Ledger, work: str, digest: str) -> Decided | None:
    """The plan with this digest, which may have been replaced since; None: there never was one."""
    return _decided(engine, ledger, _BY_DIGEST, {"work": work, "digest": digest})


def versions(engine: sa.Engine, work: str, most: int = 10) -> list[tuple[str, float]]:
    """(digest, when it was first decided about), the newest first."""
    with reading(engine) as connection:
        rows = connection.execute(_VERSIONS, {"work": work, "most": most})
        return [(row.digest, row.at) for row in rows]


def _decided(
    engine: sa.Engine, ledger: Ledger, which: sa.Select[tuple[str, float]], about: Mapping[str, str]
) -> Decided | None:
    with reading(engine) as connection:
        row = connection.execute(which, about).first()
    opening = None if row is None else ledger.find(f"{row.run}/decision")
    if row is None or opening is None:
        return None
    return decided_from(opening, row.at)


def decided_from(opening: Json, at: float) -> Decided:
    """From the body of the ledger's entry “<run>/decision”."""
    rehearsal = Rehearsal.from_json(opening["rehearsal"])
    return Decided(rehearsal, Decision.from_json(opening["decision"]), at)


def plan_json(rehearsal: Rehearsal, decision: Decision, naming: Naming = str) -> Json:
    """``naming``: as for ``Decided.as_json``; ``why``: the reasons in words."""
    told = decision.as_json()
    if rehearsal.readings:
        told["readings"] = [
            {"step": step, **found.as_json(), "holds": bool(found)}
            for step, found in rehearsal.readings
        ]
    return {
        **told,
        "why": [naming(reason) for reason in decision.reasons],
        "work": rehearsal.work,
        "procedure": rehearsal.procedure,
        "steps": [_step(step, read) for step, read in steps_in_words(rehearsal, naming)],
        "resolved": _resolved(rehearsal),
        "failed": [
            {"step": step, "kind": kind, "reason": reason}
            for step, (kind, reason) in rehearsal.failed.items()
        ],
        "questions": [question_json(question) for question in rehearsal.questions],
        "blocked": rehearsal.blocked,
    }


def _step(step: Step, read: ReadStep) -> Json:
    """The ids that are decided on, and beside each change ``reads``: the same in words."""
    plan = step.plan
    capability, _, system = plan.capability.partition("@")
    rows = [
        {
            "target": each.exact.target,
            "attribute": each.exact.attribute,
            "before": each.exact.before,
            "after": each.exact.after,
            "reads": each.as_json(),
        }
        for each in read.changes
    ]
    return {
        "step": step.name,
        "title": read.placed,
        "capability": capability,
        "system": system,
        "changes": rows,
        "warnings": list(plan.warnings),
    }


def _resolved(rehearsal: Rehearsal) -> list[Json]:
    return [
        {
            "step": step,
            "system": each.system,
            "person": each.person,
            "account": each.account,
            "label": each.label,
            "proof": each.proof,
        }
        for step, each in rehearsal.resolved.items()
    ]
