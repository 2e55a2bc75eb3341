"""Dates and spans as people say them, relative to today."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dateutil.relativedelta import (  # type: ignore[import-untyped]  # dateutil ships no types
    relativedelta,
)

from steersman.knowledge.questions.words import Word

_MONTHS = {name.casefold(): place for place, name in enumerate(calendar.month_name) if name}
_MONTHS |= {name.casefold(): place for place, name in enumerate(calendar.month_abbr) if name}
_MONTHS |= {"sept": 9}
_WEEKDAYS = {name.casefold(): place for place, name in enumerate(calendar.day_name)}
_UNITS = {"day": "days", "week": "weeks", "month": "months", "year": "years", "quarter": "months"}
_SHORT = re.compile(r"(\d{1,4})(d|days?|w|weeks?|mo|months?|y|yrs?|years?)")
_SHORT_UNITS = {
    **dict.fromkeys(("d", "day", "days"), "days"),
    **dict.fromkeys(("w", "week", "weeks"), "weeks"),
    **dict.fromkeys(("mo", "month", "months"), "months"),
    **dict.fromkeys(("y", "yr", "yrs", "year", "years"), "years"),
}
_COUNTED = (
    *("zero", "one", "two", "three", "four", "five", "six"),
    *("seven", "eight", "nine", "ten", "eleven", "twelve"),
)
_NUMBERS = {
    **{name: number for number, name in enumerate(_COUNTED)},
    **{"a": 1, "an": 1, "couple": 2, "few": 3, "dozen": 12, "fourteen": 14, "fifteen": 15},
    **{"twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "hundred": 100},
}


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``first`` up to ``until``, which is not among them."""

    first: date
    until: date


def number_of(word: Word) -> int | None:
    if re.fullmatch(r"\d{1,6}", word.key):
        return int(word.key)
    return _NUMBERS.get(word.key)


def lengths(words: Sequence[Word], at: int) -> Iterator[tuple[relativedelta, int]]:
    """ "30 days", "two years", "a week", and where they end."""
    if at + 1 < len(words):
        number, unit = number_of(words[at]), words[at + 1].plain
        if number is not None and unit in _UNITS:
            times = 3 if unit == "quarter" else 1
            yield relativedelta(**{_UNITS[unit]: number * times}), at + 2
    if at < len(words) and (match := _SHORT.fullmatch(words[at].key)):  # "60d"
        yield relativedelta(**{_SHORT_UNITS[match[2]]: int(match[1])}), at + 1
    if at < len(words) and words[at].plain in _UNITS:  # "in the last month"
        unit = words[at].plain
        times = 3 if unit == "quarter" else 1
        yield relativedelta(**{_UNITS[unit]: times}), at + 1


def spans(
    words: Sequence[Word], at: int, today: date, ahead: bool | None = None
) -> Iterator[tuple[Span, int]]:
    """A day, month, quarter or year that is named, and where its words end.

    ``ahead``: a month without its year is the next one, or the last one; None: that of this year.
    """
    if at >= len(words):
        return
    yield from _iso(words, at)
    yield from _figures(words, at)
    yield from _quarter(words, at, today, ahead)
    yield from _named_month(words, at, today, ahead)
    yield from _relative(words, at, today)
    yield from _edge(words, at, today, ahead)


def _figures(words: Sequence[Word], at: int) -> Iterator[tuple[Span, int]]:
    """ "31.12.2026", "31/12/2026"; 01/02/2026 is another day to an American, so it is no day."""
    match = re.fullmatch(r"(\d{1,2})([./])(\d{1,2})\2(\d{4})", words[at].key)
    if match is None:
        return
    one, two, year = int(match[1]), int(match[3]), int(match[4])
    clear = match[2] == "." or max(one, two) > 12 or one == two
    month, day = (one, two) if match[2] == "/" and two > 12 else (two, one)
    found = _day(year, month, day) if clear else None
    if found:
        yield Span(found, found + timedelta(days=1)), at + 1


def _quarter(
    words: Sequence[Word], at: int, today: date, ahead: bool | None
) -> Iterator[tuple[Span, int]]:
    """ "Q1" without its year, as a month without it."""
    match = re.fullmatch(r"q([1-4])", words[at].key)
    if match and not _year(words, at + 1):
        first = date(today.year, int(match[1]) * 3 - 2, 1)
        begun = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        later = {True: first < begun, False: -(first > begun), None: 0}[ahead]
        first = first + relativedelta(years=later)
        yield Span(first, first + relativedelta(months=3)), at + 1


def _the_unit(words: Sequence[Word], at: int, today: date) -> Iterator[tuple[Span, int]]:
    """ "(the end of) the year": this one."""
    at += at < len(words) and words[at].key == "the"
    begun = _begin(words[at].plain, today) if at < len(words) else None
    if begun:
        first, length = begun
        yield Span(first, first + length), at + 1


_FIRST, _LAST = ("start", "beginning", "first day"), ("end", "last day")


