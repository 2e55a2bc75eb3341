"""How many of each; only the largest group is graded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from company.estate.blind.asking import Asked, fact
from company.estate.blind.draw import Draw
from company.estate.blind.rows import Rows
from company.estate.facts import Row
from company.estate.questions import Graded


def questions(rows: Rows, draw: Draw) -> Iterator[Graded]:
    yield from _each("how many hosts per city?", rows.hosts, "location")
    yield from _each("VMs by operating system", rows.vms, "os")
    yield from _each("number of laptops per manufacturer", rows.laptops, "manufacturer")
    yield from _each("breakdown of active employees by department", rows.active, "department")
    yield from _each("count hosts grouped by environment", rows.hosts, "environment")
    if _largest(rows.physical, "managed_by") == _largest(rows.hosts, "managed_by"):
        yield from _winner("which team manages the most servers?", rows.hosts, "managed_by")
    yield from _winner("in which city do we have the most VMs?", rows.vms, "location")


def _each(question: str, rows: Sequence[Row], column: str) -> Asked:
    return fact(question, _largest(rows, column)[0])


def _winner(question: str, rows: Sequence[Row], column: str) -> Asked:
    """Only where no other group is as large."""
    largest = _largest(rows, column)
    return fact(question, largest[0]) if len(largest) == 1 else []


def _largest(rows: Sequence[Row], column: str) -> list[str]:
    counts = Counter(row[column] for row in rows)
    return [value for value, count in counts.items() if count == max(counts.values())]
