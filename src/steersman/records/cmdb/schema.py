"""The attributes of each class here: those that ship and those that this installation added."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict

import sqlalchemy as sa

from steersman.domain.clock import Clock
from steersman.domain.cmdb.attributes import PERSON, Attribute, AttributeType, Mark
from steersman.domain.cmdb.class_parts import UNCLASSIFIED
from steersman.domain.cmdb.classes import (
    CLASS_NAMES,
    ancestors,
    attributes_of,
    ci_class,
    descendants,
    stateable,
    unknown_class,
)
from steersman.domain.errors import Permanent
from steersman.records.cmdb.tables import configuration_items, custom_attributes
from steersman.records.field_changes import RecordedChange, record
from steersman.records.store import writing

COLUMNS = tuple(
    column.name
    for column in configuration_items.c
    if isinstance(column.type.python_type, type)
    and column.type.python_type is str
    and column.name not in ("id", "search_key")
)
_ANY = "*"  # no class has such a name
_NAME = re.compile(r"[a-z][a-z0-9_]{0,60}")
_RESERVED = frozenset({"id", "key", "attributes", "created_at", "updated_at", "last_seen"})


class Schema:
    """What attributes items of each class may have."""

    def __init__(self, custom: Mapping[str, Mapping[str, Attribute]]) -> None:
        self._custom = custom
        self._known: dict[str, Mapping[str, Attribute]] = {}

    def attributes(self, name: str) -> Mapping[str, Attribute]:
        found = self._known.get(name)
        if found is None:
            added = [self._custom.get(each, {}) for each in reversed(ancestors(name))]
            found = {**attributes_of(name), **{k: v for each in added for k, v in each.items()}}
            self._known[name] = found
        return found

    def stateable(self, name: str) -> Mapping[str, Attribute]:
        """What a source may state of an item: of one whose kind is not known, anything."""
        if name != UNCLASSIFIED:
            return self.attributes(name)
        found = self._known.get(_ANY)
        if found is None:
            added = {k: v for each in self._custom.values() for k, v in each.items()}
            found = self._known[_ANY] = {**stateable(name), **added, **self.attributes(name)}
        return found

    @property
    def custom(self) -> Mapping[str, Mapping[str, Attribute]]:
        """The attributes that this installation added, by class and name."""
        return self._custom

    def every_name(self) -> Mapping[str, Attribute]:
        """Every attribute of any class, by name."""
        return {k: v for name in CLASS_NAMES for k, v in self.attributes(name).items()}


def load(connection: sa.Connection) -> Schema:
    custom: dict[str, dict[str, Attribute]] = {}
    for row in connection.execute(sa.select(custom_attributes)).mappings():
        custom.setdefault(row["ci_class"], {})[row["name"]] = Attribute(
            name=row["name"],
            title=row["title"],
            type=AttributeType(row["type"]),
            mark=Mark(row["mark"]),
            choices=tuple(row["choices"]),
            refers_to=row["refers_to"],
        )
    return Schema(custom)


def add_attribute(
    engine: sa.Engine, clock: Clock, name: str, attribute: Attribute, *, by: str
) -> None:
    """Give a class, and those below it, one more attribute.  ``Permanent`` says what is wrong."""
    ci_class(name)
    with writing(engine, "record:configuration_item") as connection:
        _check(load(connection), name, attribute)
        row = {**asdict(attribute), "choices": list(attribute.choices), "ci_class": name}
        connection.execute(sa.insert(custom_attributes), [row])
        change = RecordedChange(
            object_type="custom_attribute",
            object_id=f"{name}.{attribute.name}",
            field="type",
            before=None,
            after=attribute.type.value,
            at=clock.now(),
            by=by,
            source="console",
        )
        record(connection, [change])


def _check(schema: Schema, name: str, attribute: Attribute) -> None:
    if not _NAME.fullmatch(attribute.name) or attribute.name in {*_RESERVED, *COLUMNS}:
        raise Permanent(
            f"{attribute.name!r} cannot be the name of an attribute: write a new name in small "
            "letters, digits and _"
        )
    for each in descendants(name):
        if attribute.name in schema.attributes(each):
            raise Permanent(f"{each} has an attribute {attribute.name} already")
    if attribute.type is AttributeType.CHOICE and not attribute.choices:
        raise Permanent("a choice needs the words to choose from")
    is_reference = attribute.type is AttributeType.REFERENCE
    if is_reference and attribute.refers_to not in (PERSON, *CLASS_NAMES):
        raise Permanent(unknown_class(attribute.refers_to))
