"""How the product itself stands: what people must know before they trust what a page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

OK, DEGRADED, UNAVAILABLE = "ok", "degraded", "unavailable"


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One look at this process and what it stands on.  Times are seconds since 1970.

    ``status`` is ``ok``; ``degraded``: it answers, but something does not work; ``unavailable``:
    the database does not answer at all.
    """

    at: float
    reads: bool = True
    writes: bool = True
    database: str = ""  # why it cannot be read or written, with the mend; empty: it can
    since: float | None = None  # when the database began to fail
    beat_at: float | None = None  # the last heartbeat that this process wrote; None: none yet
    silent: bool = False  # it should have written a heartbeat long ago
    systems_down: Mapping[str, str] = field(default_factory=dict)  # system → why
    faults: Mapping[str, str] = field(default_factory=dict)  # recurring job → why it fails

    @property
    def status(self) -> str:
        if not self.reads:
            return UNAVAILABLE
        well = self.writes and not (self.silent or self.systems_down or self.faults)
        return OK if well else DEGRADED

    @property
    def acts(self) -> bool:
        """Whether work is carried out now; without a place to write it down, none is."""
        return self.reads and self.writes

    @property
    def reasons(self) -> tuple[str, ...]:
        """One sentence for each thing that is not well, the gravest first."""
        told = [self.database] if self.database else []
        if self.silent and not self.database:
            told.append("no heartbeat could be written for a while")
        told += [f"{name} does not answer" for name in sorted(self.systems_down)]
        return (*told, *(f"“{job}” fails" for job in sorted(self.faults)))
