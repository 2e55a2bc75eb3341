"""The only way to act: rehearse, decide about the whole, carry out, settle."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.canonical import Json, canonical
from steersman.domain.work import Due, Work
from steersman.governor.approved import Approved
from steersman.governor.attempt import Powers, Warrant
from steersman.governor.decision import Decision, Rule, Verdict, decide
from steersman.governor.durable_run import DurableRun
from steersman.governor.ending import Ending, broken, carried, ended, not_allowed, undone
from steersman.governor.facts import Facts
from steersman.governor.gather import Gatherer, leased
from steersman.governor.guards.budgets import spent_rates
from steersman.governor.policies.replay import ABOUT
from steersman.governor.procedure import RUNBOOK, Procedure, StepFailed
from steersman.governor.proving import open_proof
from steersman.governor.rehearsal import Rehearsal
from steersman.governor.rehearser import rehearse
from steersman.governor.resolver import Landscape
from steersman.governor.undo import OF, UNDO, Undo
from steersman.records.desk.closing import is_ended_in
from steersman.records.desk.tables import decisions
from steersman.records.desk.work import WorkItems
from steersman.records.guard.leases import take_in
from steersman.records.guard.tables import writes
from steersman.records.ledger.entry import Entry
from steersman.records.prepared import Prepared
from steersman.records.store import writing

_DECISION = Prepared(sa.insert(decisions))
_WRITES = Prepared(sa.insert(writes))


@dataclass(frozen=True, kw_only=True)
class Governor:
    engine: sa.Engine
    powers: Powers
    work_items: WorkItems
    landscape: Landscape
    gatherer: Gatherer
    procedures: Mapping[str, Procedure]
    rules: Mapping[str, Rule]

    def run(self, run: str, work: str, attempt: int) -> Json:
        """The body of every durable run.  It never waits: what is due later is a row."""
        due = Due(run, work, attempt)
        decision, end = f"{run}/decision", f"{run}/end"
        kept = self.powers.ledger.find_many([decision, end])
        if end in kept:
            return kept[end]  # settled before a crash: later runs may have gone on from there
        try:
            return self._settle(due, self._carry(due, kept.get(decision)))
        except Exception as error:  # noqa: BLE001 - a fault of ours must reach a person
            return self._settle(due, broken(error))

    def rehearse(self, work: Work) -> Rehearsal:
        """The dry run of ``work``, for people to look at; nothing is written anywhere."""
        if work.procedure == UNDO:
            return Undo(self.powers, self.landscape).rehearse(work)
        proof = None
        if work.procedure.startswith(RUNBOOK) and work.number:
            proof = open_proof(self.powers.ledger, work.number)
        return rehearse(work, self.procedures[work.procedure], self.landscape, proof)

    def opinion(self, work: Work) -> tuple[Rehearsal, Decision]:
        """What would be decided about ``work`` now, without deciding it."""
        rehearsal, due = self.rehearse(work), Due("", work.number, 1)
        facts = self._facts_before(work, due, rehearsal)
        with self.engine.connect() as connection:
            rehearsal, facts = self._within(connection, facts, rehearsal, due)
        return rehearsal, decide(rehearsal, facts, self.rules)

    def _carry(self, due: Due, opening: Json | None) -> Ending:
        work = self.work_items.work(due.work)
        opening = opening or self._open(due, work)
        if opening is None:
            return ended((f"{work.number} was canceled or taken back",))
        decision = Decision.from_json(opening["decision"])
        rehearsal = Rehearsal.from_json(opening["rehearsal"])
        if decision.verdict is not Verdict.ALLOW:
            return not_allowed(decision, rehearsal)
        held = len(leased(rehearsal, work))
        warrant = Warrant(run=due.run, procedure=work.procedure, lease_count=held)
        if work.procedure == UNDO:
            left = Undo(self.powers, self.landscape).carry_out(warrant, rehearsal)
            return undone(decision, work.params[OF], [*rehearsal.questions, *left])
        run = DurableRun(warrant, work, rehearsal, self.powers)
        try:
            self.procedures[work.procedure](run, work)
        except StepFailed as failure:
            run.escalate(str(failure))
        return carried(run, decision, due, self.powers.clock.now())

    def _open(self, due: Due, work: Work) -> Json | None:
        """Decide once, and write the decision down together with the leases it takes.

        What the ledger holds is the decision, also after a crash.  ``None``: it is not wanted
        any more.
        """
        rehearsal = self.rehearse(work)
        facts = self._facts_before(work, due, rehearsal)
        with writing(self.engine, "desk") as connection:
            if is_ended_in(connection, work.number):
                return None
            rehearsal, facts = self._within(connection, facts, rehearsal, due)
            decision = decide(rehearsal, facts, self.rules)
            if decision.verdict is Verdict.ALLOW:
                take_in(connection, leased(rehearsal, work), due.run, facts.now)
                _count_in(connection, due, facts, rehearsal)
            opening = {"decision": decision.as_json(), "rehearsal": rehearsal.as_json()}
            opening[ABOUT] = facts.about_work()  # so that other policies can be tried on it
            _DECISION.run(connection, _decision_row(due, decision, facts.now))
            entry = Entry(f"{due.run}/decision", "decision", facts.now, opening)
            self.powers.ledger.record_in(connection, [entry])
        return opening

    def _within(
        self, connection: sa.Connection, facts: Facts, rehearsal: Rehearsal, due: Due
    ) -> tuple[Rehearsal, Facts]:
        """A system whose rate is spent is put off by itself: it must not shield the others."""
        facts = self.gatherer.within(connection, facts, rehearsal, due)
        spent = spent_rates(rehearsal, facts)
        if not spent:
            return rehearsal, facts
        rehearsal = rehearsal.without(spent, "its rate limit is reached")
        return rehearsal, self.gatherer.within(connection, facts, rehearsal, due)

    def _facts_before(self, work: Work, due: Due, rehearsal: Rehearsal) -> Facts:
        """What is read before the desk's lock: under it, nobody may wait for a connection.

        An approval that comes in meanwhile puts a run of its own on the agenda.
        """
        facts = self.gatherer.before(work, due, self.powers.clock.now())
        approved = Approved(self.engine, self.powers.ledger, rehearsal).by(facts.now)
        roles, begins = (
            self.gatherer.roles_of(frozenset(approved)),
            max(approved.values(), default=0),
        )
        return replace(facts, approvals=roles, not_before=begins)

    def _settle(self, due: Due, ending: Ending) -> Json:
        """One transaction, safe to repeat.  Only with it are the leases gone."""
        now, end = self.powers.clock.now(), ending.as_json(due)
        with writing(self.engine, "desk") as connection:
            ending.write_in(connection, due, now)
            self.powers.ledger.record_in(connection, [Entry(f"{due.run}/end", "end", now, end)])
        return end


def _count_in(connection: sa.Connection, due: Due, facts: Facts, rehearsal: Rehearsal) -> None:
    """What was let through counts at once, so that two decisions never share a budget."""
    work = facts.work
    common = {
        "run": due.run,
        "work": work.number,
        "procedure": work.procedure,
        "subject": work.subject,
        "department": facts.subject.department if facts.subject else "",
        "at": facts.now,
    }
    steps = [step for step in rehearsal.steps if step.plan.changes]
    rows = [
        {**common, "id": f"{due.run}/{step.name}", "capability": step.plan.capability}
        for step in steps
    ]
    if rows:
        _WRITES.run(connection, *rows)


def _decision_row(due: Due, decision: Decision, now: float) -> Json:
    return {
        "run": due.run,
        "work": due.work,
        "verdict": decision.verdict.name,
        "digest": decision.digest,
        "reasons": canonical(list(decision.reasons)),
        "needs": canonical([{"count": n.count, "role": n.role} for n in decision.needs]),
        "at": now,
    }
