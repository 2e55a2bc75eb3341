"""Conditions that are asked of a table, and asked again of every row that comes back.

An instance ignores the part of an encoded query that it does not understand and then returns
everything (unless ``glide.invalid_query.returns_no_rows`` is set).  So no answer is believed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from steersman.domain.canonical import Json


@dataclass(frozen=True, slots=True)
class Condition:
    """``field`` is one of ``values``; without values: it is not empty."""

    field: str
    values: tuple[str, ...] = ()

    def encoded(self) -> str:
        if not self.values:
            return f"{self.field}ISNOTEMPTY"
        return f"{self.field}IN{','.join(self.values)}"

    def holds(self, row: Json) -> bool:
        found = value(row, self.field)
        return found in self.values if self.values else bool(found.strip())


def encoded(conditions: Iterable[Condition], after: str) -> str:
    """The query of the rows behind ``after`` in the order of their sys_id."""
    parts = [each.encoded() for each in conditions]
    parts += [f"sys_id>{after}"] if after else []
    return "^".join([*parts, "ORDERBYsys_id"])


def value(row: Json, field: str) -> str:
    """The value in the database; of a reference its sys_id.  Empty: not there, hidden, or none.

    A field is plain text, or ``{"link", "value"}``, or ``{"display_value", "value"}``.
    """
    found = row.get(field)
    if isinstance(found, dict):
        found = found.get("value")
    return found if isinstance(found, str) else ""
