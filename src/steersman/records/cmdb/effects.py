"""What one row of an import would do, as a plan shows it."""

from __future__ import annotations

from dataclasses import dataclass

from steersman.domain.sources import FieldChange, Kept


@dataclass(frozen=True, slots=True)
class Effect:
    """What one row would do to one item or relation, and what it says that would not win."""

    line: int
    id: str  # empty: it is new
    key: str
    label: str
    changes: tuple[FieldChange, ...] = ()
    kept: tuple[Kept, ...] = ()
