"""The rows of the queue: a page of them, by keyset, with everything that a row shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.work import Status
from steersman.records.desk.tables import obligations, work_items
from steersman.records.names import Names, names_in
from steersman.records.saved_views import SavedView
from steersman.records.store import reading
from steersman.web.auth import visible
from steersman.web.console.titles import title_of
from steersman.web.core import Core
from steersman.web.pages.work.filters import (
    DEFAULTS,
    KINDS,
    OVER,
    STATUSES,
    Filter,
    conditions,
    has_ended,
    is_running,
    read_filter,
)
from steersman.web.sign_in.session import Visitor

SHOWN = 50  # rows of a page
COUNTED = 10_000  # counted no further
ENDED_SHOWN = 8  # below what is open
OPENS_WITH = Filter(status="open")  # what /work shows at first
TAKEN_BACK = (Status.DONE.value, Status.INCOMPLETE.value)
_c = work_items.c
_ROW = (
    _c.number,
    _c.seq,
    _c.kind,
    _c.procedure,
    _c.requester,
    _c.subject,
    _c.summary,
    _c.status,
    _c.opened_at,
    _c.settled_at,
)


@dataclass(frozen=True, slots=True)
class Row:
    """``due``: when its access should be closed, if promised and still open; seconds.

    ``ended_at``: when it came to its end; None: it has not.
    """

    number: str
    title: str
    status: str
    about: str
    requester: str
    kind: str
    opened_at: float
    due: float | None
    may_undo: bool
    ended_at: float | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A saved view: ``own`` ones can be removed."""

    name: str
    query: str
    here: bool
    own: bool = False


@dataclass(frozen=True, slots=True)
class Refused:
    """What a bulk action did not do, and why."""

    number: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The view model of ``pages/work/queue.html``.  ``older``: where the next page begins.

    ``ended``: what came to its end lately, below what is open; ``ended_count``: all of it.
    """

    rows: Sequence[Row]
    filter: Filter
    views: Sequence[View]
    count: int
    older: int | None
    first: bool
    statuses: Mapping[str, str]
    kinds: Sequence[str]
    procedures: Sequence[str]
    may_undo: bool
    may_ask: bool
    empty: bool  # nothing was ever asked for, as far as the visitor may see
    ended: Sequence[Row] = ()
    ended_count: int = 0
    opened: Sequence[str] = ()
    refused: Sequence[Refused] = ()
    reason: str = ""
    ticked: Sequence[str] = ()

    @property
    def counted(self) -> str:
        return f"{COUNTED:,}+" if self.count > COUNTED else f"{self.count:,}"

    @property
    def here(self) -> str:
        return next((view.name for view in self.views if view.here), "")


def queue_of(
    core: Core,
    visitor: Visitor,
    query: str,
    midnight: float,
    before: int | None,
) -> Queue:
    """403 when no rule lets the visitor see any work."""
    chosen = read_filter(query)
    seen = visible(core, visitor.caller, "view", work_items).where
    where = [seen, *conditions(core, visitor, chosen, midnight)]
    rows = _rows(core, chosen, where, before)
    ended = _ended(core, visitor, seen) if chosen == OPENS_WITH and before is None else ((), 0)
    page = rows[:SHOWN]
    may = core.permissions.may
    principal = visitor.caller.principal
    return Queue(
        rows=_shown(core, visitor, page),
        filter=chosen,
        views=_views(core.desk.views.of(visitor.id), chosen),
        count=_count(core, where),
        older=page[-1]["seq"] if len(rows) > SHOWN else None,
        first=before is None,
        statuses=STATUSES,
        kinds=KINDS,
        procedures=sorted(core.governor.procedures),
        may_undo=may(principal, "undo", "work_item").allowed,
        may_ask=may(principal, "ask", "work_item").allowed,
        empty=not rows and chosen == Filter() and before is None,
        ended=ended[0],
        ended_count=ended[1],
    )


def _ended(core: Core, visitor: Visitor, seen: sa.ColumnElement[bool]) -> tuple[Sequence[Row], int]:
    """What ended lately, the last first: it would leave the view of what is open unseen."""
    where = [seen, has_ended(core.clock.now())]
    wanted = sa.select(*_ROW, sa.false().label("running"), sa.null().label("due")).where(*where)
    with reading(core.store) as connection:
        newest = wanted.order_by(_c.settled_at.desc()).limit(ENDED_SHOWN)
        rows = connection.execute(newest).mappings().all()
    return _shown(core, visitor, rows), _count(core, where) if rows else 0


def _rows(
    core: Core, chosen: Filter, where: Sequence[sa.ColumnElement[bool]], before: int | None
) -> Sequence[sa.RowMapping]:
    """One more than a page, so that it is known whether there are more."""
    newest = chosen.order == "newest"
    wanted = sa.select(*_ROW, is_running().label("running"), _due().label("due")).where(*where)
    if before is not None:
        wanted = wanted.where(_c.seq < before if newest else _c.seq > before)
    wanted = wanted.order_by(_c.seq.desc() if newest else _c.seq).limit(SHOWN + 1)
    with reading(core.store) as connection:
        return connection.execute(wanted).mappings().all()


def _due() -> sa.ScalarSelect[float]:
    o = obligations.c
    mine = (o.work == _c.number, o.kind == "access_closed", o.state.in_(["open", "overdue"]))
    return sa.select(sa.func.min(o.due_at)).where(*mine).scalar_subquery()


def _count(core: Core, where: Sequence[sa.ColumnElement[bool]]) -> int:
    some = sa.select(sa.literal(1)).select_from(work_items).where(*where).limit(COUNTED + 1)
    with reading(core.store) as connection:
        return connection.scalar(sa.select(sa.func.count()).select_from(some.subquery())) or 0


def _shown(core: Core, visitor: Visitor, rows: Sequence[sa.RowMapping]) -> Sequence[Row]:
    texts = [f"{row['requester']} {row['subject']} {row['summary']}" for row in rows]
    names, undoable = names_in(core.store, *texts), _undoable(core, visitor, rows)
    return [_row(row, names, undoable) for row in rows]


def _row(row: sa.RowMapping, names: Names, undoable: frozenset[str]) -> Row:
    return Row(
        number=row["number"],
        title=title_of(row["procedure"], row["summary"], row["subject"], names),
        status="running" if row["running"] else row["status"],
        about=names.of(row["subject"]) if row["subject"] else "",
        requester=names.of(row["requester"]),
        kind=row["kind"].replace("_", " "),
        opened_at=row["opened_at"],
        due=row["due"],
        may_undo=row["number"] in undoable,
        ended_at=row["settled_at"] if row["status"] in OVER else None,
    )


def _undoable(core: Core, visitor: Visitor, rows: Sequence[sa.RowMapping]) -> frozenset[str]:
    """Which of these the visitor may ask to be taken back: by the rules, and no party to it."""
    may = core.permissions.visible(visitor.caller.principal, "undo", work_items)
    done = [
        row["number"]
        for row in rows
        if row["status"] in TAKEN_BACK
        and row["procedure"] not in ("undo", "manual")
        and row["subject"] != visitor.id
    ]
    if not may.rules or not done:
        return frozenset()
    wanted = sa.select(_c.number).where(_c.number.in_(done), may.where)
    with reading(core.store) as connection:
        return frozenset(connection.scalars(wanted))


def _views(saved: Sequence[SavedView], chosen: Filter) -> Sequence[View]:
    plain = chosen.query
    shared = [View(name, each.query, each.query == plain) for name, each in DEFAULTS]
    own = [View(each.name, each.filter, each.filter == plain, own=True) for each in saved]
    return [*shared, *own]