def _edge(
    words: Sequence[Word], at: int, today: date, ahead: bool | None
) -> Iterator[tuple[Span, int]]:
    """ "the end of March", "end of the year", "the beginning of next month": that day."""
    at += words[at].key == "the"
    for said in (*_FIRST, *_LAST):
        parts = [*said.split(" "), "of"]
        if [word.key for word in words[at : at + len(parts)]] != parts:
            continue
        begin = at + len(parts)
        for span, after in (*_the_unit(words, begin, today), *spans(words, begin, today, ahead)):
            day = span.until - timedelta(days=1) if said in _LAST else span.first
            yield Span(day, day + timedelta(days=1)), after


def _iso(words: Sequence[Word], at: int) -> Iterator[tuple[Span, int]]:
    key = words[at].key
    if match := re.fullmatch(r"(\d{4})-(\d{2})-(\d{2})", key):
        day = _day(*map(int, match.groups()))
        if day:
            yield Span(day, day + timedelta(days=1)), at + 1
    elif match := re.fullmatch(r"(\d{4})-(\d{2})", key):
        if first := _day(int(match[1]), int(match[2]), 1):
            yield Span(first, first + relativedelta(months=1)), at + 1
    elif re.fullmatch(r"(19|20)\d{2}", key):
        yield Span(date(int(key), 1, 1), date(int(key) + 1, 1, 1)), at + 1
    elif match := re.fullmatch(r"q([1-4])", key):
        year = _year(words, at + 1)
        if year:
            first = date(year, int(match[1]) * 3 - 2, 1)
            yield Span(first, first + relativedelta(months=3)), at + 2


def _named_month(
    words: Sequence[Word], at: int, today: date, ahead: bool | None
) -> Iterator[tuple[Span, int]]:
    """ "March 2026", "March", "3 March 2026", "March 3, 2026", "3rd of March"."""
    after, day_first = at, _ordinal(words[at])
    if day_first:
        after += 2 if at + 1 < len(words) and words[at + 1].key == "of" else 1
    if after >= len(words) or words[after].key not in _MONTHS:
        return
    month = _MONTHS[words[after].key]
    day, end = day_first, after + 1
    if not day and end < len(words) and (day := _ordinal(words[end])):
        end += 1
    comma = end < len(words) and words[end].key == ","
    year = _year(words, end + comma)
    end += (1 + comma) if year else 0
    first = _day(year or today.year, month, day or 1)
    if first and not year:
        begun = today if day else today.replace(day=1)
        later = {True: first < begun, False: -(first > begun), None: 0}[ahead]
        first = _day(today.year + later, month, day or 1)
    if first:
        length = relativedelta(days=1) if day else relativedelta(months=1)
        yield Span(first, first + length), end


def _relative(words: Sequence[Word], at: int, today: date) -> Iterator[tuple[Span, int]]:
    key = words[at].key
    days = {"today": 0, "yesterday": -1, "tomorrow": 1}
    if key in days or key == "now":
        first = today + timedelta(days=days.get(key, 0))
        yield Span(first, first + timedelta(days=1)), at + 1
    yield from _weekday(words, at, today)
    steps = {"this": 0, "current": 0, "last": -1, "previous": -1, "next": 1}
    if key in steps and at + 1 < len(words):
        begin = _begin(words[at + 1].plain, today)
        if begin:
            first, length = begin
            first = first + length * steps[key]
            yield Span(first, first + length), at + 2


def _weekday(words: Sequence[Word], at: int, today: date) -> Iterator[tuple[Span, int]]:
    """ "Monday", "last Friday": the nearest that lies behind; "next Friday": the one to come."""
    said = words[at].key
    step = said in ("last", "next")
    day = _WEEKDAYS.get(words[at + step].key) if at + step < len(words) else None
    if day is None:
        return
    back = (today.weekday() - day) % 7
    if said == "next":
        first = today + timedelta(days=(7 - back) or 7)
    else:
        first = today - timedelta(days=back or (7 if said == "last" else 0))
    yield Span(first, first + timedelta(days=1)), at + step + 1


def _begin(unit: str, today: date) -> tuple[date, relativedelta] | None:
    month = today.replace(day=1)
    known = {
        "week": (today - timedelta(days=today.weekday()), relativedelta(weeks=1)),
        "month": (month, relativedelta(months=1)),
        "quarter": (month.replace(month=(month.month - 1) // 3 * 3 + 1), relativedelta(months=3)),
        "year": (month.replace(month=1), relativedelta(years=1)),
    }
    return known.get(unit)


def _ordinal(word: Word) -> int:
    match = re.fullmatch(r"(\d{1,2})(st|nd|rd|th)?", word.key)
    return int(match[1]) if match and 1 <= int(match[1]) <= 31 else 0


def _year(words: Sequence[Word], at: int) -> int:
    found = at < len(words) and re.fullmatch(r"(19|20)\d{2}", words[at].key)
    return int(words[at].key) if found else 0


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
