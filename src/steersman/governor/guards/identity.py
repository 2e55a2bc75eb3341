"""Who asks, and who it is about."""

from __future__ import annotations

from steersman.domain.work import SYSTEM
from steersman.governor.decision import Opinion, Verdict
from steersman.governor.facts import Facts
from steersman.governor.procedure import RUNBOOK
from steersman.governor.rehearsal import UNREACHABLE, Rehearsal

START_RUNBOOKS = frozenset({"technician"})
MAY_ASK_ANYTHING = frozenset({"administrator", "security", "hr"})
# Asked for by anybody, for themselves: somebody else agrees to it.
FOR_ONESELF = frozenset({"provide_environment", "correct_environment", "end_environment"})
RETRY_AFTER = 30.0  # seconds


def may_ask(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """HR, security and administrators may ask; a manager may for people of their own line,
    and anybody for an environment of their own.  Technicians start runbooks, which are about
    no person.
    """
    asker, subject = facts.work.requester, facts.subject
    if asker.startswith(SYSTEM) or facts.requester_roles & MAY_ASK_ANYTHING:
        return None
    if facts.work.procedure.startswith(RUNBOOK) and facts.requester_roles & START_RUNBOOKS:
        return None
    if subject is not None and asker in subject.management:
        return None
    if subject is not None and asker == subject.person and facts.work.procedure in FOR_ONESELF:
        return None
    about = "nobody that the record knows" if subject is None else subject.person
    return Opinion(Verdict.REFUSE, f"{asker} manages {about} neither directly nor by role")


def open_questions(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """An approval cannot answer a question: the record must be put right first."""
    if facts.work.subject and facts.subject is None:
        return Opinion(Verdict.HOLD, f"the record knows no person {facts.work.subject}")
    asked = [question for question in rehearsal.questions if question.blocking]
    if not asked or rehearsal.changes:
        return None  # what is certain is decided; what is not stays a question beside it
    return Opinion(Verdict.HOLD, "; ".join(question.text for question in asked))


def blocked(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """The plan broke off where its procedure could not go on."""
    if not rehearsal.blocked:
        return None
    kinds = {kind for kind, _ in rehearsal.failed.values()}
    if kinds == {UNREACHABLE}:
        until = facts.now + RETRY_AFTER * facts.attempt
        return Opinion(Verdict.DEFER, rehearsal.blocked, until=until)
    return Opinion(Verdict.HOLD, rehearsal.blocked)


def protected(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Break-glass and marked accounts are never touched; a person must take the mark off first."""
    if facts.subject is None or not facts.subject.protected:
        return None
    mend = "take the protection off in the record first, with a second person"
    return Opinion(Verdict.REFUSE, f"{facts.subject.person} is protected: {mend}")


def four_eyes(rehearsal: Rehearsal, facts: Facts) -> Opinion | None:
    """Nobody is made to leave by their own request alone, nor asks against their own access.

    What anybody may ask for themselves touches no account, and somebody else agrees to it.
    """
    work = facts.work
    if work.requester != work.subject or not work.subject or work.procedure in FOR_ONESELF:
        return None
    return Opinion(Verdict.REFUSE, f"{facts.work.requester} asks about themselves")
