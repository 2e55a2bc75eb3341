"""What is to be built: what it costs a month, and what in it a reviewer would stop at.

Both stand in the plan itself, so that what is decided about is what people see.
"""

from __future__ import annotations

import math

from steersman.capabilities.environments import COST, RISK
from steersman.governor.decision import Need, Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal


def spending(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Above the limit somebody agrees; above the next one two do.  Unknown is above both."""
    told = [row.after for row in rehearsal.changes if row.attribute == COST and row.after]
    if not told:
        return None
    amounts = [_amount(each) for each in told]
    limits, total = facts.limits, sum(amounts)
    if total <= limits.cost_alone:
        return None
    count = 1 if total <= limits.cost_of_one else 2
    shown = f"{total:.2f}" if math.isfinite(total) else "; ".join(told)
    return Opinion(Verdict.HOLD, f"it costs {shown} US dollars a month", Need(count=count))


def open_to_harm(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    told = [row.after or "" for row in rehearsal.changes if row.attribute == RISK]
    grave = [each for each in told if each.partition(";")[0].strip() not in ("", "low", "medium")]
    return Opinion(Verdict.HOLD, "; ".join(grave), Need()) if grave else None


def _amount(text: str) -> float:
    try:
        amount = float(text)
    except ValueError:
        return math.inf
    return amount if amount >= 0 else math.inf  # not-a-number is no amount either
