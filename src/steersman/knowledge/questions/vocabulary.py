"""The names and values that are on record, found by their letters alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence

from steersman.domain.sources import Fields
from steersman.knowledge.queries.schema import FieldType, Schema
from steersman.knowledge.questions.lexicon import Name, Value
from steersman.knowledge.questions.words import joined

# Fields whose values people use as words.  Of the second kind they may say the beginning only:
# "Windows" for "Windows Server 2022".
WHOLE = frozenset({"location", "environment", "managed_by", "department", "title", "kind", "role"})
BEGUN = frozenset(
    {"os", "manufacturer", "vendor", "model", "software", "provider", "supplier", "issuer"}
)
SHORTEST = 5  # letters that a short form of a name of software must have
# Said as they are, these would be taken for something else.
_POSSESSIVE = re.compile(r"['’]s\b")  # as a question loses it: "Let's Encrypt"
_NOT_ALONE = frozenset({"1", "2", "3", "4", "any", "team", "server", "other", "in", "it"})
_SHOUTED = "IT"  # the department: "it" in small letters is a pronoun
_Index = tuple[
    Mapping[str, dict[Name, None]],
    Mapping[str, dict[Value, None]],
    Mapping[str, set[str]],
    set[tuple[str, str]],  # kind and field
]
Rows = Iterable[tuple[str, Fields]]  # (entity, fields) of everything on record


class Words:
    """From what one asker may read.  It stays as it was built: whoever keeps it sees to that."""

    def __init__(self, schema: Schema, rows: Rows) -> None:
        self._schema = schema
        self._index = self._build(rows)
        self._recorded: dict[str, frozenset[str]] = {}

    def names(self, key: str) -> Sequence[Name]:
        return tuple(self._index[0].get(key, ()))

    def values(self, key: str) -> Sequence[Value]:
        return tuple(self._index[1].get(key, ()))

    def known_values(self, field: str) -> Iterable[str]:
        return tuple(self._index[2].get(field, ()))

    def recorded(self, entity: str) -> Collection[str]:
        if entity not in self._recorded:
            kinds = self._schema.kinds(entity)
            found = frozenset(field for kind, field in self._index[3] if kind in kinds)
            self._recorded[entity] = found
        return self._recorded[entity]

    def _build(self, rows: Rows) -> _Index:
        names: dict[str, dict[Name, None]] = {}
        values: dict[str, dict[Value, None]] = {}
        known: dict[str, set[str]] = {}
        filled: set[tuple[str, str]] = set()
        spoken = {entity: self._spoken(entity) for entity in self._schema.entities}
        seen: set[tuple[str, str, str]] = set()
        for entity, row in rows:
            for field, name in _called(row):
                names.setdefault(joined(name), {})[Name(entity, name, field)] = None
            for field, top in spoken[entity].items():
                value = row.get(field)
                if isinstance(value, str) and value and (top, field, value) not in seen:
                    seen.add((top, field, value))
                    known.setdefault(field, set()).add(value)
                    self._keep(values, top, field, value)
            filled |= {(entity, field) for field, value in row.items() if value not in ("", None)}
        return names, values, known, filled

    def _keep(
        self, values: dict[str, dict[Value, None]], entity: str, field: str, value: str
    ) -> None:
        if value == _SHOUTED:
            values.setdefault(_SHOUTED, {})[Value(entity, field, value)] = None
        if value.casefold() not in _NOT_ALONE:
            for key in {joined(value), joined(_POSSESSIVE.sub("", value))}:
                values.setdefault(key, {})[Value(entity, field, value)] = None
        parts = value.split(" ")
        for length in range(1, len(parts) if field in BEGUN else 0):
            begun = " ".join(parts[:length])
            values.setdefault(joined(begun), {})[Value(entity, field, begun, part=True)] = None
        if len(parts) > 2 and field in BEGUN:  # RHEL
            initials = joined("".join(part[:1] for part in parts))
            values.setdefault(initials, {})[Value(entity, field, value)] = None
        if field == "software" and len(parts) == 1:
            for length in range(SHORTEST, len(value)):  # postgres
                short = value[:length]
                values.setdefault(joined(short), {})[Value(entity, field, short, True)] = None

    def _spoken(self, entity: str) -> Mapping[str, str]:
        """The fields whose values are words, each with the highest kind that has it."""
        fields = self._schema.fields(entity).values()
        return {
            field.name: [
                up.name
                for up in self._schema.line(entity)
                if field.name in self._schema.fields(up.name)
            ][-1]
            for field in fields
            if field.name in WHOLE | BEGUN or field.type is FieldType.CHOICE
        }


class JoinedWords:
    """Several as if they were one; ``parts``: by the kind of thing that they are of."""

    def __init__(self, parts: Mapping[str, Words]) -> None:
        self.parts = parts
        self._recorded: dict[str, frozenset[str]] = {}

    def names(self, key: str) -> Sequence[Name]:
        return tuple(name for part in self.parts.values() for name in part.names(key))

    def values(self, key: str) -> Sequence[Value]:
        return tuple(value for part in self.parts.values() for value in part.values(key))

    def known_values(self, field: str) -> Iterable[str]:
        return {value: None for part in self.parts.values() for value in part.known_values(field)}

    def recorded(self, entity: str) -> Collection[str]:
        if entity not in self._recorded:
            parts = (part.recorded(entity) for part in self.parts.values())
            self._recorded[entity] = frozenset[str]().union(*parts)
        return self._recorded[entity]


NAMES = (
    *("name", "fqdn", "employee_number", "login", "mail", "serial", "asset_tag", "ip_address"),
    "cidr",
)


def _called(row: Fields) -> Iterable[tuple[str, str]]:
    """What a thing may be called by: its name, its number, or its address on the network."""
    for field in NAMES:
        name = row.get(field)
        if isinstance(name, str) and len(name) > 1:
            yield field, name
