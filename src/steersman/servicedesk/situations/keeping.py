"""After alerts joined: counts, sentence and cause anew, the timeline, who is told, what is over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from steersman.domain.canonical import Json
from steersman.records.alerts.tables import alert_events, alerts
from steersman.records.situations import around, mapping, writing
from steersman.records.situations.tables import situation_alerts, situations
from steersman.records.situations.writing import ITSELF, OPEN, RESOLVED, Counts
from steersman.servicedesk.situations.board import Board
from steersman.servicedesk.situations.incoming import DECLARED, Event
from steersman.servicedesk.situations.telling import Telling, Tells, Urgency
from steersman.signals.situations.causes import Changed, Place, ranked
from steersman.signals.situations.wording import gravest, sentence

STEADY = 300.0  # seconds that all its alerts must be over before it is resolved by itself
AT_MOST_EVERY = 600.0  # seconds between two tellings of one situation
FORGOTTEN = 86_400.0  # seconds without a word: one that nobody declared critical is over
CHANGES, WITHIN = 6, 1_800.0  # so many changes of one alert within so many seconds: it flaps
PLACES = 20  # that are weighed as its cause
NAMED = 4  # alerts that one line of the timeline names
URGENT = {Urgency.PAGE: "Urgent", Urgency.NOTIFY: "Soon", Urgency.INFORM: "For information"}
_s, _m, _a, _e = situations.c, situation_alerts.c, alerts.c, alert_events.c


def settle(board: Board, tells: Tells) -> None:
    """Everything that follows from what joined, and from the time that has passed."""
    board.flush_all()
    for number in sorted(board.touched & board.open.keys()):
        _note_joins(board, number)
        _recount(board, number)
    _resolve(board, tells)
    _tell(board, tells)


def _note_joins(board: Board, number: str) -> None:
    joins = board.joins.pop(number, [])
    if not joins or (len(joins) == 1 and joins[0][1] == "it was the first"):
        return
    whys = sorted({why for _, why in joins})
    named = [_named(event) for event, _ in joins[:NAMED]]
    more = f" and {len(joins) - NAMED:,} more" if len(joins) > NAMED else ""
    many = "1 alert joined" if len(joins) == 1 else f"{len(joins):,} alerts joined"
    text = f"{many}: {', '.join(named)}{more} ({'; '.join(whys)})"
    writing.note_in(board.connection, number, board.now, "joined", text[:1000])


def _named(event: Event) -> str:
    return f"{event.name} on {event.host}" if event.host else event.name


def _recount(board: Board, number: str) -> None:
    connection, one = board.connection, board.open[number]
    row = writing.row_in(connection, number)
    counts = writing.count_in(connection, number)
    causes, title = _causes(connection, number, counts)
    severity = gravest(counts.severities)
    if title and title != row["title"]:
        writing.retitle_in(connection, number, title)
    over = None if counts.firing else (row["over_since"] or board.now)
    writing.set_in(
        connection,
        number,
        severity=severity,
        alerts=counts.alerts,
        firing=counts.firing,
        host_count=counts.hosts,
        kind_count=counts.kinds,
        first_at=min(row["first_at"], counts.first_at or row["first_at"]),
        last_at=one.last_at,
        over_since=over,
        untold=row["untold"] + board.untold.pop(number, 0),
        crowd=one.crowd,
        hosts=sorted(one.hosts),
        items=sorted(one.items),
        names=sorted(one.names),
        causes=causes,
    )


def _causes(connection: sa.Connection, number: str, counts: Counts) -> tuple[list[Json], str]:
    """The probable causes, the likeliest first, and the sentence that names it."""
    rows = _opening(connection, number)
    keys = {row["host"].lower() for row in rows if row["host"]}
    items = mapping.mapped(connection, keys)
    places = _places(rows, items)
    ids = [each.item for each in places if each.item]
    needs, names, _ = around.needs(connection, ids)
    first = min((each.first_at for each in places), default=0.0)
    below = {*ids, *(one for each in needs.values() for one in each)}
    changes = {
        change.item: Changed(change.words, first - change.at)
        for change in reversed(around.changes_before(connection, below, first))
    }
    found = ranked(places, needs, names, changes)
    causes: list[Json] = [
        {
            "item": each.item,
            "name": each.name,
            "score": each.score,
            "alerting": each.alerting,
            "reasons": list(each.reasons),
        }
        for each in found
    ]
    return causes, _title(rows, found[0].name if found else "", counts)


def _title(rows: Sequence[sa.RowMapping], cause: str, counts: Counts) -> str:
    """What fires speaks for the whole, at the probable cause where something alerts there."""
    if not rows:
        return ""
    fires = [row for row in rows if row["status"] == "firing"] or rows
    speaks = next((row for row in fires if row["host"] == cause), fires[0])
    return sentence(speaks["name"], speaks["host"], counts.alerts, counts.hosts, counts.kinds)


def _opening(connection: sa.Connection, number: str) -> Sequence[sa.RowMapping]:
    """The alerts that people were told of, the gravest and first of each host first."""
    grave = sa.case((_a.severity == DECLARED, 0), (_a.severity == "high", 1), else_=2)
    asked = (
        sa.select(_a.name, _a.host, _a.severity, _a.status, _a.first_at)
        .join_from(situation_alerts, alerts, _a.id == _m.alert)
        .where(_m.situation == number)
        .order_by(_m.opening.desc(), grave, _m.joined_at, _a.first_at, _a.id)
        .limit(500)
    )
    return connection.execute(asked).mappings().all()


def _places(rows: Sequence[sa.RowMapping], items: Mapping[str, mapping.Mapped]) -> list[Place]:
    found: dict[str, Place] = {}
    for row in rows:
        if not row["host"] or (len(found) >= PLACES and row["host"] not in found):
            continue
        known = found.get(row["host"])
        found[row["host"]] = Place(
            item=items[row["host"].lower()].item,
            name=row["host"],
            first_at=min(row["first_at"], known.first_at if known else row["first_at"]),
            severity=gravest([row["severity"], known.severity if known else ""]),
            alerts=1 + (known.alerts if known else 0),
        )
    return list(found.values())


def _resolve(board: Board, tells: Tells) -> None:
    """What is over for long enough; never what comes and goes."""
    steady = _s.over_since <= board.now - STEADY
    quiet = (_s.last_at <= board.now - FORGOTTEN) & (_s.state == OPEN) & (_s.severity != DECLARED)
    due = sa.select(situations).where(_s.state != RESOLVED, steady | quiet)
    for row in board.connection.execute(due).mappings().all():
        if row["over_since"] is not None and _flaps(board, row["number"]):
            continue
        why = "all its alerts are over" if row["over_since"] else "no word of it for a day"
        moved = {"resolved_at": board.now, "resolved_by": ITSELF, "untold": 0}
        writing.move_in(board.connection, row["number"], RESOLVED, **moved)
        text = f"Resolved by itself: {why}"
        writing.note_in(board.connection, row["number"], board.now, "resolved", text)
        board.open.pop(row["number"], None)
        if row["told_at"] is not None:
            _hand_over(board, tells, dict(row), Urgency.INFORM, text)


def _flaps(board: Board, number: str) -> bool:
    """Whether one of its alerts comes and goes; then it stays open, and the timeline says so."""
    connection, since = board.connection, board.now - WITHIN
    changes = sa.func.count()
    asked = (
        sa.select(_a.name, _a.host, changes)
        .join_from(situation_alerts, alert_events, _e.alert == _m.alert)
        .join(alerts, _a.id == _m.alert)
        .where(_m.situation == number, _e.received_at > since)
        .group_by(_m.alert, _a.name, _a.host)
        .having(changes >= CHANGES)
        .limit(1)
    )
    row = connection.execute(asked).first()
    if row is None:
        return False
    text = f"{row[0]} on {row[1]} comes and goes: {row[2]} changes in half an hour; it stays open"
    writing.set_in(connection, number, over_since=board.now)
    writing.note_in(connection, number, board.now, "flaps", text)
    return True


def _tell(board: Board, tells: Tells) -> None:
    often = _s.told_at.is_(None) | (_s.told_at <= board.now - AT_MOST_EVERY)
    due = sa.select(situations).where(_s.state != RESOLVED, _s.untold > 0, often)
    for row in board.connection.execute(due.order_by(_s.opened_at)).mappings().all():
        page = row["severity"] == DECLARED and row["state"] == OPEN
        _hand_over(board, tells, dict(row), Urgency.PAGE if page else Urgency.NOTIFY, _text(row))
        writing.set_in(board.connection, row["number"], told_at=board.now, untold=0)


def _text(row: Mapping[Any, Any]) -> str:
    causes: Sequence[Json] = row["causes"]
    said = [f"{row['alerts']:,} alerts, {row['firing']:,} of them fire.", *row["reasons"][:3]]
    if causes and row["host_count"] > 1:
        said.append(f"Probable cause: {causes[0]['name']} ({'; '.join(causes[0]['reasons'])})")
    return "\n".join(said)


def _hand_over(board: Board, tells: Tells, row: Json, urgency: Urgency, text: str) -> None:
    number = row["number"]
    telling = Telling(
        key=f"{number}/{urgency.value}/{board.now!r}",
        situation=number,
        title=row["title"],
        text=text,
        urgency=urgency,
        at=board.now,
    )
    whom = tells.tell(board.connection, telling)
    writing.note_in(board.connection, number, board.now, "told", f"{URGENT[urgency]}: {whom}")
