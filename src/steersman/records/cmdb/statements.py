"""What a person says about an item, read and checked before anything is decided about it."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa

from steersman.domain.cmdb.attributes import PERSON, Attribute, AttributeType, parse
from steersman.domain.cmdb.classes import ci_class, nearest
from steersman.domain.cmdb.life_cycle import fault_of
from steersman.domain.cmdb.spellings import CLASS, word_for
from steersman.domain.errors import Permanent
from steersman.domain.sources import Fields, Value
from steersman.records.cmdb.finding import ItemFinder, PeopleFinder
from steersman.records.cmdb.flat import Flat, with_life_cycle
from steersman.records.cmdb.schema import Schema


class StatementReader:
    """Reads values as people give them.  ``Permanent`` names what is wrong and the nearest known.

    References may be written in any way that names one person or item.
    """

    def __init__(self, connection: sa.Connection, schema: Schema, source_name: str) -> None:
        self._connection, self._schema = connection, schema
        self._items = ItemFinder(connection, source_name)
        self._people: PeopleFinder | None = None

    def read(self, class_name: str, values: Fields) -> Flat:
        if ci_class(class_name).abstract:
            raise Permanent(f"{class_name} is only the parent of classes: say one below it")
        attributes = self._schema.attributes(class_name)
        found: Flat = {CLASS: class_name} if values.get(CLASS) else {}
        for name, value in values.items():
            if name != CLASS:
                found[name] = self._value(_attribute(attributes, class_name, name), value)
        found = with_life_cycle(found)
        told = fault_of(
            str(found.get("life_cycle_stage", "")), str(found.get("life_cycle_status", ""))
        )
        if told:
            raise Permanent(told)
        if found.get("name", "x") == "":
            raise Permanent("the name is missing: name the item")
        return found

    def _value(self, attribute: Attribute, given: Value) -> Value:
        if attribute.choices and isinstance(given, str):
            given = word_for(attribute.name, given)
        try:
            value = parse(attribute, given)
        except ValueError as error:
            raise Permanent(f"{attribute.name}: {given!r} makes no sense: {error}") from error
        if attribute.type is AttributeType.REFERENCE and value:
            return self._referred(attribute, str(value))
        return value

    def _referred(self, attribute: Attribute, word: str) -> str:
        if attribute.refers_to == PERSON:
            self._people = self._people or PeopleFinder(self._connection)
            found = self._people.candidates(word)
        else:
            self._items.look(self._connection, [word])
            found = self._items.candidates(word)
        if len(found) == 1:
            return found[0]
        told = f"may be {' or '.join(found[:5])}" if found else "is not in the record"
        raise Permanent(f"{attribute.name}: {word!r} {told}: write an id")


def _attribute(attributes: Mapping[str, Attribute], class_name: str, name: str) -> Attribute:
    if name not in attributes:
        near = nearest(name, attributes)
        hint = f": did you mean {near}?" if near else ""
        raise Permanent(f"a {class_name} has no attribute {name!r}{hint}")
    return attributes[name]
