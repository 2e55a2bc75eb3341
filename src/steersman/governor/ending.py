"""What a run leaves behind, written in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.work import Due, Question, Status
from steersman.governor.decision import Decision, Verdict
from steersman.governor.durable_run import DurableRun
from steersman.governor.rehearsal import Rehearsal, Resolved
from steersman.governor.resolver import RECORD, RECORDED_MAIL
from steersman.records.accounts import resolved_in
from steersman.records.desk.agenda import end_in, schedule
from steersman.records.desk.closing import is_ended_in, stop_in
from steersman.records.desk.evidence import Evidence, write_in
from steersman.records.desk.obligations import Obligation, Obliged, close_in, owe_in
from steersman.records.desk.outbox import announce_in
from steersman.records.desk.questions import ask_in
from steersman.records.desk.work import mark_undone_in, settle_in
from steersman.records.guard.leases import let_go_in

SOON = 10.0  # seconds until a spent rate is looked at again
AT_ONCE = 3  # attempts that follow at once when the target changed under us
PROVING = "the steps are done; whether they helped is being watched"
LONGEST_WAIT = 300.0  # between two tries of a silent system
OWN = (RECORD, RECORDED_MAIL)
STATUS = {
    Verdict.HOLD: Status.HELD,
    Verdict.DEFER: Status.DEFERRED,
    Verdict.REFUSE: Status.REFUSED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    status: Status
    reasons: tuple[str, ...]
    digest: str = ""
    again_at: float | None = None
    escalations: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    met: tuple[str, ...] = ()
    owed: tuple[Obligation, ...] = ()
    resolved: tuple[Resolved, ...] = ()  # whose account was found to be whose
    undoes: str = ""  # the work item that was taken back
    undoes_in_part: bool = False  # something of it still stands
    keep_leases: bool = False

    def as_json(self, due: Due) -> Json:
        return {
            "work": due.work,
            "status": self.status.value,
            "reasons": list(self.reasons),
            "escalations": list(self.escalations),
            "again_at": self.again_at,
        }

    def write_in(self, connection: sa.Connection, due: Due, now: float) -> None:
        """Everything but the ledger entry.  The caller holds the desk's lock."""
        end_in(connection, due.run, now)
        if is_ended_in(connection, due.work):
            let_go_in(connection, due.run)  # canceled meanwhile: nothing may follow from this run
            return
        reasons = [*self.reasons, *self.escalations]
        settle_in(connection, due, self.status, reasons=reasons, digest=self.digest, now=now)
        if self.again_at is not None:
            schedule(connection, due.work, self.again_at, after=due.attempt)
        for obligation in self.met:
            close_in(connection, obligation, Obliged.MET, now)
        for owed in self.owed:
            owe_in(connection, owed)
        if self.undoes:
            part = self.undoes_in_part
            mark_undone_in(connection, self.undoes, due.work, now, in_part=part)
            stop_in(connection, self.undoes, now)
        ask_in(connection, due.work, self.questions, now)
        write_in(connection, self.evidence)
        resolved_in(connection, _accounts(self.resolved), now)
        announce_in(connection, due, self.status, self.digest, now)
        if not self.keep_leases:
            let_go_in(connection, due.run)


def not_allowed(decision: Decision, rehearsal: Rehearsal) -> Ending:
    return Ending(
        status=STATUS[decision.verdict],
        reasons=decision.reasons,
        digest=decision.digest,
        again_at=decision.until,
        questions=rehearsal.questions,
        resolved=tuple(rehearsal.resolved.values()),
    )


def carried(run: DurableRun, decision: Decision, due: Due, now: float) -> Ending:
    """Done when nothing is left; what changed under us is tried at once, what is silent later."""
    unfinished = run.escalations or run.questions
    again_at = None
    if run.changed:
        again_at = now if due.attempt <= AT_ONCE else now + SOON * due.attempt
    if run.retry_after is not None and again_at is None:
        again_at = now + min(run.retry_after * due.attempt, LONGEST_WAIT)
    if run.put_off:
        again_at = min(again_at or now + SOON, now + SOON)
    status, reasons = Status.INCOMPLETE if unfinished else Status.DONE, decision.reasons
    if run.look_again_at is not None:
        again_at = min(again_at or run.look_again_at, run.look_again_at)
        status, reasons = (status if unfinished else Status.DEFERRED), (*reasons, PROVING)
    return Ending(
        status=status,
        reasons=reasons,
        digest=decision.digest,
        again_at=again_at,
        escalations=tuple(run.escalations),
        questions=tuple(run.questions),
        evidence=tuple(run.evidence),
        met=tuple(run.met),
        owed=tuple(run.owed),
        resolved=tuple(run.rehearsal.resolved.values()),
    )


def undone(decision: Decision, of: str, left: list[Question]) -> Ending:
    ending = Ending(status=Status.DONE, reasons=decision.reasons, digest=decision.digest, undoes=of)
    if not left:
        return ending
    told = tuple(question.text for question in left)
    ending = replace(ending, status=Status.INCOMPLETE, undoes_in_part=True)
    return replace(ending, questions=tuple(left), escalations=told)


def ended(reasons: tuple[str, ...]) -> Ending:
    """The work was canceled or taken back before this run decided anything."""
    return Ending(status=Status.CANCELED, reasons=reasons)


def broken(error: Exception) -> Ending:
    """A fault of ours.  The leases stay until they lapse: what stands out there is not known."""
    text = f"the run broke: {type(error).__name__}: {error}"
    asked = Question(step="run", text=f"{text}; look at the plan, then answer 'done'")
    return Ending(status=Status.INCOMPLETE, reasons=(text,), questions=(asked,), keep_leases=True)


def _accounts(resolved: tuple[Resolved, ...]) -> list[tuple[str, str, str, str, str]]:
    """Each account of an outside system once."""
    outside = [each for each in resolved if each.account and each.system not in OWN]
    found = {(each.system, each.account): each for each in outside}
    return [(*key, each.person, each.label, each.proof) for key, each in found.items()]
