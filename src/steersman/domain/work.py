"""Work items: what somebody asked for or what happened, in ITIL's kinds and life cycles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from steersman.domain.canonical import digest_of
from steersman.domain.errors import Permanent
from steersman.domain.plan import MARK

SYSTEM = "system:"  # the front of every named system principal


class Kind(Enum):
    """The ITIL 4 kinds of work."""

    INCIDENT = "incident"
    SERVICE_REQUEST = "service_request"
    CHANGE = "change"
    PROBLEM = "problem"
    EVENT = "event"
    KNOWN_ERROR = "known_error"


PREFIXES: Mapping[Kind, str] = {
    Kind.INCIDENT: "INC",
    Kind.SERVICE_REQUEST: "REQ",
    Kind.CHANGE: "CHG",
    Kind.PROBLEM: "PRB",
    Kind.EVENT: "EVT",
    Kind.KNOWN_ERROR: "KE",
}


class State(Enum):
    """Where a work item stands.  ``on_hold`` waits for a person, a date or a system."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    ON_HOLD = "on_hold"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CANCELED = "canceled"


_OPEN = {
    State.NEW: frozenset({State.IN_PROGRESS, State.ON_HOLD, State.RESOLVED, State.CANCELED}),
    State.IN_PROGRESS: frozenset({State.ON_HOLD, State.RESOLVED, State.CANCELED}),
    State.ON_HOLD: frozenset({State.IN_PROGRESS, State.RESOLVED, State.CANCELED}),
    State.RESOLVED: frozenset({State.CLOSED, State.IN_PROGRESS, State.ON_HOLD}),
    State.CLOSED: frozenset[State](),
    State.CANCELED: frozenset[State](),
}


def may_become(before: State, after: State) -> bool:
    """Whether the life cycle allows the step; staying where one is always is."""
    return before is after or after in _OPEN[before]


class Status(Enum):
    """How the automated part of a work item stands: the reason behind its ITIL state."""

    NEW = "new"
    HELD = "held"  # a person must decide about the plan
    DEFERRED = "deferred"  # a later run is due
    REFUSED = "refused"
    INCOMPLETE = "incomplete"  # done in part; people were told what is left
    DONE = "done"
    UNDONE = "undone"
    CANCELED = "canceled"


STATE_OF: Mapping[Status, State] = {
    Status.NEW: State.NEW,
    Status.HELD: State.ON_HOLD,
    Status.DEFERRED: State.ON_HOLD,
    Status.REFUSED: State.ON_HOLD,
    Status.INCOMPLETE: State.ON_HOLD,
    Status.DONE: State.RESOLVED,
    Status.UNDONE: State.RESOLVED,
    Status.CANCELED: State.CANCELED,
}


def effective_at(params: Mapping[str, str]) -> float:
    """From when on it may be carried out, in seconds since 1970; 0: at once, or it is no moment."""
    try:
        return datetime.fromisoformat(params.get("effective_at", "")).timestamp()
    except (ValueError, OverflowError):
        return 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """A request, an event or a finding, and the procedure that answers it."""

    number: str  # "REQ0000012", given by the desk
    procedure: str  # "leaver"
    requester: str  # a person's id or a named system principal: "system:hr-feed"
    subject: str = ""  # the person that it is about, by our own id
    kind: Kind = Kind.SERVICE_REQUEST
    summary: str = ""
    params: Mapping[str, str] = field(default_factory=dict)
    caused_by: str = ""  # the work item that caused this one
    depth: int = 0  # how many automated causes lie behind it

    def __post_init__(self) -> None:
        if any(MARK in value for value in self.params.values()):
            raise Permanent(f"{self.number}: {MARK} is reserved for values known after apply")

    @property
    def digest(self) -> str:
        """Names what was asked for: a run that finds another request stops."""
        about = [self.procedure, self.requester, self.subject, dict(self.params)]
        return digest_of(about)


@dataclass(frozen=True, slots=True)
class Due:
    """One run of a piece of work that should start now."""

    run: str  # "REQ0000012#1"
    work: str
    attempt: int


class QuestionKind(Enum):
    IDENTITY = "identity"  # which of these accounts is this person's?
    PROBLEM = "problem"  # something that a person must put right outside


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """Something that only a person can answer, with everything that is needed to answer it."""

    step: str
    text: str
    kind: QuestionKind = QuestionKind.PROBLEM
    system: str = ""
    person: str = ""
    candidates: tuple[Mapping[str, str], ...] = ()  # side by side: id, label, identifiers …
    blocking: bool = True  # whether the rest of the plan waits for the answer
