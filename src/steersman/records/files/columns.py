"""A column of a file that is to be imported: what it is for, and what stands in it."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

LOOKED_AT = 50  # rows: JSON objects need not all have the same names
SAMPLES = 3
LONGEST = 60  # characters of a sample


@dataclass(slots=True)
class Column:
    """``field``: the attribute it is for, or parent, type or child; empty: it is left out."""

    name: str
    field: str
    samples: list[str] = dataclasses.field(default_factory=list)

    def see(self, cell: str) -> None:
        if cell and cell not in self.samples and len(self.samples) < SAMPLES:
            self.samples.append(cell[:LONGEST])
