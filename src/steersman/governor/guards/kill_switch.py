"""Kill switches come before everything else; then, that everything is known."""

from __future__ import annotations

from steersman.governor.decision import Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import Rehearsal


def kill_switch(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Held until the switch is released; the work is not lost, and no approval lifts it."""
    if not facts.stopped:
        return None
    return Opinion(Verdict.HOLD, "kill switch thrown: " + ", ".join(facts.stopped))


def facts_known(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """A limits file that cannot be read, or an exchange that nobody knows, limits everything."""
    if not facts.faults:
        return None
    return Opinion(Verdict.REFUSE, "not everything is known: " + "; ".join(facts.faults))
