"""Is it the right moment?  Live sessions, market hours, freezes, what the business still owes."""

from __future__ import annotations

from datetime import UTC, datetime

from steersman.domain.work import effective_at
from steersman.governor.decision import SECURITY, Need, Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.rehearsal import UNREACHABLE, Rehearsal

# Work that takes access away must not wait for a change freeze.
ACCESS = frozenset({"leaver", "remove_access"})
NEVER_FROZEN = ACCESS | {"undo"}
SESSION_END = "session.end"
SAME_MOMENT = 1.0  # seconds: a written moment is rounded


def not_before(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Asked for or approved ahead of its time: decided about now, and carried out then.

    At its time it is rehearsed again, whatever held it until then.
    """
    begins = max(effective_at(facts.work.params), facts.not_before)
    if begins - facts.now < SAME_MOMENT:
        return None
    when = datetime.fromtimestamp(begins, UTC).isoformat(" ", "minutes")
    return Opinion(Verdict.DEFER, f"not before {when}", until=begins, in_any_case=True)


def for_cause(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Dismissed for cause: at once, whatever the hour, when two people say so."""
    if not facts.for_cause or not rehearsal.changes:
        return None
    return Opinion(Verdict.HOLD, "dismissed for cause: two people must agree", Need(count=2))


def live_session(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """A trader is not cut off in mid-session: wait for the close, unless security says now.

    The rehearsal tells which sessions are open; no other source is believed more.
    """
    if facts.market_open_until is None or facts.for_cause or facts.work.procedure not in ACCESS:
        return None
    if not_before(rehearsal, facts) is not None:
        return None  # the sessions of its time count, not those of now
    sessions = _sessions(rehearsal, facts)
    if not sessions:
        return None
    reason = f"live session of a trader in market hours: {', '.join(sessions)}"
    return Opinion(Verdict.HOLD, reason, Need(role=SECURITY), until=facts.market_open_until)


def _sessions(rehearsal: Rehearsal, facts: Facts) -> list[str]:
    seen = set(facts.subject.in_session) if facts.subject else set()
    ending = (s.plan for s in rehearsal.steps if s.plan.capability.startswith(f"{SESSION_END}@"))
    seen |= {plan.capability.partition("@")[2] for plan in ending if plan.changes}
    return sorted(seen | _unknown(rehearsal))


def _unknown(rehearsal: Rehearsal) -> set[str]:
    """A system that cannot be asked about sessions may have one."""
    silent = (text for kind, text in rehearsal.failed.values() if kind == UNREACHABLE)
    ending = (text for text in silent if text.startswith(f"{SESSION_END}@"))
    return {f"{text.partition('@')[2].partition(':')[0]} (not known: silent)" for text in ending}


def freeze(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    for each in facts.limits.freezes:
        procedure, department = facts.work.procedure, _department(facts)
        frozen = procedure in each.procedures if each.procedures else procedure not in NEVER_FROZEN
        concerned = not each.departments or department in each.departments
        if frozen and concerned and each.holds_at(facts.now) and rehearsal.changes:
            until = each.ends.timestamp()
            return Opinion(Verdict.DEFER, f"change freeze: {each.name}", Need(), until)
    return None


def business(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Something only this person may settle is still open: the desk must say who takes it."""
    if facts.subject is None or not facts.subject.business or facts.for_cause:
        return None
    if not rehearsal.changes:
        return None
    return Opinion(Verdict.HOLD, "still owes: " + "; ".join(facts.subject.business), Need())


def disappeared(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """HR no longer lists them, but nobody said that they left: a person must."""
    if facts.work.params.get("noticed_by") != "disappearance" or not rehearsal.changes:
        return None
    return Opinion(Verdict.HOLD, "HR no longer lists them: did they really leave?", Need())


def _department(facts: Facts) -> str:
    return facts.subject.department if facts.subject else ""
