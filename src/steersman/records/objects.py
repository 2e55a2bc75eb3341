"""What every object of the record has in common: a table, an immutable id, changes kept.

Reading is here; writing, with its audit rows and sources, stands in ``writes``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from functools import cached_property
from typing import Any, Generic, TypeVar, get_type_hints
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from steersman.domain.errors import Permanent
from steersman.domain.sources import Fields, Value

T = TypeVar("T")

# Code-point order on both stores, so that comparing, paging and prefix look-ups agree.
TEXT: sa.types.TypeEngine[str] = sa.Text().with_variant(sa.Text(collation="C"), "postgresql")
# A body of facts that is looked into by the database too.
JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def text_column(name: str, *, key: bool = False, refers_to: str = "") -> sa.Column[str]:
    """Text that is never NULL.  ``refers_to``: the table whose id it holds (a relation)."""
    info = {"refers_to": refers_to} if refers_to else {}
    return sa.Column(name, TEXT, primary_key=key, nullable=False, info=info)


def new_id(prefix: str) -> str:
    return f"{prefix}_{uuid4().hex}"


@dataclass(frozen=True)
class ObjectType(Generic[T]):
    """One kind of object: its name in audit rows and rules, its table, its dataclass.

    ``derive`` computes columns that only the store needs.  ``unaudited`` fields change with each
    look and say nothing about who did what.
    """

    name: str
    table: sa.Table
    make: type[T]
    prefix: str = ""  # of new ids; empty: the id is given
    derive: Callable[[Fields], Fields] = lambda values: {}
    unaudited: frozenset[str] = frozenset()

    @cached_property
    def fields(self) -> tuple[str, ...]:
        return tuple(entry.name for entry in fields(self.make) if entry.name != "id")  # type: ignore[arg-type]  # T is always one of our dataclasses

    @cached_property
    def defaults(self) -> Fields:
        known = {entry.name: entry.default for entry in fields(self.make)}  # type: ignore[arg-type]  # as above
        return {name: _plain(known[name]) for name in self.fields}

    @cached_property
    def enums(self) -> Mapping[str, type[StrEnum]]:
        hints = get_type_hints(self.make)
        return {
            name: hint
            for name, hint in hints.items()
            if isinstance(hint, type) and issubclass(hint, StrEnum)
        }

    @cached_property
    def select(self) -> sa.Select[Any]:
        return sa.select(self.table.c.id, *(self.table.c[name] for name in self.fields))

    @cached_property
    def select_one(self) -> sa.Select[Any]:
        return self.select.where(self.table.c.id == sa.bindparam("id"))

    def to_object(self, row: sa.RowMapping) -> T:
        values = {name: self._read(name, row[name]) for name in ("id", *self.fields)}
        return self.make(**values)

    def to_row(self, object_id: str, values: Fields) -> dict[str, Value]:
        plain = {name: _plain(value) for name, value in values.items()}
        return {"id": object_id, **plain, **self.derive(plain)}

    def _read(self, name: str, value: Value) -> Value:
        return self.enums[name](str(value)) if name in self.enums else value

    def check(self, values: Fields) -> None:
        """Refuse what cannot be stored: an unknown field, a wrong type, an unknown word."""
        for name, value in values.items():
            if name not in self.fields:
                known = ", ".join(self.fields)
                raise Permanent(f"a {self.name} has no field {name!r}; it has: {known}")
            fault = self.fault_of(name, value)
            if fault:
                raise Permanent(f"{self.name}.{name}: {fault}")

    def fault_of(self, name: str, value: Value) -> str:
        """What is wrong with ``value`` as this field; empty when nothing is."""
        column = self.table.c[name]
        if value is None:
            return "" if column.nullable else "must not be null; leave it empty instead"
        if isinstance(value, str):
            return self._fault_of_text(name, value)
        wanted = column.type.python_type
        fits = isinstance(value, bool) if wanted is bool else not isinstance(value, bool)
        return "" if fits and wanted is not str else f"{value!r} is not {_A[wanted]}"

    def _fault_of_text(self, name: str, value: str) -> str:
        wanted = self.table.c[name].type.python_type
        if wanted is not str:
            return f"{value!r} is not {_A[wanted]}"
        if "\x00" in value or not value.isprintable():
            return f"{value!r} holds characters that cannot be printed; remove them"
        words = [word.value for word in self.enums[name]] if name in self.enums else [value]
        return "" if value in words else f"{value!r} is none of {', '.join(words)}"


_A = {str: "text", bool: "true or false", float: "a number"}


def _plain(value: object) -> Value:
    """What is stored: of an enumeration its value, of a field without a default nothing."""
    if isinstance(value, StrEnum):
        return value.value
    return value if value is None or isinstance(value, str | bool | int | float) else ""


def rows_by_id(
    connection: sa.Connection, kind: ObjectType[T], ids: Sequence[str] | None = None
) -> dict[str, dict[str, Value]]:
    """The fields of these objects, or of all of them, by id."""
    wanted = kind.select if ids is None else kind.select.where(kind.table.c.id.in_(ids))
    rows = connection.execute(wanted).mappings()
    return {row["id"]: {name: row[name] for name in kind.fields} for row in rows}
