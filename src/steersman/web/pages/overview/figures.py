"""The figures of the day, counted from the record; what is not measured is named as unknown."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from steersman.domain.canonical import canonical
from steersman.governor.undo import HARMFUL, UNDO
from steersman.records.desk.tables import evidence, work_items
from steersman.records.store import reading
from steersman.servicedesk.effects import VERIFIED, Effects
from steersman.web.console.templates import plural
from steersman.web.console.times import Times
from steersman.web.core import Core

MOST = 10_000  # counted; beyond it a figure says “10,000+”
DAY = 86400.0
_w, _e = work_items.c, evidence.c
_TODAY = sa.select(_w.seq).where(_w.opened_at >= sa.bindparam("since")).limit(MOST + 1)
_FIRST_EFFECT = sa.select(sa.func.min(_e.at)).where(_e.kind == VERIFIED)
_HARM = (
    sa.select(_w.number, _w.opened_at)
    .where(_w.procedure == UNDO, _w.params.contains(canonical({HARMFUL: "yes"})[1:-1]))
    .order_by(_w.opened_at.desc())
    .limit(MOST)
)


@dataclass(frozen=True, slots=True)
class Figure:
    """``value`` empty: unknown; ``note`` says what is missing.  ``path``: where its rows are."""

    title: str
    value: str
    base: str = ""
    note: str = ""
    path: str = ""


def figures(core: Core, times: Times, effects: Effects, by_itself: int) -> list[Figure]:
    opened = capped(_opened(core, times.midnight()))
    settled = f"{capped(by_itself)} settled without a person" if by_itself else "none settled yet"
    return [
        Figure("Work items today", opened, "", settled, "/work?status=opened"),
        _read_back(effects),
        Figure(
            "People’s hours on routine", "", "", "no baseline is recorded, nobody’s time measured"
        ),
        _harm(core, times),
    ]


def capped(number: int) -> str:
    return f"{number:,}" if number <= MOST else f"{MOST:,}+"


def _opened(core: Core, since: float) -> int:
    some = _TODAY.subquery()
    with reading(core.store) as connection:
        counted = sa.select(sa.func.count()).select_from(some)
        return connection.scalar(counted, {"since": since}) or 0


def _read_back(effects: Effects) -> Figure:
    """A run tells its effects when it ends, so the base is the runs that ended today."""
    title = "Verified by reading back"
    if not effects.total:
        note = "no run that ended today changed anything"
        return Figure(title, "0", "effects", note, "/work?status=effects")
    base = f"of {plural(effects.total, 'effect')}"
    verified, ended = f"{effects.verified:,}", "in runs that ended today"
    if not effects.unproven:
        note = f"{ended}; none is left unproven"
        return Figure(title, verified, base, note, "/work?status=effects")
    note = f"{ended}; {effects.unproven:,} not proven: its system did not show it"
    return Figure(title, verified, base, note, "/work?status=unproven")


def _harm(core: Core, times: Times) -> Figure:
    """Harm is what a person took back as harmful; without any effect there is nothing to say."""
    title = "Harm by automation"
    with reading(core.store) as connection:
        harm = connection.execute(_HARM).all()
        first = connection.scalar(_FIRST_EFFECT)
    if first is None:
        return Figure(title, "", "", "nothing was changed by itself yet: no sample")
    if not harm:
        days = int((times.now - first) // DAY)
        base = f"in {plural(days, 'day')}" if days else "so far"
        return Figure(title, "0", base, f"none reported since {times.day(first)}")
    last = harm[0]
    base = f"since {times.day(first)}"
    note = f"last: {last.number}, {times.day(last.opened_at)}"
    return Figure(title, f"{len(harm):,}", base, note, f"/work/{last.number}")
