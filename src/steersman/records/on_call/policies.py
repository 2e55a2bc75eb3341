"""Keeps escalation policies; every change is in the ledger with who made it."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.on_call.escalation import Policy, Step, StepKind
from steersman.domain.on_call.written import as_json, steps_of
from steersman.records.ledger.ledger import Ledger
from steersman.records.objects import new_id
from steersman.records.on_call.references import check_reference
from steersman.records.on_call.schedules import note
from steersman.records.on_call.tables import escalation_policies, on_call_schedules
from steersman.records.people import people
from steersman.records.store import reading, writing

LOCK = "escalation policies"
_p = escalation_policies.c


@dataclass(frozen=True)
class Policies:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger

    def all(self) -> tuple[Policy, ...]:
        """By name."""
        with reading(self.engine) as connection:
            rows = connection.execute(sa.select(escalation_policies).order_by(_p.name)).mappings()
            return tuple(_policy(row) for row in rows)

    def find(self, named: str) -> Policy | None:
        """By id or by name."""
        wanted = sa.select(escalation_policies).where((_p.id == named) | (_p.name == named))
        with reading(self.engine) as connection:
            found = connection.execute(wanted).mappings().all()
        exact = [row for row in found if row["id"] == named] or found
        return _policy(exact[0]) if exact else None

    def get(self, named: str) -> Policy:
        found = self.find(named)
        if found is None:
            raise Permanent(f"there is no escalation policy {named[:100]!r}")
        return found

    def naming(self, schedule: str) -> tuple[Policy, ...]:
        """Those with a step that asks this schedule."""
        asks = (StepKind.ON_CALL, StepKind.NEXT_ON_CALL, StepKind.TEAM)
        return tuple(
            policy
            for policy in self.all()
            if any(step.kind in asks and step.target == schedule for step in policy.steps)
        )

    def add(self, policy: Policy, *, by: str) -> Policy:
        made = replace(policy, id=new_id("esc"), revision=1)
        with writing(self.engine, LOCK) as connection:
            _check(connection, made)
            connection.execute(sa.insert(escalation_policies), _row(made))
            self._note(connection, "policy-added", made.id, by, {"after": told_of(made)})
        return made

    def change(self, policy: Policy, *, by: str) -> Policy:
        """Replace it.  Pages under way keep the steps that they began with."""
        made = replace(policy, revision=policy.revision + 1)
        with writing(self.engine, LOCK) as connection:
            before = _one(connection, policy.id)
            if before.revision != policy.revision:
                raise Permanent(
                    f"{before.name} was changed meanwhile: look at it again, then change it"
                )
            _check(connection, made)
            mine = sa.update(escalation_policies).where(_p.id == made.id)
            connection.execute(mine.values(_row(made)))
            told = {"before": told_of(before), "after": told_of(made)}
            self._note(connection, "policy-changed", made.id, by, told)
        return made

    def remove(self, policy: str, *, by: str) -> None:
        with writing(self.engine, LOCK) as connection:
            before = _one(connection, policy)
            connection.execute(sa.delete(escalation_policies).where(_p.id == policy))
            self._note(connection, "policy-removed", policy, by, {"before": told_of(before)})

    def _note(self, connection: sa.Connection, kind: str, about: str, by: str, told: Json) -> None:
        note(self.ledger, connection, kind, about, self.clock.now(), {"by": by, **told})


def told_of(policy: Policy) -> Json:
    """As the ledger and the API tell it; a secret is a reference only."""
    names = ("id", "name", "lead", "repeat", "situations", "revision")
    told: Json = {name: getattr(policy, name) for name in names}
    return {**told, "steps": [as_json(step) for step in policy.steps]}


def _check(connection: sa.Connection, policy: Policy) -> None:
    policy.check()
    same = sa.select(_p.id).where(_p.name == policy.name, _p.id != policy.id)
    if connection.scalar(same):
        raise Permanent(f"there is a policy {policy.name!r} already: choose another name")
    for number, step in enumerate(policy.steps, 1):
        _check_step(connection, number, step)


def _check_step(connection: sa.Connection, number: int, step: Step) -> None:
    if step.kind is StepKind.WEBHOOK:
        if step.secret:
            check_reference(step.secret)
        return
    if step.kind is StepKind.PERSON:
        wanted = sa.select(people.c.id).where(people.c.id == step.target)
    else:
        wanted = sa.select(on_call_schedules.c.id).where(on_call_schedules.c.id == step.target)
    if connection.scalar(wanted) is None:
        what = "person" if step.kind is StepKind.PERSON else "schedule"
        raise Permanent(f"step {number}: {step.target[:100]!r} is no {what}: give the id of one")


def _one(connection: sa.Connection, policy: str) -> Policy:
    wanted = sa.select(escalation_policies).where(_p.id == policy)
    row = connection.execute(wanted).mappings().first()
    if row is None:
        raise Permanent(f"there is no escalation policy {policy[:100]!r}: it may have been removed")
    return _policy(row)


def _policy(row: sa.RowMapping) -> Policy:
    return Policy(
        id=row["id"],
        name=row["name"],
        steps=steps_of(json.loads(row["steps"])),
        repeat=row["repeat"],
        lead=row["lead"],
        situations=row["situations"],
        revision=row["revision"],
    )


def _row(policy: Policy) -> Json:
    told = told_of(policy)
    return {**told, "steps": canonical(told["steps"])}
