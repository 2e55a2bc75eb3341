"""Cedar policies as one rule: only Allow with zero errors counts, and always with the schema.

Without the schema an error inside a ``forbid`` is skipped and the request allowed.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from cedarpy import (
    AuthzResult,
    Decision,
    Entities,
    PolicySet,
    Schema,
    is_authorized_batch,
    policies_to_json_str,
    validate_policies,
)

from steersman.capabilities.contract import Spec
from steersman.domain.errors import Permanent
from steersman.governor.decision import Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal, Step

SCHEMA = """
entity Agent;
entity Target;
action act appliesTo {
  principal: Agent, resource: Target,
  context: {
    capability: String, system: String, attribute: String, risk: Long, reversal: String,
    procedure: String, requester: String, requester_is_system: Bool, requester_roles: Set<String>,
    subject: String, subject_department: String, subject_status: String, for_cause: Bool,
    depth: Long, approvals: Long
  }
};
"""
Request = dict[str, Any]
UNNAMED: Mapping[str, str] = {}


class Policies:
    """One parsed and validated set of policies."""

    def __init__(self, text: str) -> None:
        """Raises ``Permanent`` when the text does not parse or does not fit the schema."""
        try:
            faults = validate_policies(text, SCHEMA)
            self._policies = PolicySet.from_str(text)
        except ValueError as error:
            raise Permanent(f"the policies do not parse: {error}") from error
        if not faults.validation_passed:
            told = "; ".join(f"{e.policy_id}: {e.error}" for e in faults.errors)
            raise Permanent(f"the policies do not fit the schema: {told}")
        self.names = _names(text)  # Cedar's number of a policy → its @id
        self._schema = Schema.from_str(SCHEMA)
        self._entities = Entities.from_json_str("[]")

    def __call__(self, rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
        """Ask about every change of the plan; the first answer short of Allow refuses."""
        asked = list(requests(rehearsal.steps, facts.about_work(), facts.specs))
        answers = self.ask([request for _, request in asked])
        why = self._refused(asked, answers)
        if why is not None:
            return Opinion(Verdict.REFUSE, why)
        permits = {self.names.get(one, one) for each in answers for one in each.diagnostics.reasons}
        return Opinion(Verdict.ALLOW, ", ".join(sorted(permits))) if permits else None

    def refuses(self, asked: Sequence[tuple[str, Request]]) -> str | None:
        """Why one of these changes is not allowed; None when all of them are."""
        return self._refused(asked, self.ask([request for _, request in asked]))

    def _refused(
        self, asked: Sequence[tuple[str, Request]], answers: Sequence[AuthzResult]
    ) -> str | None:
        for (step, request), answer in zip(asked, answers, strict=True):
            why = refusal(answer, self.names)
            if why is not None:
                return f"{step} on {request['resource']['id']}: {why}"
        return None

    def ask(self, requests: list[Request]) -> list[AuthzResult]:
        if not requests:
            return []
        return is_authorized_batch(requests, self._policies, self._entities, self._schema)


def refusal(answer: AuthzResult, names: Mapping[str, str] = UNNAMED) -> str | None:
    """Why it is not allowed, or ``None`` when it is: Allow, and not one error."""
    errors = answer.diagnostics.errors
    if answer.decision is Decision.Allow and not errors:
        return None
    reasons = [names.get(reason, reason) for reason in answer.diagnostics.reasons]
    if errors:
        return f"a policy failed: {errors}"
    return f"forbidden by {', '.join(reasons)}" if reasons else "no policy permits it"


def _names(text: str) -> Mapping[str, str]:
    """Cedar numbers the policies; people know them by their ``@id``."""
    policies = json.loads(policies_to_json_str(text))["staticPolicies"]
    named = {number: body.get("annotations", {}).get("id") for number, body in policies.items()}
    return {number: name for number, name in named.items() if name}


def request(context: Request, target: str) -> Request:
    return {
        "principal": {"type": "Agent", "id": "steersman"},
        "action": {"type": "Action", "id": "act"},
        "resource": {"type": "Target", "id": target},
        "context": context,
    }


def requests(
    steps: Sequence[Step], about: Request, specs: Mapping[str, Spec]
) -> Iterator[tuple[str, Request]]:
    """One for every change: the step that makes it, and what Cedar is asked.

    ``about``: as ``Facts.about_work``.
    """
    for step in steps:
        key = step.plan.capability
        for change in step.plan:
            context = {**about, **_about_capability(key, specs), "attribute": change.attribute}
            yield f"{step.name} {key}", request(context, change.target)


def _about_capability(key: str, specs: Mapping[str, Spec]) -> Request:
    spec = specs[key]
    name, _, system = key.partition("@")
    risk, reversal = int(spec.risk), spec.reversal.value
    return {"capability": name, "system": system, "risk": risk, "reversal": reversal}
