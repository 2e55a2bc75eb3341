"""Escalation policies: whom a page goes to, step by step."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import Field

from steersman.domain.canonical import Json
from steersman.domain.on_call.escalation import TEMPLATES, Policy, Step, StepKind
from steersman.domain.on_call.written import steps_of
from steersman.records.on_call.policies import told_of
from steersman.records.on_call.tables import escalation_policies
from steersman.web.api.bodies import Body
from steersman.web.auth import Caller, CoreDep, check_rule, needs
from steersman.web.core import Core
from steersman.web.errors import invalid
from steersman.web.on_call import check, person_id, schedule_of, with_names

router = APIRouter(prefix="/on-call/policies", tags=["on-call"])
Reader = Annotated[Caller, needs("read", "view", "escalation_policy")]
Actor = Annotated[Caller, needs("act")]


class WrittenPolicy(Body):
    """``steps``: kind (person, on_call, next_on_call, team, webhook), target, wait in minutes.

    Or ``template`` and ``schedule``: ready steps for one schedule.  ``situations``: whether live
    situations are paged by it.
    """

    name: Annotated[str, Field(min_length=1, max_length=100)]
    steps: Annotated[tuple[dict[str, Any], ...], Field(max_length=20)] = ()
    template: Annotated[str, Field(max_length=50)] = ""
    schedule: Annotated[str, Field(max_length=200)] = ""
    repeat: Annotated[int | None, Field(ge=0, le=10)] = None
    lead: Annotated[str, Field(max_length=200)] = ""
    situations: bool = False


class ChangedPolicy(WrittenPolicy):
    revision: Annotated[int, Field(ge=1, le=2**31)]


@router.get("")
def list_policies(core: CoreDep, caller: Reader) -> Json:
    """Every escalation policy, and the templates that one can be made from."""
    found = [told_of(each) for each in core.escalation.all()]
    made = [
        {"name": t.name, "text": t.text, "repeat": t.repeat, "steps": len(t.kinds)}
        for t in TEMPLATES.values()
    ]
    return with_names(core, {"policies": found, "templates": made})


@router.post("", status_code=201)
def add_policy(core: CoreDep, caller: Actor, body: WrittenPolicy) -> Json:
    """Add one, from steps or from a template."""
    check_rule(core.permissions, caller, "add", "escalation_policy")
    return told_of(core.escalation.add(_written(core, caller, body, "", 1), by=caller.id))


@router.put("/{policy}")
def change_policy(core: CoreDep, caller: Actor, policy: str, body: ChangedPolicy) -> Json:
    """Replace one; pages under way keep the steps that they began with."""
    found = core.escalation.get(policy)
    check(core, caller, "change", escalation_policies, found.id)
    made = _written(core, caller, body, found.id, body.revision)
    if (made.lead, made.situations) != (found.lead, found.situations) or _calls(made) - _calls(
        found
    ):  # where the server calls, and with which key, is not the lead's to choose
        check_rule(core.permissions, caller, "add", "escalation_policy")
    return told_of(core.escalation.change(made, by=caller.id))


@router.delete("/{policy}")
def remove_policy(core: CoreDep, caller: Actor, policy: str) -> Json:
    """Remove one; pages under way go on with its steps."""
    found = core.escalation.get(policy)
    check(core, caller, "delete", escalation_policies, found.id)
    core.escalation.remove(found.id, by=caller.id)
    return {"removed": found.id}


def _written(core: Core, caller: Caller, body: WrittenPolicy, policy: str, revision: int) -> Policy:
    steps, repeat = steps_of(body.steps), body.repeat or 0
    if body.template:
        template = TEMPLATES.get(body.template)
        if template is None or body.steps:
            raise invalid(
                f"there is no template {body.template!r} to take instead of steps",
                f"say {', '.join(TEMPLATES)}, and give no steps",
            )
        steps = template.steps(schedule_of(core, caller, body.schedule).id)
        repeat = template.repeat if body.repeat is None else body.repeat
    return Policy(
        id=policy,
        name=body.name,
        steps=tuple(_meant(core, caller, step) for step in steps),
        repeat=repeat,
        lead=person_id(core, caller, body.lead),
        situations=body.situations,
        revision=revision,
    )


def _meant(core: Core, caller: Caller, step: Step) -> Step:
    """With the id of who or what the step names."""
    if step.kind is StepKind.WEBHOOK:
        return step
    if step.kind is StepKind.PERSON:
        return replace(step, target=person_id(core, caller, step.target))
    return replace(step, target=schedule_of(core, caller, step.target).id)


def _calls(policy: Policy) -> set[tuple[str, str]]:
    return {(s.target, s.secret) for s in policy.steps if s.kind is StepKind.WEBHOOK}
