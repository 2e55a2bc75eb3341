"""What is held back now, in memory: silences, windows and rules, read again when they change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.domain.graph import Way, walk
from steersman.records.alerts.tables import alerts
from steersman.records.graph.reader import GraphReader
from steersman.records.graph.sight import EVERYTHING
from steersman.records.situations import mapping, mutes
from steersman.servicedesk.situations.incoming import Event, event_of
from steersman.signals.situations.inhibition import Inhibition, Inhibitions
from steersman.signals.situations.matchers import parsed
from steersman.signals.situations.mutes import Every, Mute, MuteKind, Mutes

HOPS, MOST = 5, 2_000  # how far a maintenance window reaches to those that depend on its items
FRESH = 60.0  # seconds that the items of a window are believed


@dataclass(frozen=True, slots=True)
class Held:
    """``holder``: the id of what holds it back."""

    kind: str
    holder: str


INHIBITION = "inhibition"


@dataclass
class Holds:
    """``over``: mutes that have ended and whose alerts nobody has looked at since.

    ``loosened``: holders that may not hold back any more what they held.
    """

    over: tuple[str, ...] = ()
    loosened: frozenset[str] = frozenset()
    _mark: tuple[object, ...] | None = None
    _read_at: float = 0.0
    _mutes: Mutes = field(default_factory=Mutes)
    _known: list[Mute] = field(default_factory=list)
    _inhibitions: Inhibitions = field(default_factory=Inhibitions)

    def forget(self) -> None:
        """Which alerts fire is not known any more: another worker went on."""
        self._mark = None

    def refresh(self, connection: sa.Connection, now: float) -> None:
        mark = mutes.mark(connection)
        windows = any(each.names for each in self._known)
        if mark != self._mark or (windows and now - self._read_at > FRESH):
            self._known = [_mute(connection, row) for row in mutes.unsettled(connection)]
            self._mutes = Mutes(self._known)
            self._inhibitions = _inhibitions(connection)
            self._mark, self._read_at = mark, now
        self.over = tuple(each.id for each in self._known if each.over(now))
        paused = {each.id for each in self._known if each.since <= now and not each.active(now)}
        rules = self._inhibitions.rules if self._inhibitions.loosened else frozenset[str]()
        self._inhibitions.loosened = False
        ended = mutes.ended_rules(connection)
        self.loosened = frozenset(mutes.holding_still(connection, {*paused, *rules, *ended}))

    def take(self, event: Event, now: float) -> Held | None:
        """Why the event is held back, by what holds now or held when it came; None: it is not."""
        if not event.firing:
            self._inhibitions.ends(event.alert)
            return None
        muted = self._mutes.holding(event.facts, (now, event.received_at))
        if muted is not None:
            return Held(muted.kind.value, muted.id)
        if not self._inhibitions:
            return None
        self._inhibitions.fires(event.alert, event.facts)
        rule = self._inhibitions.holding(event.alert, event.facts)
        return Held(INHIBITION, rule) if rule else None


def _mute(connection: sa.Connection, row: Json) -> Mute:
    return Mute(
        id=row["id"],
        kind=MuteKind(row["kind"]),
        since=row["since"],
        until=row["until"],
        matchers=tuple(map(parsed, row["matchers"])),
        names=_reach(connection, row["items"]) if row["items"] else frozenset(),
        every=Every(row["every"]),
        ended_at=row["ended_at"],
    )


def _reach(connection: sa.Connection, items: list[str]) -> frozenset[str]:
    """The names of the items of a window and of all that depends on them."""
    found = walk(GraphReader(connection, EVERYTHING), items, Way.DEPENDENTS, HOPS, MOST)
    return mapping.names_of(connection, {*items, *found.found})


def _inhibitions(connection: sa.Connection) -> Inhibitions:
    rules = mutes.rules(connection)
    made = Inhibitions(
        Inhibition(
            id=row["id"],
            source=tuple(map(parsed, row["source"])),
            target=tuple(map(parsed, row["target"])),
            equal=tuple(row["equal"]),
        )
        for row in rules
    )
    if made:
        for firing in connection.execute(_FIRING).mappings():
            event = event_of(_as_event(firing))
            made.fires(event.alert, event.facts)
    return made


_FIRING = sa.select(alerts).where(alerts.c.status == "firing")


def _as_event(row: Mapping[Any, Any]) -> Json:
    moment = row["changed_at"]
    return {**row, "seq": 0, "alert": row["id"], "at": moment, "received_at": moment}
