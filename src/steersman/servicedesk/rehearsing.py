"""What would happen if something were asked for: planned, decided, and written nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.people import Person
from steersman.domain.work import Work
from steersman.governor.decision import Decision
from steersman.governor.execute import Governor
from steersman.governor.rehearsal import UNREACHABLE, Rehearsal
from steersman.records.desk.work import Request
from steersman.servicedesk.plans import plan_json
from steersman.servicedesk.reading import Naming

NO_NUMBER = ""  # no work item has it, so nothing was approved, leased or counted under it
REHEARSED = "rehearsed"  # where the plan comes from, beside "decided" and "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """The plan, and what would be decided about it.  ``at``: seconds since 1970."""

    rehearsal: Rehearsal
    decision: Decision
    at: float

    @property
    def unknown(self) -> tuple[str, ...]:
        """What could not be asked: its silence does not mean that nothing is there."""
        failed = self.rehearsal.failed.values()
        return tuple(dict.fromkeys(reason for kind, reason in failed if kind == UNREACHABLE))


@dataclass(frozen=True, slots=True, kw_only=True)
class IfTheyLeft(Rehearsed):
    """``successor``: an id; empty: nobody."""

    person: Person
    successor: str

    def as_json(self, naming: Naming = str) -> Json:
        told = plan_json(self.rehearsal, self.decision, naming)
        told |= {"source": REHEARSED, "at": self.at}
        who = {"subject": self.person.id, "name": self.person.full_name}
        return {**told, **who, "successor": self.successor, "unknown": list(self.unknown)}


def rehearse(governor: Governor, clock: Clock, request: Request) -> Rehearsed:
    """The same rehearsal and the same rules that the work itself would meet now.

    A system that does not answer is told as unknown.  ``Permanent`` when nothing can be planned.
    """
    at = clock.now()
    work = Work(
        number=NO_NUMBER,
        procedure=request.procedure,
        requester=request.requester,
        subject=request.subject,
        kind=request.kind,
        summary=request.summary,
        params=request.params or {},
    )
    rehearsal, decision = governor.opinion(work)
    return Rehearsed(rehearsal=rehearsal, decision=decision, at=at)


def if_they_left(
    governor: Governor, clock: Clock, person: Person, *, successor: str, by: str
) -> IfTheyLeft:
    """As for a leaver that ``by`` asks for now."""
    now = datetime.fromtimestamp(clock.now(), UTC).isoformat()
    params = {"successor": successor, "effective_at": now}
    request = Request(
        procedure="leaver",
        requester=by,
        subject=person.id,
        summary=f"{person.full_name} leaves",
        params={name: value for name, value in params.items() if value},
    )
    told = rehearse(governor, clock, request)
    return IfTheyLeft(
        person=person,
        successor=successor,
        rehearsal=told.rehearsal,
        decision=told.decision,
        at=told.at,
    )
