"""What would happen if somebody left now: asked of the systems, decided, and written nowhere."""

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
from steersman.servicedesk.plans import plan_json

NO_NUMBER = ""  # no work item has it, so nothing was approved, leased or counted under it
REHEARSED = "rehearsed"  # where the plan comes from, beside "decided" and "fresh"


@dataclass(frozen=True, slots=True, kw_only=True)
class IfTheyLeft:
    """The plan, and what would be decided about it.  ``successor``: an id; ``at``: seconds."""

    person: Person
    successor: str
    rehearsal: Rehearsal
    decision: Decision
    at: float

    @property
    def unknown(self) -> tuple[str, ...]:
        """What could not be asked: its silence does not mean that nothing is there."""
        failed = self.rehearsal.failed.values()
        return tuple(dict.fromkeys(reason for kind, reason in failed if kind == UNREACHABLE))

    def as_json(self) -> Json:
        told = {**plan_json(self.rehearsal, self.decision), "source": REHEARSED, "at": self.at}
        who = {"subject": self.person.id, "name": self.person.full_name}
        return {**told, **who, "successor": self.successor, "unknown": list(self.unknown)}


def if_they_left(
    governor: Governor, clock: Clock, person: Person, *, successor: str, by: str
) -> IfTheyLeft:
    """The same rehearsal and the same rules as for a leaver that ``by`` asks for now.

    A system that does not answer is told as unknown.  ``Permanent`` when nothing can be planned.
    """
    now = clock.now()
    params = {"successor": successor, "effective_at": datetime.fromtimestamp(now, UTC).isoformat()}
    work = Work(
        number=NO_NUMBER,
        procedure="leaver",
        requester=by,
        subject=person.id,
        summary=f"{person.full_name} leaves",
        params={name: value for name, value in params.items() if value},
    )
    rehearsal, decision = governor.opinion(work)
    return IfTheyLeft(
        person=person, successor=successor, rehearsal=rehearsal, decision=decision, at=now
    )
