"""The open situations in one transaction: alerts join them, open new ones, or show two as one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records.desk.work import WorkItems
from steersman.records.situations import cursor, writing
from steersman.records.situations.tables import situations
from steersman.records.situations.writing import OPEN, RESOLVED, Member, Opening
from steersman.servicedesk.situations.incoming import DECLARED, Event, event_of
from steersman.servicedesk.situations.judging import Judged
from steersman.signals.alerts.notification import Notification, Why
from steersman.signals.situations.joining import (
    BEFORE,
    SAME_HOST,
    Came,
    Joined,
    Open,
    crowded,
    joined,
)
from steersman.signals.situations.wording import sentence

AGAIN = 1_800.0  # seconds after which what begins again is a new situation
KEPT = 300  # hosts, names and items that are kept of one situation
_s = situations.c


@dataclass
class Board:
    """``touched``: what changed in this transaction; ``joins``: what joined, for the timeline."""

    connection: sa.Connection
    work: WorkItems
    now: float
    open: dict[str, Open] = field(default_factory=dict)
    recent: dict[str, Open] = field(default_factory=dict)  # resolved lately
    touched: set[str] = field(default_factory=set)
    joins: dict[str, list[tuple[Event, str]]] = field(default_factory=dict)
    untold: dict[str, int] = field(default_factory=dict)
    _begun: list[tuple[str, Event]] = field(default_factory=list)
    _members: dict[str, dict[str, Member]] = field(default_factory=dict)
    _of_alert: dict[str, set[str]] = field(default_factory=dict)

    def load(self) -> None:
        lately = (_s.resolved_at > self.now - AGAIN) & (_s.merged_into == "")
        wanted = sa.select(situations).where((_s.state != RESOLVED) | lately)
        for row in self.connection.execute(wanted).mappings():
            into = self.recent if row["state"] == RESOLVED else self.open
            into[row["number"]] = _open(row)

    def take(self, events: Sequence[Event], judged: Judged) -> None:
        """The events of a batch, in their order."""
        self._learn_members(events)
        for event in events:
            if event.firing:
                self._fires(event, judged)
            else:
                self.touched |= self._of_alert.get(event.alert, set()) & self.open.keys()

    def _learn_members(self, events: Sequence[Event]) -> None:
        new = {event.alert for event in events} - self._of_alert.keys()
        known = writing.of_alerts(self.connection, new)
        self._of_alert.update({alert: set(known.get(alert, ())) for alert in new})

    def look_back(self, until: int) -> None:
        """What fired on its host before one began is part of it; ``until``: the last event."""
        for number, event in self._begun:
            since = event.received_at - SAME_HOST
            for row in cursor.fired(self.connection, event.host, since, until):
                earlier = event_of(row)
                if number in self.open and number not in self._of_alert.get(earlier.alert, ()):
                    self._learn_members([earlier])
                    self._join(
                        number, earlier, f"fired on {event.host} before", None, opening=False
                    )
        self._begun.clear()

    def tell(self, told: Notification, judged: Judged) -> None:
        """What the pipeline found unusual enough, with its reasons."""
        events = [judged.told_events[seq] for seq in told.alerts if seq in judged.told_events]
        self._learn_members(events)
        number = self._of_pipeline(told, events, judged)
        around = any(reason.why is Why.AROUND for reason in told.reasons)
        reasons = [reason.words for reason in told.reasons]
        if number is None:
            if around or not events:
                return
            number = self._begin(events[0], judged, told.situation, reasons)
        elif any(number not in self._of_alert[event.alert] for event in events):
            self.untold[number] = self.untold.get(number, 0) + 1
            words = "; ".join(reasons)[:1000]
            writing.note_in(self.connection, number, self.now, "unusual", words)
        why = "it came around the same time" if around else "unusual for its host"
        for event in events:
            self._join(number, event, why, judged, opening=not around)

    def _fires(self, event: Event, judged: Judged) -> None:
        came = _came(event, judged)
        members = self._of_alert.get(event.alert, set())
        found = joined(came, members, self.open)
        if found is None and event.declared:
            again = sorted(members & self.recent.keys())
            found = Joined(again[-1], BEFORE) if again else crowded(came, self.open)
            if found is not None and not again:
                self.open[found.number].crowd = True
        if found is None:
            if not event.declared:
                return
            reasons = [f"declared {DECLARED} by monitoring"]
            found = Joined(self._begin(event, judged, "", reasons), "it was the first")
        self._merge(found)
        if found.number in self.recent:
            self._reopen(found.number, event)
        one = self.open[found.number]
        if event.declared and event.host not in one.hosts:
            self.untold[found.number] = self.untold.get(found.number, 0) + 1
        self._join(found.number, event, found.why, judged, opening=event.declared)

    def _join(
        self, number: str, event: Event, why: str, judged: Judged | None, *, opening: bool
    ) -> None:
        one = self.open[number]
        one.last_at = max(one.last_at, event.received_at)
        one.firing += 1
        items = _items(event, judged) if judged else []
        for kept, new in ((one.hosts, [event.host]), (one.names, [event.name]), (one.items, items)):
            kept |= {each for each in new if each and len(kept) < KEPT}
        self.touched.add(number)
        member = Member(alert=event.alert, at=event.received_at, why=why, opening=opening)
        if number not in self._of_alert.setdefault(event.alert, set()):
            self._members.setdefault(number, {})[event.alert] = member
            self._of_alert[event.alert].add(number)
            self.joins.setdefault(number, []).append((event, why))

    def _begin(self, event: Event, judged: Judged, pipeline: str, reasons: Sequence[str]) -> str:
        items = _items(event, judged)
        opening = Opening(
            title=sentence(event.name, event.host),
            severity=event.severity,
            at=event.received_at,
            pipeline=pipeline,
            subject=items[0] if items else "",
            reasons=reasons,
        )
        number = writing.open_in(self.connection, self.work, opening)
        self.open[number] = Open(
            number=number, opened_at=event.received_at, last_at=event.received_at, firing=0
        )
        self.untold[number] = self.untold.get(number, 0) + 1
        if event.host:
            self._begun.append((number, event))
        text = f"{event.name} on {event.host}" if event.host else event.name
        words = f"Opened by {text}: {'; '.join(reasons)}"
        writing.note_in(self.connection, number, self.now, "opened", words[:1000])
        return number

    def _merge(self, found: Joined) -> None:
        kept = self.open.get(found.number)
        for number in found.others:
            gone = self.open.pop(number, None)
            if gone is None or kept is None:
                continue
            self.flush(number)
            writing.merge_in(self.connection, found.number, number, self.now)
            kept.hosts |= gone.hosts
            kept.names |= gone.names
            kept.items |= gone.items
            self.touched = (self.touched - {number}) | {found.number}
            self.untold.pop(number, None)
            self.joins.pop(number, None)
            for numbers in self._of_alert.values():
                if number in numbers:
                    numbers.add(found.number)

    def _reopen(self, number: str, event: Event) -> None:
        self.open[number] = self.recent.pop(number)
        cleared = {"resolved_at": None, "resolved_by": "", "over_since": None, "owner": ""}
        writing.move_in(self.connection, number, OPEN, **cleared, acknowledged_at=None)
        text = f"Opened again: {event.name} fires again"
        writing.note_in(self.connection, number, self.now, "reopened", text)
        self.untold[number] = self.untold.get(number, 0) + 1

    def _of_pipeline(
        self, told: Notification, events: Sequence[Event], judged: Judged
    ) -> str | None:
        """The open situation that the pipeline speaks of."""
        wanted = sa.select(_s.number, _s.merged_into).where(_s.pipeline == told.situation)
        for number, into in self.connection.execute(wanted.order_by(_s.opened_at.desc())):
            if (into or number) in self.open:
                return str(into or number)
        for event in events:
            came = _came(event, judged)
            found = joined(came, self._of_alert.get(event.alert, set()), self.open)
            if found is not None:
                return found.number
        return None

    def flush(self, number: str) -> None:
        """Write down what joined until now."""
        writing.join_in(self.connection, number, self._members.pop(number, {}).values())

    def flush_all(self) -> None:
        for number in sorted(self._members):
            self.flush(number)


def _open(row: Mapping[str, object] | sa.RowMapping) -> Open:
    told: Json = dict(row)
    return Open(
        number=told["number"],
        opened_at=told["opened_at"],
        last_at=told["last_at"],
        firing=told["firing"],
        crowd=told["crowd"],
        hosts=set(told["hosts"]),
        items=set(told["items"]),
        names=set(told["names"]),
    )


def _items(event: Event, judged: Judged) -> list[str]:
    found = [judged.items[key].item for key in event.keys if key in judged.items]
    return list(dict.fromkeys(item for item in found if item))


def _came(event: Event, judged: Judged) -> Came:
    items = _items(event, judged)
    near: dict[str, int] = {}
    for item in items:
        near |= judged.near.get(item, {})
    return Came(
        alert=event.alert,
        name=event.name,
        host=event.host,
        at=event.received_at,
        items=items,
        near=near,
    )
