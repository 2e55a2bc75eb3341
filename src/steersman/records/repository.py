"""Getting, adding and changing objects of one type; each aggregate's repository builds on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Generic, TypeVar

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.errors import Permanent
from steersman.domain.sources import AUTHORITIES, Authority, Fields, Outcome, Source
from steersman.records.objects import ObjectType, new_id, rows_by_id
from steersman.records.sources import claims_of
from steersman.records.store import writing
from steersman.records.writes import Batch, Merge, creation, merge

T = TypeVar("T")
Filter = sa.ColumnElement[bool]


class Repository(Generic[T]):
    """Objects of one type.  ``by`` is always a person's id or a named system principal."""

    kind: ObjectType[T]

    def __init__(
        self, engine: sa.Engine, clock: Clock, authorities: Sequence[Authority] = AUTHORITIES
    ) -> None:
        self._engine = engine
        self._clock = clock
        self._authorities = authorities

    def find(self, object_id: str, visible: Filter | None = None) -> T | None:
        """The object, or None when there is none that ``visible`` lets through."""
        wanted = self.kind.select_one if visible is None else self.kind.select_one.where(visible)
        with self._engine.connect() as connection:
            row = connection.execute(wanted, {"id": object_id}).mappings().first()
        return None if row is None else self.kind.to_object(row)

    def get(self, object_id: str, visible: Filter | None = None) -> T:
        found = self.find(object_id, visible)
        if found is None:
            raise Permanent(f"there is no {self.kind.name} {object_id!r} that you may see")
        return found

    def add(self, values: Fields, *, by: str, source: Source, object_id: str = "") -> T:
        """Keep a new object and say who added it.  ``Permanent`` for a value that is wrong."""
        chosen = object_id or new_id(self.kind.prefix)
        try:
            with writing(self._engine, f"record:{self.kind.name}") as connection:
                self._create(connection, chosen, values, by, source)
        except sa.exc.IntegrityError as error:
            key = source.native_key or chosen
            raise Permanent(
                f"a {self.kind.name} with this key ({key}) is in the record already: change it"
            ) from error
        return self.get(chosen)

    def change(self, object_id: str, values: Fields, *, by: str, source: Source) -> Outcome:
        """Tell the record what ``source`` says.  The outcome names what did not win, and why."""
        self.kind.check(values)
        with writing(self._engine, f"record:{self.kind.name}") as connection:
            return self._change(connection, object_id, values, by, source)

    def _create(
        self, connection: sa.Connection, object_id: str, values: Fields, by: str, source: Source
    ) -> None:
        self.kind.check(values)
        made = creation(self.kind, object_id, (values, source), self._authorities)
        self.kind.check(made.after)
        self._check(connection, made)
        batch = self._batch(by, source)
        batch.created.append(made)
        batch.write(connection)
        self.follow(connection, batch)

    def _change(
        self, connection: sa.Connection, object_id: str, values: Fields, by: str, source: Source
    ) -> Outcome:
        current = rows_by_id(connection, self.kind, [object_id]).get(object_id)
        if current is None:
            raise Permanent(f"there is no {self.kind.name} {object_id!r} to change")
        claims = claims_of(connection, self.kind.name, object_id)
        merged = merge(self.kind, object_id, current, claims, (values, source), self._authorities)
        self._check(connection, merged)
        batch = self._batch(by, source)
        batch.changed.append(merged)
        batch.write(connection)
        self.follow(connection, batch)
        return merged.outcome

    def _batch(self, by: str, source: Source) -> Batch[T]:
        if not by:
            raise Permanent("a change needs a name: a person's id or a system principal")
        return Batch(self.kind, self._clock.now(), by, source.name)

    def _select(self, condition: Filter, *order: sa.ColumnElement[str]) -> tuple[T, ...]:
        wanted = self.kind.select.where(condition).order_by(*(order or (self.kind.table.c.id,)))
        with self._engine.connect() as connection:
            return tuple(self.kind.to_object(row) for row in connection.execute(wanted).mappings())

    def fault_of(self, after: Fields) -> str:
        """What is wrong with an object that looks like this, with the mend; empty: nothing."""
        return ""

    def _check(self, connection: sa.Connection, merged: Merge) -> None:
        """Refuse, inside the transaction, what this type of object may not become."""
        fault = self.fault_of(merged.after)
        if fault:
            raise Permanent(fault)

    def follow(self, connection: sa.Connection, batch: Batch[T]) -> None:
        """Write what follows from the batch in tables of the same aggregate."""
