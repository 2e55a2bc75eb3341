"""One transaction's worth of changes to objects of one type, with their audit rows and sources.

A single change and an import of a hundred thousand rows go through the same door.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Generic, TypeVar

import sqlalchemy as sa

from steersman.domain.sources import (
    AUTHORITIES,
    Authority,
    Claim,
    FieldChange,
    Fields,
    Outcome,
    Source,
    Value,
    reconcile,
)
from steersman.records import sources
from steersman.records.field_changes import RecordedChange, as_text, record
from steersman.records.objects import ObjectType

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Merge:
    """What a statement of a source does to one object; nothing is written yet."""

    object_id: str
    before: Fields
    outcome: Outcome
    claim: Claim
    claim_was: Claim | None = None

    @property
    def after(self) -> dict[str, Value]:
        changed = {change.field: change.after for change in self.outcome.changes}
        return {**self.before, **changed}


def merge(
    kind: ObjectType[T],
    object_id: str,
    current: Fields,
    claims: Sequence[Claim],
    wanted: tuple[Fields, Source],
    rules: Sequence[Authority] = AUTHORITIES,
) -> Merge:
    """Decide field by field whether the statement wins over what other sources say."""
    values, source = wanted
    key = source.native_key or object_id
    same = (c for c in claims if (c.source_name, c.source_native_key) == (source.name, key))
    mine = next(same, None)
    empty = Claim(source_name=source.name, source_native_key=key)
    heard = (mine or empty).hear(values, source)
    others = [claim for claim in claims if claim is not mine]
    outcome = reconcile(kind.name, current, [*others, heard], wanted, rules)
    return Merge(object_id, current, outcome, heard, mine)


def creation(
    kind: ObjectType[T],
    object_id: str,
    wanted: tuple[Fields, Source],
    rules: Sequence[Authority] = AUTHORITIES,
) -> Merge:
    """A new object as the change of nothing into its first values."""
    first = merge(kind, object_id, kind.defaults, [], wanted, rules)
    changes = tuple(FieldChange(name, None, value) for name, value in first.after.items())
    nothing = dict.fromkeys(kind.fields)
    return replace(first, before=nothing, outcome=Outcome(changes, first.outcome.kept))


@dataclass
class Batch(Generic[T]):
    """Changes that are going to be written together.  ``at`` is seconds since 1970."""

    kind: ObjectType[T]
    at: float
    by: str
    source: str
    created: list[Merge] = field(default_factory=list)
    changed: list[Merge] = field(default_factory=list)

    def write(self, connection: sa.Connection) -> None:
        table = self.kind.table
        rows = [self.kind.to_row(m.object_id, m.after) for m in self.created]
        if rows:
            connection.execute(sa.insert(table), rows)
        self._update(connection)
        self._keep_sources(connection)
        record(connection, self._audit_rows())

    def _update(self, connection: sa.Connection) -> None:
        changing = [m for m in self.changed if m.outcome.changes]
        rows = [self.kind.to_row(m.object_id, m.after) for m in changing]
        if not rows:
            return
        statement = sa.update(self.kind.table).where(self.kind.table.c.id == sa.bindparam("_id"))
        values: dict[str, sa.BindParameter[Value]] = {
            name: sa.bindparam(f"_{name}") for name in rows[0] if name != "id"
        }
        bound = [{f"_{name}": value for name, value in row.items()} for row in rows]
        connection.execute(statement.values(values), bound)

    def _keep_sources(self, connection: sa.Connection) -> None:
        both = [*self.created, *self.changed]
        new = [(m.object_id, m.claim) for m in both if m.claim_was is None]
        sources.insert_claims(connection, self.kind.name, new)
        known = [m.claim for m in both if m.claim_was not in (None, m.claim)]
        sources.update_claims(connection, self.kind.name, known)

    def _audit_rows(self) -> list[RecordedChange]:
        return [
            RecordedChange(
                object_type=self.kind.name,
                object_id=merged.object_id,
                field=change.field,
                before=as_text(change.before),
                after=as_text(change.after),
                at=self.at,
                by=self.by,
                source=self.source,
            )
            for merged in (*self.created, *self.changed)
            for change in merged.outcome.changes
            if self._is_audited(change)
        ]

    def _is_audited(self, change: FieldChange) -> bool:
        """Of a new object, the fields that say something; of an old one, whatever changed."""
        empty = change.before is None and change.after in ("", None)
        return change.field not in self.kind.unaudited and not empty
