"""Days as people write them, and which rows lie within two days for every reader."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from company.estate.facts import Row

DAY = date(2026, 6, 15)  # the questions name months and years that suit an estate of this day
LONG_AGO = date(1990, 1, 1)
_ONE = timedelta(days=1)


def within(
    rows: Iterable[Row], column: str, start: date, end: date, late: int = 1
) -> list[Row] | None:
    """The rows within; ``None`` where a day more or less at an edge would change them.

    ``late``: how many days at the far edge, for six months are 180 days to some.
    """
    dated = [(date.fromisoformat(row[column]), row) for row in rows if row[column]]
    slack = timedelta(days=late)
    found = [row for day, row in dated if start <= day <= end]
    wide = [row for day, row in dated if start - _ONE <= day <= end + slack]
    tight = [row for day, row in dated if start + _ONE <= day <= end - slack]
    return found if len(wide) == len(tight) == len(found) else None


def before(rows: Iterable[Row], column: str, day: date) -> list[Row]:
    """The rows before the day; none where a day more or less would change them."""
    return within(rows, column, LONG_AGO, day - _ONE) or []


def expired(rows: Iterable[Row], column: str) -> list[Row] | None:
    """What ended up to today; ``None`` where it matters whether today counts."""
    return within(rows, column, LONG_AGO, DAY)


def since(rows: Iterable[Row], column: str, day: date) -> list[Row]:
    return within(rows, column, day, DAY) or []


def starting(rows: Iterable[Row], column: str, start: str) -> list[Row]:
    """The rows whose date starts with a year ("2025") or a month ("2025-04")."""
    return [row for row in rows if row[column].startswith(start)]


def iso_month(number: int, year: int = DAY.year) -> str:
    return f"{year}-{number:02}"


def month(number: int, year: int = DAY.year) -> str:
    return f"{date(year, number, 1):%B %Y}"


def day_first(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def month_first(day: date) -> str:
    return f"{day:%B} {day.day}, {day.year}"
