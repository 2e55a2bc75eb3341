"""A week of one schedule as bars: a lane for each layer, one for what counts in the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from steersman.domain.on_call.layers import turns
from steersman.domain.on_call.local_time import zone_of
from steersman.domain.on_call.schedule import Duty, Final, Override, Schedule, same_people
from steersman.records.names import Names
from steersman.web.console.times import Times

DAYS, LEFT, WIDTH, LANE, TOP = 7, 120, 900, 34, 22
DAY = 86400.0
_LETTER = 7.2  # pixels, about
GAP = "gap"


@dataclass(frozen=True, slots=True)
class Bar:
    """``kind``: "", self (final), hold (an override) or bad (a gap); ``full``: for the pointer."""

    x: float
    y: int
    width: float
    text: str
    full: str
    kind: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    y: int
    text: str


@dataclass(frozen=True, slots=True)
class Week:
    height: int
    lanes: Sequence[Mark]
    days: Sequence[Mark]
    bars: Sequence[Bar]
    told: str  # the same in words


def week_of(
    schedule: Schedule, final: Final, overrides: Sequence[Override], names: Names, times: Times
) -> Week:
    """From the reader's last midnight on; ``final`` and ``overrides`` are of that window."""
    starts = times.midnight()
    pen = _Pen(starts, starts + DAYS * DAY, names, times)
    zone = zone_of(schedule.time_zone)
    for layer in schedule.layers:
        found = turns(layer, zone, pen.starts, pen.ends)
        pen.lane(layer.name, [Duty(t.starts, t.ends, (t.person,), layer.name) for t in found], "")
    if overrides:
        over = [Duty(o.starts, o.ends, (o.person,), "override") for o in overrides]
        pen.lane("Overrides", over, "hold")
    pen.lane("On call", same_people(final.duties), "self", final.gaps)
    days = [Mark(pen.x(starts + n * DAY), 14, times.day(starts + n * DAY)) for n in range(DAYS)]
    return Week(TOP + LANE * len(pen.lanes), pen.lanes, days, pen.bars, pen.told(final))


class _Pen:
    def __init__(self, starts: float, ends: float, names: Names, times: Times) -> None:
        self.starts, self.ends = starts, ends
        self._names, self._times = names, times
        self.lanes: list[Mark] = []
        self.bars: list[Bar] = []

    def x(self, moment: float) -> float:
        share = (min(max(moment, self.starts), self.ends) - self.starts) / (self.ends - self.starts)
        return round(LEFT + share * (WIDTH - LEFT), 1)

    def lane(
        self,
        title: str,
        duties: Sequence[Duty],
        kind: str,
        gaps: Sequence[tuple[float, float]] = (),
    ) -> None:
        y = TOP + LANE * len(self.lanes)
        self.lanes.append(Mark(0, y + 20, _cut(title, LEFT - 8)))
        for each in duties:
            who = ", ".join(self._names.of(one) for one in each.people)
            self._bar(y, each.starts, each.ends, who, kind)
        for a, b in gaps:
            self._bar(y, a, b, "Nobody", "bad")

    def _bar(self, y: int, starts: float, ends: float, who: str, kind: str) -> None:
        x, until = self.x(starts), self.x(ends)
        if until - x <= 0:
            return
        full = f"{who}: {self._times.text(starts)} to {self._times.text(ends)}"
        width = max(until - x, 1.0)
        self.bars.append(Bar(x, y + 3, width, _cut(who, width - 12), full, kind))

    def told(self, final: Final) -> str:
        """For whoever sees no picture."""
        parts = [
            f"{', '.join(self._names.of(one) for one in each.people)} until "
            f"{self._times.text(each.ends)}"
            for each in same_people(final.duties)[:14]
        ]
        gaps = [
            f"nobody from {self._times.text(a)} to {self._times.text(b)}" for a, b in final.gaps[:7]
        ]
        return "; ".join([*parts, *gaps]) or "nobody"


def _cut(text: str, width: float) -> str:
    most = int(width / _LETTER)
    if len(text) <= most:
        return text
    return f"{text[: most - 1]}…" if most >= 4 else ""
