"""One person as the visitor may see them.  A field that no rule shows is not on the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.people import EmploymentStatus, Person
from steersman.domain.work import Status
from steersman.records.desk.tables import work_items
from steersman.records.desk.work import MANUAL
from steersman.records.names import names_in, names_of
from steersman.records.people import people
from steersman.records.store import reading
from steersman.web.auth import visible
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.people.access import Access, access_of
from steersman.web.pages.people.duties import Duties, duties_of
from steersman.web.pages.people.history import History, history_of
from steersman.web.pages.people.holdings import Holdings, holdings_of
from steersman.web.pages.people.identities import Identities, identities_of
from steersman.web.reaching import unseen
from steersman.web.sign_in.session import Visitor

WAITS = (Status.NEW, Status.HELD, Status.DEFERRED, Status.REFUSED, Status.INCOMPLETE)
NOTICES = 3
_w = work_items.c


@dataclass(frozen=True, slots=True)
class Seen:
    """A person, and which fields of this very person the visitor's rules show; None: all."""

    person: Person
    fields: frozenset[str] | None

    def shows(self, *names: str) -> bool:
        return self.fields is None or self.fields.issuperset(names)

    def text(self, name: str) -> str:
        """The value of a field; empty where it is not shown or not known."""
        return str(getattr(self.person, name)) if self.shows(name) else ""

    @property
    def name(self) -> str:
        named = self.shows("given_name", "family_name")
        return (self.person.full_name if named else "") or self.person.id


@dataclass(frozen=True, slots=True)
class Link:
    """Somebody else; ``path`` empty: the visitor may not open their page."""

    name: str
    path: str


@dataclass(frozen=True, slots=True)
class OpenWork:
    """``status``: as of the work item, or "manual": people do it."""

    number: str
    title: str
    status: str
    path: str


@dataclass(frozen=True, slots=True)
class View:
    """The view model of ``pages/people/person.html``."""

    seen: Seen
    manager: Link | None
    left: bool
    protected: bool
    open_work: Sequence[OpenWork]
    identities: Identities
    access: Access
    holdings: Holdings
    duties: Duties
    history: History
    may_rehearse: bool
    may_report: bool
    may_ask: bool

    @property
    def path(self) -> str:
        return f"/people/{self.seen.person.id}"


def seen_person(core: Core, visitor: Visitor, person: str) -> Seen:
    """Whoever may not see everybody gets the same answer about nobody as about somebody hidden."""
    visible(core, visitor.caller, "view", people)  # 403 with the rule, when there is none at all
    principal, shown = visitor.caller.principal, person[:60]
    found = core.people.find(person) if person.isprintable() else None
    if found is not None:
        decision = core.permissions.decide(principal, "view", people, person)
        if decision.allowed:
            return Seen(found, decision.fields)
    raise unseen(core, visitor.caller, f"person {shown}", "person")


def view_of(core: Core, visitor: Visitor, seen: Seen) -> View:
    principal, may = visitor.caller.principal, core.permissions.may
    left = seen.person.employment_status is EmploymentStatus.TERMINATED
    return View(
        seen=seen,
        manager=_manager(core, visitor, seen),
        left=left and seen.shows("employment_status"),
        protected=seen.person.protected and seen.shows("protected"),
        open_work=_open_work(core, visitor, seen.person.id),
        identities=identities_of(core, visitor, seen.person, seen.shows("employee_number")),
        access=access_of(core, visitor, seen.person.id, all_shown=seen.fields is None),
        holdings=holdings_of(core, visitor, seen.person.id),
        duties=duties_of(core, visitor, seen.person.id),
        history=history_of(core, visitor, seen.person.id, seen.fields),
        may_rehearse=may_rehearse(core, visitor),
        may_report=may(principal, "add", "work_item").allowed and visitor.id != seen.person.id,
        may_ask=bool(core.permissions.visible(principal, "ask", work_items).rules),
    )


def may_rehearse(core: Core, visitor: Visitor) -> bool:
    """Who could open a leaver, or may read the plan of any: nobody learns more by a rehearsal."""
    may, principal = core.permissions.may, visitor.caller.principal
    ways = (may(principal, action, "work_item") for action in ("add", "view"))
    return any(way.allowed for way in ways)


def _manager(core: Core, visitor: Visitor, seen: Seen) -> Link | None:
    manager = seen.text("manager")
    if not manager:
        return None
    name = names_of(core.store, [manager]).of(manager)
    decision = core.permissions.decide(visitor.caller.principal, "view", people, manager)
    return Link(name, f"/people/{manager}" if decision.allowed else "")


def _open_work(core: Core, visitor: Visitor, person: str) -> list[OpenWork]:
    may = core.permissions.visible(visitor.caller.principal, "view", work_items)
    told = (_w.number, _w.procedure, _w.summary, _w.subject, _w.status)
    wanted = sa.select(*told).where(_w.subject == person, may.where)
    wanted = wanted.where(_w.status.in_([status.value for status in WAITS]))
    with reading(core.store) as connection:
        newest = wanted.order_by(_w.seq.desc()).limit(NOTICES)
        rows = connection.execute(newest).mappings().all()
    names = names_in(core.store, *(f"{row['summary']} {row['subject']}" for row in rows))
    return [
        OpenWork(
            row["number"],
            title_of(row["procedure"], row["summary"], row["subject"], names),
            MANUAL if row["procedure"] == MANUAL else row["status"],
            f"/{'approvals' if row['status'] == Status.HELD.value else 'work'}/{row['number']}",
        )
        for row in rows
    ]
