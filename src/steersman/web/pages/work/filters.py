"""What of the queue is shown: read from the address of the page, and turned into a query."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from urllib.parse import parse_qs, urlencode

import sqlalchemy as sa

from steersman.domain.work import Kind, Status
from steersman.records.desk.tables import agenda, questions, work_items
from steersman.records.people import PERSON
from steersman.servicedesk.alone import done_by_itself
from steersman.servicedesk.effects import work_with_effects
from steersman.servicedesk.inbox import Inbox
from steersman.servicedesk.stopped import waits_for_switch
from steersman.web.console.frame import OPEN
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

Where = sa.ColumnElement[bool]
RUNNING, TROUBLE, ALONE, ENDED, STOPPED = "running", "trouble", "alone", "ended", "switch"
OPENED, EFFECTS, NOT_PROVEN = "opened", "effects", "unproven"  # rows behind figures of today
RECENT = 86400.0  # seconds: what ended so lately may still be news to the reader
ALL = "status=all"  # the filter that lets everything through; an empty one means “Open”
STATUSES: Mapping[str, str] = {
    "": "Every status",
    "open": "Open",
    RUNNING: "Running",
    Status.NEW.value: "New",
    Status.HELD.value: "Waits for a person",
    STOPPED: "Waits for the kill switch",
    Status.DEFERRED.value: "Waits for its time",
    TROUBLE: "Refused or incomplete",
    Status.REFUSED.value: "Refused",
    Status.INCOMPLETE.value: "Incomplete",
    ENDED: "Ended in the last 24 hours",
    Status.DONE.value: "Done",
    ALONE: "Done by itself today",
    OPENED: "Opened today",
    EFFECTS: "Changed something, ended today",
    NOT_PROVEN: "Not proven, ended today",
    Status.UNDONE.value: "Undone",
    Status.CANCELED.value: "Canceled",
}
OVER = (Status.DONE.value, Status.UNDONE.value, Status.CANCELED.value)
KINDS = tuple(kind.value for kind in Kind)
LONGEST = 100  # characters of a text that is searched for
MOST_PEOPLE = 100
_NUMBER = re.compile(r"(?i)\s*([a-z]{2,3})0*(\d{1,9})\s*|\s*(\d{1,9})\s*")
_c = work_items.c
_run = agenda.alias("run")


@dataclass(frozen=True, slots=True)
class Filter:
    """Each empty part lets everything through.  ``order``: newest or oldest first."""

    status: str = ""
    kind: str = ""
    procedure: str = ""
    text: str = ""
    mine: bool = False
    needs_me: bool = False
    order: str = "newest"

    @property
    def query(self) -> str:
        """As it stands in an address, the same filter always the same way."""
        told = {
            "status": self.status,
            "kind": self.kind,
            "procedure": self.procedure,
            "q": self.text,
            "mine": "yes" if self.mine else "",
            "needs_me": "yes" if self.needs_me else "",
            "order": self.order if self.order != "newest" else "",
        }
        return urlencode({name: value for name, value in told.items() if value}) or ALL

    def turned(self) -> Filter:
        """The same, in the other order."""
        return replace(self, order="oldest" if self.order == "newest" else "newest")


DEFAULTS: Sequence[tuple[str, Filter]] = (
    ("Open", Filter(status="open")),
    ("Needs me", Filter(needs_me=True)),
    ("Waits for a person", Filter(status=Status.HELD.value)),
    ("Running", Filter(status=RUNNING)),
    ("Recently ended", Filter(status=ENDED)),
    ("Done by itself today", Filter(status=ALONE)),
    ("Refused or incomplete", Filter(status=TROUBLE)),
    ("All", Filter()),
)


def read_filter(query: str) -> Filter:
    """The filter in the query of an address.  What is not known counts as not given."""
    given = {name: values[0] for name, values in parse_qs(query[:2000], max_num_fields=50).items()}
    status, kind = given.get("status", ""), given.get("kind", "")
    return Filter(
        status=status if status in STATUSES else "",
        kind=kind if kind in KINDS else "",
        procedure=given.get("procedure", "")[:LONGEST],
        text=" ".join(given.get("q", "").split())[:LONGEST],
        mine=given.get("mine") == "yes",
        needs_me=given.get("needs_me") == "yes",
        order="oldest" if given.get("order") == "oldest" else "newest",
    )


def conditions(core: Core, visitor: Visitor, chosen: Filter, midnight: float) -> list[Where]:
    """What a row must fulfil; who may see it is not part of this.  ``midnight``: of the reader."""
    found: list[Where] = []
    if chosen.status:
        found.append(_status(chosen.status, midnight, core.clock.now()))
    if chosen.kind:
        found.append(_c.kind == chosen.kind)
    if chosen.procedure:
        found.append(_c.procedure == chosen.procedure)
    if chosen.mine:
        found.append(_c.requester == visitor.id)
    if chosen.needs_me:
        found.append(_c.number.in_(_needing(core, visitor)))
    if chosen.text:
        found.append(_text(core, visitor, chosen.text))
    return found


def is_running() -> Where:
    """A run of it was begun and has not come to its end."""
    mine = (_run.c.work == _c.number, _run.c.started_at.is_not(None), _run.c.ended_at.is_(None))
    return sa.exists().where(*mine)


def has_ended(now: float) -> Where:
    """Done, undone or canceled, and lately so.  What is incomplete is open: somebody must look."""
    return sa.and_(_c.status.in_(OVER), _c.settled_at >= now - RECENT)


def _status(status: str, midnight: float, now: float) -> Where:
    if status == "open":
        return _c.status.in_([each.value for each in OPEN])
    if status == TROUBLE:
        return _c.status.in_([Status.REFUSED.value, Status.INCOMPLETE.value])
    if status == RUNNING:
        begun = (_run.c.started_at.is_not(None), _run.c.ended_at.is_(None))
        return _c.number.in_(sa.select(_run.c.work).where(*begun))
    if status == ALONE:
        return done_by_itself(midnight)
    if status == ENDED:
        return has_ended(now)
    if status == STOPPED:
        return waits_for_switch()
    if status == OPENED:
        return _c.opened_at >= midnight
    if status in (EFFECTS, NOT_PROVEN):
        return _c.number.in_(work_with_effects(midnight, unproven=status == NOT_PROVEN))
    return _c.status == status


def _needing(core: Core, visitor: Visitor) -> Sequence[str]:
    """Plans that wait for the visitor's word, and questions that they may answer."""
    principal = visitor.caller.principal
    inbox = Inbox(core.store, core.permissions, core.clock)
    numbers = [plan.number for plan in inbox.waiting_for(principal, 500)]
    may = core.permissions.visible(principal, "answer", questions)
    if may.rules:
        numbers += [row["work"] for row in inbox.questions(principal)]
    asked = inbox.asked_back(principal)
    return [*numbers, *(row["work"] for row in asked if row["requester"] == visitor.id)]


def _text(core: Core, visitor: Visitor, text: str) -> Where:
    """A number, a person whom the visitor may see, or words of the summary."""
    numbered = _NUMBER.fullmatch(text)
    if numbered is not None:
        prefix, of_prefix, bare = numbered.groups()
        if bare is not None:
            return _c.seq == int(bare)
        return _c.number == f"{prefix.upper()}{int(of_prefix):07d}"
    seen = core.permissions.visible(visitor.caller.principal, "view", PERSON.table)
    found = core.people.search(text, limit=MOST_PEOPLE, visible=seen.where) if seen.rules else None
    people = [person.id for person in found.people] if found else []
    if people:
        return sa.or_(_c.subject.in_(people), _c.requester.in_(people))
    return _c.summary.icontains(text, autoescape=True)
