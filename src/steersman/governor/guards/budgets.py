"""How much may happen before somebody looks: rates, people, targets, causes, leases."""

from __future__ import annotations

from collections import Counter

from steersman.governor.decision import Need, Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal

LOOK_AGAIN = 5.0  # seconds, times the attempts: most leases are let go long before they lapse


def rate(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """What a connector declares that its system can take, the steps of this plan included.

    Spent capabilities are taken out of the plan before it is decided on; this is the second lock.
    """
    wanted = _wanted(rehearsal)
    too_many = sorted(k for k in wanted if wanted[k] > facts.specs[k].rate_limit.calls)
    if too_many:
        return Opinion(Verdict.HOLD, "more calls than its rate limit: " + ", ".join(too_many))
    spent = spent_rates(rehearsal, facts)
    if not spent:
        return None
    until = facts.now + max(facts.specs[key].rate_limit.per for key in spent)
    return Opinion(Verdict.DEFER, "rate limit reached: " + ", ".join(spent), until=until)


def spent_rates(rehearsal: Rehearsal, facts: Facts) -> list[str]:
    """Registry keys of this plan that fit into their rate window only later."""
    recent, wanted = facts.recent.calls, _wanted(rehearsal)
    limits = {key: facts.specs[key].rate_limit.calls for key in wanted}
    fits = {key: wanted[key] <= limits[key] for key in wanted}
    return sorted(k for k in wanted if fits[k] and recent.get(k, 0) + wanted[k] > limits[k])


def _wanted(rehearsal: Rehearsal) -> Counter[str]:
    return Counter(step.plan.capability for step in rehearsal.steps if step.plan.changes)


def people(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Many people at once is what a broken feed looks like: a person must look."""
    if not rehearsal.changes or facts.recent.begun:
        return None
    over = [text for text, ok in _counts(facts) if not ok]
    if not over:
        return None
    return Opinion(Verdict.HOLD, "; ".join(over), Need())


def _counts(facts: Facts) -> list[tuple[str, bool]]:
    budget, recent = facts.limits.budget(facts.work.procedure), facts.recent
    hour, day, department = recent.people_hour + 1, recent.people_day + 1, recent.department_day + 1
    company_cap = max(
        budget.always_allowed, int(budget.share_of_company_per_day * facts.population.company)
    )
    department_cap = max(
        budget.always_allowed, int(budget.share_of_department_per_day * facts.population.department)
    )
    return [
        _count("people this hour", hour, budget.people_per_hour),
        _count("people today", day, budget.people_per_day),
        _count(f"of {facts.population.company} people today", day, company_cap),
        _count("of the department today", department, department_cap),
    ]


def _count(what: str, count: int, cap: int) -> tuple[str, bool]:
    return f"{count} {what}, {cap} may without a person", count <= cap


def targets(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    touched = len({change.target for change in rehearsal.changes})
    cap = facts.limits.budget(facts.work.procedure).targets
    if touched <= cap:
        return None
    return Opinion(
        Verdict.HOLD, f"{touched} objects would change, {cap} may without a person", Need()
    )


def dependents(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """More depends on what would change, or something more critical, than may without a person."""
    around, budget = facts.around, facts.limits.budget(facts.work.procedure)
    over = []
    if around.dependents > budget.dependents or not around.complete:
        more = "" if around.complete else "at least "
        count = f"{more}{around.dependents} items depend on what would change"
        over.append(f"{count}, {budget.dependents} may without a person")
    if around.criticality and int(around.criticality) <= budget.criticality:
        over.append(
            f"criticality {around.criticality}, {budget.criticality} and above ask a person"
        )
    return Opinion(Verdict.HOLD, "; ".join(over), Need()) if over else None


def causation(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Automation that sets off automation that sets off automation is a cascade."""
    if facts.work.depth <= facts.limits.max_depth:
        return None
    return Opinion(Verdict.HOLD, f"{facts.work.depth} automated causes deep", Need())


def attempts(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    if facts.attempt <= facts.limits.max_attempts:
        return None
    reason = f"attempt {facts.attempt}: it keeps failing or changing under us"
    return Opinion(Verdict.HOLD, reason, Need())


def oscillation(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """The same person again and again by the same procedure: something fights back."""
    cap = facts.limits.same_target_per_hour
    busy = sorted(t for t, count in facts.recent.target_hour.items() if count >= cap)
    if not busy:
        return None
    return Opinion(Verdict.HOLD, f"done {cap} times within the hour: {', '.join(busy)}", Need())


def leases(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    if not facts.busy:
        return None
    busy = ", ".join(sorted(facts.busy))
    until = min(max(facts.busy.values()), facts.now + LOOK_AGAIN * facts.attempt)
    return Opinion(Verdict.DEFER, f"in another run's hands: {busy}", until=until)
