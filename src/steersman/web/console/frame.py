"""What stands around every page: where one can go, what waits, and whether automation acts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import sqlalchemy as sa

from steersman.domain.condition import Condition
from steersman.domain.work import Status
from steersman.records.desk.tables import work_items
from steersman.records.guard.switches import EVERYTHING
from steersman.records.on_call.page_tables import pages
from steersman.records.situations.tables import situations
from steersman.records.situations.writing import RESOLVED
from steersman.records.store import reading
from steersman.servicedesk.inbox import COUNTED as MINE
from steersman.servicedesk.inbox import Inbox
from steersman.web.core import Core
from steersman.web.sign_in.session import Visitor

COUNTED = 1000  # open work items; a badge says no more than “999+”
OPEN = (Status.NEW, Status.HELD, Status.DEFERRED, Status.REFUSED, Status.INCOMPLETE)


@dataclass(frozen=True, slots=True)
class Place:
    """Somewhere to go.  ``folds``: into the menu on a phone.  ``key``: after G on the keyboard."""

    name: str
    title: str
    path: str
    symbol: str
    key: str = ""
    folds: bool = False
    below: bool = False
    sees: str = ""  # the kind of object that one must be allowed to view; empty: for everybody
    count: str = ""  # how much waits there: "4", "99+", or nothing
    due: bool = False


PLACES = (
    Place("overview", "Overview", "/", "home", "o"),
    Place("work", "Work", "/work", "work", "w"),
    Place("approvals", "Approvals", "/approvals", "approve", "a", due=True),
    Place("situations", "Situations", "/situations", "warn", "i", sees="situation", due=True),
    Place("on-call", "On call", "/on-call", "clock", "y", folds=True, sees="on_call_schedule"),
    Place("alerts", "Alerts", "/alerts", "pulse", "t", folds=True, sees="alert"),
    Place("series", "Series", "/series", "chart", "v", folds=True, sees="series"),
    Place("runbooks", "Runbooks", "/runbooks", "run", "b", folds=True, sees="runbook"),
    Place(
        "environments",
        "Environments",
        "/environments",
        "server",
        "n",
        folds=True,
        sees="environment",
    ),
    Place("people", "People", "/people", "people", "p"),
    Place("ci", "CMDB", "/ci", "parts", "m", folds=True, sees="configuration_item"),
    Place("ask", "Ask", "/ask", "search", "k", folds=True),
    Place("knowledge", "Documents", "/knowledge", "doc", "d", folds=True),
    Place("systems", "Systems", "/systems", "server", "s", folds=True, sees="system"),
    Place("policies", "Policies", "/policies", "rule", "r", folds=True, sees="policy"),
    Place("levels", "Levels", "/levels", "ladder", "l", folds=True, sees="level"),
    Place("ledger", "Ledger", "/ledger", "ledger", "e", folds=True, sees="ledger"),
    Place(
        "accounts",
        "Accounts",
        "/accounts",
        "user",
        "c",
        folds=True,
        below=True,
        sees="sign_in_account",
    ),
    Place("help", "Help", "/help", "help", "h", below=True),
)


@dataclass(frozen=True, slots=True)
class Crumb:
    title: str
    path: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is wrong with Steersman itself, and what to do."""

    title: str
    why: str


@dataclass(frozen=True, slots=True)
class Frame:
    """The view model of the layout ``console/layouts/base.html``."""

    visitor: Visitor
    place: str
    title: str
    crumbs: Sequence[Crumb]
    places: Sequence[Place]
    thrown: Sequence[str]
    stopped_why: str
    may_stop: bool
    may_start: bool
    troubles: Sequence[Trouble]
    said: str


def frame_for(
    core: Core,
    visitor: Visitor,
    *,
    place: str,
    title: str,
    crumbs: Sequence[Crumb] = (),
    said: str = "",
) -> Frame:
    thrown = core.switches.thrown()
    everything = [row for row in thrown if row["scope"] == EVERYTHING]
    return Frame(
        visitor=visitor,
        place=place,
        title=title,
        crumbs=crumbs,
        places=_places(core, visitor),
        thrown=[row["scope"] for row in thrown],
        stopped_why=_why(core, everything[0]["thrown_by"], everything[0]["reason"])
        if everything
        else "",
        may_stop=core.permissions.may(visitor.caller.principal, "throw", "switch").allowed,
        may_start=core.permissions.may(visitor.caller.principal, "release", "switch").allowed,
        troubles=[*_unreached(core, visitor), *_troubles(core.condition())],
        said=said,
    )


def _troubles(now: Condition) -> list[Trouble]:
    """The gravest first; what is only read is shown all the same."""
    told = []
    if not now.writes:
        told.append(Trouble("Nothing can be written, so nothing is done", now.database))
    elif now.silent:
        told.append(Trouble("No heartbeat for a while", "look at the log of Steersman"))
    told += [Trouble(f"{name} does not answer", why) for name, why in now.systems_down.items()]
    return [*told, *(Trouble(f"“{job}” fails", why) for job, why in now.faults.items())]


def _unreached(core: Core, visitor: Visitor) -> list[Trouble]:
    """Said loudly on every page: somebody should know and nobody does."""
    seen = core.permissions.visible(visitor.caller.principal, "view", pages)
    if not seen.rules:
        return []
    told = []
    for each in core.pages.unreached(seen.where)[:3]:
        what = "nobody answered" if each.reached else "nobody could be reached"
        told.append(Trouble(f"{each.id}: {what}", f"{each.title} (look at On call)"))
    return told


def _why(core: Core, by: str, reason: str) -> str:
    person = core.people.find(by)
    return f"Stopped by {person.full_name if person else by}: {reason or 'no reason was given'}"


def _places(core: Core, visitor: Visitor) -> list[Place]:
    counts, shown = _counts(core, visitor), places_for(core, visitor)
    return [replace(place, count=_capped(place, counts.get(place.name))) for place in shown]


def places_for(core: Core, visitor: Visitor) -> list[Place]:
    """Where the visitor has something to look at."""
    kinds = [place.sees for place in PLACES if place.sees]
    seen = core.permissions.may_all(visitor.caller.principal, "view", kinds)
    return [place for place in PLACES if not place.sees or place.sees in seen]


def _counts(core: Core, visitor: Visitor) -> dict[str, int]:
    """Open work and situations that the visitor may see, and plans that they may answer.

    Each is counted up to a limit only, so that the frame costs the same however much there is.
    """
    c, principal = work_items.c, visitor.caller.principal
    seen = core.permissions.visible(principal, "view", work_items)
    wanted = sa.select(c.number).where(c.status.in_([s.value for s in OPEN]), seen.where)
    some = wanted.limit(COUNTED).subquery()
    live = _live(core, visitor).limit(MINE).subquery()
    with reading(core.store) as connection:
        open_ = connection.scalar(sa.select(sa.func.count()).select_from(some)) or 0
        wrong = connection.scalar(sa.select(sa.func.count()).select_from(live)) or 0
    inbox = Inbox(core.store, core.permissions, core.clock)
    return {"work": open_, "approvals": inbox.count(principal), "situations": wrong}


def _live(core: Core, visitor: Visitor) -> sa.Select[str]:
    sees = core.permissions.visible(visitor.caller.principal, "view", situations).where
    return sa.select(situations.c.number).where(situations.c.state != RESOLVED, sees)


def _capped(place: Place, count: int | None) -> str:
    most = COUNTED if place.name == "work" else MINE
    return "" if not count else f"{most - 1}+" if count >= most else str(count)
