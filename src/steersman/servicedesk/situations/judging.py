"""The part of a turn that holds no lock: what the events of a batch mean."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.records.situations import around, cursor, mapping, mutes
from steersman.servicedesk.situations.holding import Held, Holds
from steersman.servicedesk.situations.incoming import DECLARED, Event, event_of, released
from steersman.signals.alerts.notification import Notification
from steersman.signals.alerts.pipeline import Pipeline

MAPPED = 300  # items of one batch whose neighbours are looked for; in a flood the crowd joins
RELEASED = 2_000  # alerts that are looked at again when a silence ends


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """``events``: what fires or ended and is not held; ``told``: what the pipeline would tell.

    ``again``: held back before and free now; ``anew``: held by something else now; ``over``: the
    silences that ended.
    """

    mark: cursor.Mark
    seq: int
    came: int
    events: Sequence[Event]
    held: Sequence[tuple[Event, Held]]
    told: Sequence[Notification]
    again: Sequence[Event]
    anew: Sequence[tuple[Event, Held]]
    over: Sequence[str]
    state: bytes | None  # None: nothing was learned
    told_events: Mapping[int, Event] = field(default_factory=dict)
    items: Mapping[str, mapping.Mapped] = field(default_factory=dict)  # by what names them
    near: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    @property
    def loosened(self) -> bool:
        """Whether something that was held back is looked at anew."""
        return bool(self.again or self.anew or self.over)


@dataclass(frozen=True, slots=True)
class _Loosened:
    again: Sequence[Event] = ()
    anew: Sequence[tuple[Event, Held]] = ()
    all_of_them: bool = True


class Judge:
    """Keeps the pipeline in memory as long as nobody else went on with it."""

    def __init__(self) -> None:
        self.holds = Holds()
        self._pipeline: Pipeline | None = None
        self._version = -1

    def forget(self) -> None:
        """What was learned was not written down, or is not known to be."""
        self._pipeline = None
        self.holds.forget()

    def wrote(self, mark: cursor.Mark) -> None:
        self._version = mark.version

    def judge(self, connection: sa.Connection, most: int, now: float) -> Judged:
        mark = cursor.read(connection)
        pipeline = self._pipeline_of(connection, mark)
        self.holds.refresh(connection, now)
        events = [event_of(row) for row in cursor.pending(connection, mark.seq, most)]
        held, free, told = list[tuple[Event, Held]](), list[Event](), list[Notification]()
        for event in events:
            why = self.holds.take(event, now)
            if why is not None:
                held.append((event, why))
                continue
            free.append(event)
            told += pipeline.receive(event.as_alert(), event.received_at)
        waiting = pipeline.ordering.waiting
        if len(events) < most and pipeline.waits(now):
            told += pipeline.advance(now)
        learned = bool(events or told) or pipeline.ordering.waiting != waiting
        loose = self._loosened(connection, now)
        named = cursor.events(connection, {seq for each in told for seq in each.alerts})
        told_events = {row["seq"]: event_of(row) for row in named}
        items = _items(connection, [*free, *loose.again, *told_events.values()])
        return Judged(
            mark=mark,
            seq=events[-1].seq if events else mark.seq,
            came=len(events),
            events=free,
            held=held,
            told=told,
            again=loose.again,
            anew=loose.anew,
            over=self.holds.over if loose.all_of_them else (),
            state=_packed(pipeline) if learned else None,
            told_events=told_events,
            items=items,
            near=_near(connection, items),
        )

    def _pipeline_of(self, connection: sa.Connection, mark: cursor.Mark) -> Pipeline:
        if self._pipeline is None or self._version != mark.version:
            self.holds.forget()
            packed = cursor.state(connection)
            self._pipeline = _unpacked(packed) if packed else Pipeline()
            self._version = mark.version
        return self._pipeline

    def _loosened(self, connection: sa.Connection, now: float) -> _Loosened:
        """What fires still though it was held back by something that holds it no more.

        Only what is declared critical opens something by itself, so only that is looked at.
        """
        holders = {*self.holds.over, *self.holds.loosened}
        if not holders:
            return _Loosened()
        rows = mutes.held_by(connection, holders, DECLARED, RELEASED)
        events = [released(row, now) for row in rows]
        taken = [(event, self.holds.take(event, now)) for event in events]
        return _Loosened(
            again=[event for event, why in taken if why is None],
            anew=[(event, why) for event, why in taken if why is not None],
            all_of_them=len(rows) < RELEASED,
        )


def _packed(pipeline: Pipeline) -> bytes:
    return zlib.compress(json.dumps(pipeline.state(), separators=(",", ":")).encode(), 1)


def _unpacked(packed: bytes) -> Pipeline:
    return Pipeline.restored(json.loads(zlib.decompress(packed)))


def _items(connection: sa.Connection, events: Sequence[Event]) -> Mapping[str, mapping.Mapped]:
    return mapping.mapped(
        connection, {key for event in events if event.firing for key in event.keys}
    )


def _near(
    connection: sa.Connection, items: Mapping[str, mapping.Mapped]
) -> Mapping[str, Mapping[str, int]]:
    wanted = sorted({each.item for each in items.values() if each.item})[:MAPPED]
    return {item: around.near(connection, item) for item in wanted}
