"""The rules that decide about a rehearsal, in the order in which people read them.

A guard is a plain function of (rehearsal, facts).  One outside this repository is loaded by entry
point (group ``steersman.guards``) and is asked last; the heaviest opinion wins in any order.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import entry_points

from steersman.governor.decision import Rule
from steersman.governor.guards.approval import asked_by_person, grave, level
from steersman.governor.guards.budgets import (
    attempts,
    causation,
    dependents,
    leases,
    oscillation,
    people,
    rate,
    targets,
)
from steersman.governor.guards.context import (
    business,
    disappeared,
    for_cause,
    freeze,
    live_session,
    not_before,
)
from steersman.governor.guards.environments import open_to_harm, spending
from steersman.governor.guards.identity import (
    blocked,
    four_eyes,
    may_ask,
    open_questions,
    protected,
)
from steersman.governor.guards.kill_switch import facts_known, kill_switch

ENTRY_POINTS = "steersman.guards"

BEFORE_POLICIES: Mapping[str, Rule] = {
    "kill-switch": kill_switch,
    "facts-known": facts_known,
    "may-ask": may_ask,
    "identity-proof": open_questions,
    "plan-complete": blocked,
    "protected": protected,
    "four-eyes": four_eyes,
}
AFTER_POLICIES: Mapping[str, Rule] = {
    "rate": rate,
    "people": people,
    "blast-radius": targets,
    "dependents": dependents,
    "causation": causation,
    "attempts": attempts,
    "oscillation": oscillation,
    "leases": leases,
    "level": level,
    "asked-by-person": asked_by_person,
    "grave": grave,
    "not-before": not_before,
    "for-cause": for_cause,
    "disappeared": disappeared,
    "live-session": live_session,
    "spending": spending,
    "risk": open_to_harm,
    "change-freeze": freeze,
    "business-obligations": business,
}


def rules_with(policies: Rule) -> Mapping[str, Rule]:
    """Every rule in the order of the verdict, the policies where they belong."""
    outside = {entry.name: entry.load() for entry in entry_points(group=ENTRY_POINTS)}
    return {**BEFORE_POLICIES, "policies": policies, **AFTER_POLICIES, **outside}
