"""Hours of the week, such as Monday to Friday from 09:00 to 17:00, as stretches of time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from steersman.domain.errors import Permanent
from steersman.domain.on_call.local_time import DAY, instant, local, time_of

EVERY_DAY = (0, 1, 2, 3, 4, 5, 6)
Stretch = tuple[float, float]  # from, until; seconds since 1970


@dataclass(frozen=True, slots=True)
class Hours:
    """``opens`` to ``closes`` on each of ``days``, 0 is Monday; past midnight if it closes earlier.

    The same time twice is a whole day.
    """

    opens: str
    closes: str
    days: tuple[int, ...] = EVERY_DAY

    def check(self) -> None:
        """``Permanent`` when this is no time of the week."""
        time_of(self.opens), time_of(self.closes)
        known = all(type(day) is int and 0 <= day <= 6 for day in self.days)
        if not self.days or not known or len(set(self.days)) != len(self.days):
            raise Permanent("days are numbers from 0 (Monday) to 6 (Sunday), each once")


def stretches(hours: Sequence[Hours], zone: tzinfo, starts: float, ends: float) -> list[Stretch]:
    """When these hours are, cut to the window; sorted, none touches another."""
    return list(merged(cut(_all(hours, zone, starts, ends), starts, ends)))


def merged(found: Iterable[Stretch]) -> Iterator[Stretch]:
    """Sorted, with those that overlap or touch made one."""
    open_: Stretch | None = None
    for each in sorted(found):
        if open_ is None:
            open_ = each
        elif each[0] <= open_[1]:
            open_ = (open_[0], max(open_[1], each[1]))
        else:
            yield open_
            open_ = each
    if open_ is not None:
        yield open_


def cut(found: Iterable[Stretch], starts: float, ends: float) -> Iterator[Stretch]:
    """The parts inside a window; what has no length is left out."""
    for a, b in found:
        inside = (max(a, starts), min(b, ends))
        if inside[0] < inside[1]:
            yield inside


def without(found: Iterable[Stretch], taken: Sequence[Stretch]) -> Iterator[Stretch]:
    """The parts that ``taken`` leaves; ``taken`` is sorted and merged."""
    for a, b in found:
        at = a
        for c, d in taken:
            if d <= at:
                continue
            if c >= b:
                break
            if c > at:
                yield at, c
            at = d
        if at < b:
            yield at, b


def common(one: Sequence[Stretch], other: Sequence[Stretch]) -> Iterator[Stretch]:
    """Where both are; each is sorted and merged."""
    at = 0
    for a, b in one:
        while at < len(other) and other[at][1] <= a:
            at += 1
        for c, d in other[at:]:
            if c >= b:
                break
            yield max(a, c), min(b, d)


def _all(hours: Sequence[Hours], zone: tzinfo, starts: float, ends: float) -> Iterator[Stretch]:
    day = datetime.combine(local(starts, zone).date(), datetime.min.time()) - DAY
    last = local(ends, zone)
    while day <= last:
        for each in hours:
            if day.weekday() in each.days:
                opens, closes = time_of(each.opens), time_of(each.closes)
                until = day if closes > opens else day + DAY
                yield (
                    instant(datetime.combine(day, opens), zone),
                    instant(datetime.combine(until, closes), zone),
                )
        day += DAY
