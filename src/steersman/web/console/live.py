"""Tells every open page what changed: one look a second at the record serves all of them.

A message carries only the name of what changed; a page then asks for its parts again, as whoever
is signed in there.  So the stream itself tells nobody anything.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Mapping

import sqlalchemy as sa
from fastapi.concurrency import run_in_threadpool

from steersman.records.alerts import alert_events
from steersman.records.desk.tables import agenda, questions, work_items
from steersman.records.guard.tables import switches
from steersman.records.ledger.tables import entries
from steersman.records.series import series_watches
from steersman.records.situations.tables import situation_events
from steersman.records.store import reading

log = logging.getLogger("steersman.web")
Marks = Mapping[str, object]  # topic → something that differs after a change

EVERY = 1.0  # seconds between two looks
BEAT = 15.0  # a page that hears nothing for longer knows that the stream is gone
LONGEST = 300.0  # then the browser connects again, and its session is looked at again
WAITING = 32  # messages; a page that takes none for so long is let go

_WORK = sa.select(
    sa.select(sa.func.max(entries.c.seq)).scalar_subquery(),
    sa.select(sa.func.max(work_items.c.seq)).scalar_subquery(),
    sa.select(sa.func.max(agenda.c.started_at)).scalar_subquery(),
    sa.select(sa.func.max(agenda.c.ended_at)).scalar_subquery(),
    sa.select(sa.func.max(questions.c.answered_at)).scalar_subquery(),
)
_ALERTS = sa.select(sa.func.max(alert_events.c.seq))
_SERIES = sa.select(sa.func.max(series_watches.c.read_at), sa.func.max(series_watches.c.failed_at))
_SITUATIONS = sa.select(sa.func.max(situation_events.c.seq))
_SWITCHES = sa.select(switches.c.scope, switches.c.thrown_at).order_by(switches.c.scope)


def marks_of(store: sa.Engine) -> Marks:
    """``work``: anything about a work item; ``switches``: a kill switch; ``alerts``: a new word.

    ``series``: a watched series was read, or could not be.
    """
    with reading(store) as connection:
        work = tuple(connection.execute(_WORK).one())
        alerts = connection.scalar(_ALERTS)
        situations = connection.scalar(_SITUATIONS)
        series = tuple(connection.execute(_SERIES).one())
        thrown = tuple(map(tuple, connection.execute(_SWITCHES)))
    found = {"work": work, "alerts": alerts, "situations": situations}
    return {**found, "series": series, "switches": thrown}


class Live:
    """The listeners of this process, and the one task that looks for them."""

    def __init__(self, look: Callable[[], Marks], every: float = EVERY) -> None:
        self._look = look
        self._every = every
        self._listeners: set[asyncio.Queue[str]] = set()
        self._task: asyncio.Task[None] | None = None
        self._closed = False

    async def stream(self) -> AsyncIterator[bytes]:
        """Server-sent events, WHATWG HTML 9.2, until ``LONGEST`` is over."""
        heard: asyncio.Queue[str] = asyncio.Queue(WAITING)
        if not self._closed:
            self._listeners.add(heard)
            self._begin()
        until = asyncio.get_running_loop().time() + LONGEST
        try:
            yield b"retry: 2000\n\n" + _event("hello")
            while asyncio.get_running_loop().time() < until and heard in self._listeners:
                yield _event(await _next(heard))
        finally:
            self._listeners.discard(heard)

    def close(self) -> None:
        """Let every page go, on the event loop; each asks again until a server answers."""
        self._closed = True
        self._tell("bye")
        self._listeners.clear()
        if self._task is not None:
            self._task.cancel()

    def _begin(self) -> None:
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._watch())

    async def _watch(self) -> None:
        """Until nobody listens.  A look that fails is told, and tried again."""
        before = await self._seen()
        while self._listeners:
            await asyncio.sleep(self._every)
            now = await self._seen()
            for topic in now:
                if before.get(topic) != now[topic]:
                    self._tell(topic)
            before = {**before, **now}

    async def _seen(self) -> Marks:
        try:
            return await run_in_threadpool(self._look)
        except sa.exc.SQLAlchemyError as error:
            log.warning("the event stream cannot read the record: %s", type(error).__name__)
            return {"trouble": type(error).__name__}

    def _tell(self, topic: str) -> None:
        for heard in list(self._listeners):
            try:
                heard.put_nowait(topic)
            except asyncio.QueueFull:
                self._listeners.discard(heard)


async def _next(heard: asyncio.Queue[str]) -> str:
    try:
        return await asyncio.wait_for(heard.get(), BEAT)
    except TimeoutError:
        return "beat"


def _event(name: str) -> bytes:
    return f"event: {name}\ndata:\n\n".encode()
