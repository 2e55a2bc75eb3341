"""Quiet hours: when a person is paged for urgent things only; the rest waits until they end."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.on_call.hours import EVERY_DAY, Hours, stretches
from steersman.domain.on_call.local_time import zone_of

AROUND = 15 * 86400.0  # seconds: quiet hours that do not end within are as good as endless


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From ``opens`` to ``closes`` on the wall clock of ``time_zone``, beginning on ``days``."""

    person: str
    time_zone: str
    opens: str
    closes: str
    days: tuple[int, ...] = EVERY_DAY

    @property
    def hours(self) -> Hours:
        return Hours(self.opens, self.closes, self.days)

    def check(self) -> None:
        zone_of(self.time_zone)
        self.hours.check()

    def until(self, moment: float) -> float | None:
        """When the quiet that holds at ``moment`` ends; None: none holds."""
        window = (moment - 2 * 86400.0, moment + AROUND)
        found = stretches([self.hours], zone_of(self.time_zone), *window)
        return next((ends for starts, ends in found if starts <= moment < ends), None)
