"""Market hours, from the exchanges' own calendars (library ``exchange_calendars``)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from steersman.domain.errors import Permanent

if TYPE_CHECKING:
    from exchange_calendars import ExchangeCalendar

AROUND = timedelta(days=370)  # so that the first and last minutes of a year are asked within it


def open_until(exchange: str, now: float) -> float | None:
    """When the session of ``exchange`` (ISO 10383 MIC) that runs at ``now`` closes.

    ``None``: the market is closed.  Raises ``Permanent`` for an exchange that nobody knows.
    """
    instant = datetime.fromtimestamp(now, UTC).replace(second=0, microsecond=0)
    calendar = _calendar(exchange, instant.year)
    if not calendar.is_open_on_minute(instant, ignore_breaks=True):
        return None
    close: datetime = calendar.next_close(instant).to_pydatetime()
    return close.timestamp()


@lru_cache(maxsize=16)
def _calendar(exchange: str, year: int) -> ExchangeCalendar:
    import exchange_calendars  # it brings pandas: only who has traders pays for it

    start, end = datetime(year, 1, 1) - AROUND, datetime(year, 12, 31) + AROUND
    try:
        return exchange_calendars.get_calendar(exchange, start=start, end=end)
    except exchange_calendars.errors.InvalidCalendarName as error:
        raise Permanent(f"{exchange!r} is no exchange: use its MIC, e.g. XLON") from error
