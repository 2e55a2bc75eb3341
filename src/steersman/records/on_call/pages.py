"""Keeps pages and deliveries so that each step is taken once, whoever dies and whoever else looks.

A step is taken by changing the page's place and adding its deliveries in one transaction.  A
delivery is claimed for a while before it is sent; after a death it is sent again under its key.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.records.ledger.ledger import Ledger
from steersman.records.on_call.page import (
    ACKNOWLEDGED,
    DROPPED,
    FAILED,
    OPEN,
    RESOLVED,
    SENT,
    WAITING,
    Asked,
    Delivery,
    Page,
    Taken,
    begun,
    delivery_of,
    delivery_row,
    page_of,
    readers_of,
)
from steersman.records.on_call.page_tables import page_deliveries, pages
from steersman.records.on_call.schedules import note
from steersman.records.store import also_lock, reading, writing
from steersman.records.timeline import Timeline

LOCK = "pages"
CLAIM = 60.0  # seconds that a worker may need to hand one message over
MOST = 200
_p, _d = pages.c, page_deliveries.c


@dataclass(frozen=True)
class Pages:
    engine: sa.Engine
    clock: Clock
    ledger: Ledger
    timeline: Timeline

    def open(self, asked: Asked, *, by: str) -> Page:
        """Durable before it returns.  One about the same subject that is not resolved is kept."""
        with writing(self.engine, LOCK) as connection:
            return self._open(connection, asked, by)

    def open_in(self, connection: sa.Connection, asked: Asked, *, by: str) -> Page:
        """The same in the transaction of whoever tells, which must be one of ``writing``."""
        also_lock(connection, LOCK)
        return self._open(connection, asked, by)

    def _open(self, connection: sa.Connection, asked: Asked, by: str) -> Page:
        now = self.clock.now()
        known = self._unresolved(connection, asked) if asked.subject else None
        if known is not None:
            return known
        seq = (connection.scalar(sa.select(sa.func.max(_p.seq))) or 0) + 1
        row = begun(asked, seq, now, by)
        connection.execute(sa.insert(pages), row)
        page = page_of(row)
        self._tell(connection, page, "paged", f"{page.id}: {asked.title}", by)
        told: Json = {"by": by, "policy": asked.policy.name, "subject": page.about}
        told |= {"title": asked.title, "urgent": asked.urgent}
        note(self.ledger, connection, "page-opened", page.id, now, told)
        return page

    def find(self, page: str, visible: sa.ColumnElement[bool] | None = None) -> Page | None:
        wanted = sa.select(pages).where(_p.id == page)
        wanted = wanted if visible is None else wanted.where(visible)
        with reading(self.engine) as connection:
            row = connection.execute(wanted).mappings().first()
        return None if row is None else page_of(row)

    def get(self, page: str, visible: sa.ColumnElement[bool] | None = None) -> Page:
        found = self.find(page, visible)
        if found is None:
            raise Permanent(f"there is no page {page[:100]!r} that you may see")
        return found

    def under_way(
        self, visible: sa.ColumnElement[bool] | None = None, most: int = MOST
    ) -> Sequence[Page]:
        """Those that are not resolved, the newest first."""
        return self.search(sa.true() if visible is None else visible, most, resolved=False)

    def search(
        self, visible: sa.ColumnElement[bool], most: int = MOST, *, resolved: bool = True
    ) -> Sequence[Page]:
        """The newest first; ``resolved``: also those that are over."""
        wanted = sa.select(pages).where(visible)
        wanted = wanted if resolved else wanted.where(_p.state != RESOLVED)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_p.seq.desc()).limit(most)).mappings()
            return [page_of(row) for row in rows]

    def unreached(self, visible: sa.ColumnElement[bool] | None = None) -> Sequence[Page]:
        """Open pages whose steps were all gone through: nobody was reached, or nobody answered."""
        where = sa.true() if visible is None else visible
        return self.search(where & (_p.state == OPEN) & _p.exhausted_at.is_not(None))

    def about(self, subject: str) -> Sequence[Page]:
        """Every page about a subject, the oldest first."""
        return list(reversed(self.search((_p.subject == subject) | (_p.id == subject))))

    def deliveries(self, page: str) -> Sequence[Delivery]:
        """In the order in which they were made."""
        wanted = sa.select(page_deliveries).where(_d.page == page)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_d.round, _d.step, _d.made_at, _d.id))
            return [delivery_of(row) for row in rows.mappings()]

    # -- steps --------------------------------------------------------------------------------

    def due(self) -> Sequence[Page]:
        """Whose next step is due."""
        now = self.clock.now()
        wanted = sa.select(pages).where(_p.state == OPEN, _p.next_at <= now)
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_p.next_at).limit(MOST)).mappings()
            return [page_of(row) for row in rows]

    def take(self, page: Page, taken: Taken) -> bool:
        """Take the step that is due, unless another worker did or the page has moved."""
        here = (_p.state == OPEN, _p.round == page.round, _p.step == page.step)
        mine = sa.update(pages).where(_p.id == page.id, *here, _p.next_at == page.next_at)
        moved: dict[str, Any] = {"round": taken.round, "step": taken.step}
        moved |= {"next_at": taken.next_at, "readers": readers_of(page, taken.deliveries)}
        if taken.exhausted and page.exhausted_at is None:
            moved["exhausted_at"] = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            if not connection.execute(mine.values(moved)).rowcount:
                return False
            rows = [delivery_row(each) for each in taken.deliveries]
            if rows:
                connection.execute(sa.insert(page_deliveries), rows)
            for kind, text in taken.told:
                self._tell(connection, page, kind, text, "system:on-call")
        return True

    # -- deliveries ---------------------------------------------------------------------------

    def to_send(self) -> Sequence[Delivery]:
        """Deliveries that are due and that no worker is sending."""
        now = self.clock.now()
        wanted = sa.select(page_deliveries).where(
            _d.state == WAITING, _d.not_before <= now, _d.claimed_until <= now
        )
        with reading(self.engine) as connection:
            rows = connection.execute(wanted.order_by(_d.not_before, _d.id).limit(MOST))
            return [delivery_of(row) for row in rows.mappings()]

    def claim(self, delivery: str) -> bool:
        """Whether it is this worker's to send now."""
        now = self.clock.now()
        mine = sa.update(page_deliveries).where(
            _d.id == delivery, _d.state == WAITING, _d.claimed_until <= now
        )
        values = {"claimed_until": now + CLAIM, "attempts": _d.attempts + 1}
        with writing(self.engine, LOCK) as connection:
            return bool(connection.execute(mine.values(values)).rowcount)

    def sent(self, delivery: Delivery, who: str) -> None:
        """It was taken by whatever it goes through."""
        now = self.clock.now()
        values = {"state": SENT, "sent_at": now, "detail": "", "claimed_until": 0.0}
        with writing(self.engine, LOCK) as connection:
            if self._settle(connection, delivery, values):
                ours = sa.update(pages).where(_p.id == delivery.page)
                connection.execute(ours.values(reached=True))
                page = _one(connection, delivery.page)
                self._tell(connection, page, "told", f"{who}: {delivery.label}", "system:on-call")

    def again(self, delivery: Delivery, why: str, at: float) -> None:
        """Not taken now: try again at ``at``."""
        values = {"detail": why, "not_before": at, "claimed_until": 0.0}
        with writing(self.engine, LOCK) as connection:
            self._settle(connection, delivery, values)

    def failed(self, delivery: Delivery, why: str, instead: Delivery | None, who: str) -> None:
        """Not taken for good: the next method, or the next step at once when nothing is left."""
        values = {"state": FAILED, "detail": why, "claimed_until": 0.0}
        with writing(self.engine, LOCK) as connection:
            if not self._settle(connection, delivery, values):
                return
            page = _one(connection, delivery.page)
            text = f"{who}: {delivery.label} failed: {why}"
            self._tell(connection, page, "not-told", text, "system:on-call")
            if instead is not None and page.state == OPEN:
                connection.execute(sa.insert(page_deliveries), delivery_row(instead))
            elif not self._hope(connection, delivery):
                here = (_p.state == OPEN, _p.round == delivery.round, _p.step == delivery.step + 1)
                ours = sa.update(pages).where(_p.id == delivery.page, *here)
                connection.execute(ours.values(next_at=self.clock.now()))

    def _hope(self, connection: sa.Connection, delivery: Delivery) -> bool:
        """Whether some delivery of the same step went out, or may."""
        same = (_d.page == delivery.page, _d.round == delivery.round, _d.step == delivery.step)
        wanted = sa.select(_d.id).where(*same, _d.state.in_([WAITING, SENT])).limit(1)
        return connection.scalar(wanted) is not None

    def _settle(self, connection: sa.Connection, delivery: Delivery, values: Json) -> bool:
        mine = sa.update(page_deliveries).where(_d.id == delivery.id, _d.state == WAITING)
        return bool(connection.execute(mine.values(values)).rowcount)

    # -- answers ------------------------------------------------------------------------------

    def acknowledge(self, page: str, *, by: str, channel: str) -> Page:
        """Somebody has it: no further step is taken.  Again, or by another: who was first stays."""
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, page)
            if found.state == RESOLVED:
                raise Permanent(f"{page} was resolved already: there is nothing to acknowledge")
            if found.state == ACKNOWLEDGED:
                return found
            values = {"state": ACKNOWLEDGED, "acknowledged_at": now, "acknowledged_by": by}
            self._end_steps(connection, page, values)
            self._tell(connection, found, "acknowledged", f"{page} by {channel}", by)
            told = {"by": by, "channel": channel}
            note(self.ledger, connection, "page-acknowledged", page, now, told)
            return _one(connection, page)

    def resolve(self, page: str, *, by: str, note_text: str = "") -> Page:
        """It is over; who is still waiting to be told is not told any more."""
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, page)
            if found.state == RESOLVED:
                return found
            values = {"state": RESOLVED, "resolved_at": now, "resolved_by": by}
            self._end_steps(connection, page, values)
            text = f"{page}: {note_text}" if note_text else page
            self._tell(connection, found, "resolved", text, by)
            note(self.ledger, connection, "page-resolved", page, now, {"by": by, "text": note_text})
            return _one(connection, page)

    def escalate(self, page: str, *, by: str) -> Page:
        """Take the next step now."""
        now = self.clock.now()
        with writing(self.engine, LOCK) as connection:
            found = _one(connection, page)
            if found.state == RESOLVED:
                raise Permanent(f"{page} was resolved already: there is nothing to escalate")
            ours = sa.update(pages).where(_p.id == page)
            connection.execute(ours.values(state=OPEN, next_at=now))
            self._tell(connection, found, "escalated", page, by)
            note(self.ledger, connection, "page-escalated", page, now, {"by": by})
            return _one(connection, page)

    def _end_steps(self, connection: sa.Connection, page: str, values: Json) -> None:
        ours = sa.update(pages).where(_p.id == page)
        connection.execute(ours.values({**values, "next_at": None}))
        rest = sa.update(page_deliveries).where(_d.page == page, _d.state == WAITING)
        why = f"no longer needed: {values['state']}"
        connection.execute(rest.values(state=DROPPED, detail=why))

    def _tell(self, connection: sa.Connection, page: Page, kind: str, text: str, by: str) -> None:
        self.timeline.add_in(connection, page.about, self.clock.now(), kind, text, by)

    def _unresolved(self, connection: sa.Connection, asked: Asked) -> Page | None:
        same = (_p.subject == asked.subject, _p.policy == asked.policy.id, _p.state != RESOLVED)
        row = connection.execute(sa.select(pages).where(*same)).mappings().first()
        return None if row is None else page_of(row)


def _one(connection: sa.Connection, page: str) -> Page:
    row = connection.execute(sa.select(pages).where(_p.id == page)).mappings().first()
    if row is None:
        raise Permanent(f"there is no page {page[:100]!r}")
    return page_of(row)
