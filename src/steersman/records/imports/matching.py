"""Which object a row is about.  A new key with a known address is a question, never a guess."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from steersman.domain.sources import Claim, Fields, Source, Value
from steersman.records import employments, sources
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.imports.checking import Row
from steersman.records.imports.shapes import SHAPES, Shape
from steersman.records.objects import new_id, rows_by_id

_OWN = ("mail", "login")  # what two people do not share


@dataclass
class Known:
    """What the record holds before the import, read once."""

    objects: dict[str, dict[str, Value]]
    claims: Mapping[str, list[Claim]]
    by_source_key: dict[str, str]  # this source's native key to our id
    keys: dict[str, dict[str, str]]  # object type to (key that a cell may hold to our id)
    past_numbers: frozenset[str] = frozenset()  # of employments that were followed by others
    new: dict[str, str] = field(default_factory=dict)  # native key to the id it will get

    def id_of(self, object_type: str, key: str) -> str | None:
        return self.keys[object_type].get(key)


def look(connection: sa.Connection, shape: Shape, source: Source) -> Known:
    kind = shape.repository.kind
    objects = rows_by_id(connection, kind)
    wanted = {c.refers_to for c in shape.columns if c.refers_to} | {kind.name}
    keys = {name: _keys(connection, name, source.name) for name in wanted if name in SHAPES}
    known = Known(
        objects,
        sources.claims_by_object(connection, kind.name),
        sources.objects_of(connection, kind.name, source.name),
        keys,
    )
    if kind.name == "person":
        known.past_numbers = frozenset(
            number
            for (name, number), person in employments.all_numbers(connection).items()
            if name == source.name and objects[person]["employee_number"] != number
        )
    return known


def _keys(connection: sa.Connection, object_type: str, source_name: str) -> dict[str, str]:
    """Key to id; a number that different sources gave to different people leads nowhere."""
    shape = SHAPES[object_type]
    if object_type == "person":
        return _numbers(connection, source_name)
    if not shape.natural_key:
        return {}
    rows = rows_by_id(connection, shape.repository.kind)
    joint = ":" if shape.id_of else "|"
    return {joint.join(str(row[k]) for k in shape.key): i for i, row in rows.items()}


def _numbers(connection: sa.Connection, source_name: str) -> dict[str, str]:
    owners: defaultdict[str, set[str]] = defaultdict(set)
    ours: dict[str, str] = {}
    for (name, number), person in employments.all_numbers(connection).items():
        owners[number].add(person)
        if name == source_name:
            ours[number] = person
    return {**{n: next(iter(who)) for n, who in owners.items() if len(who) == 1}, **ours}


def match(rows: Sequence[Row], known: Known, shape: Shape) -> list[Problem]:
    """Give every new key an id in ``known.new``; report the rows whose identity is in doubt."""
    taken = _taken(rows, known, shape)
    found_by = Counter(found_id(row, known, shape) for row in rows)
    problems = []
    for row in rows:
        found = found_id(row, known, shape)
        doubt = _doubt_about_old(row, known, found) if found else _doubt_about_new(row, taken)
        if found and found_by[found] > 1:
            doubt = _same(row, found)
        if doubt:
            problems.append(doubt)
        elif found is None:
            given = shape.id_of(row.values) if shape.id_of else new_id(shape.repository.kind.prefix)
            known.new[row.key] = given
    return problems


def found_id(row: Row, known: Known, shape: Shape) -> str | None:
    """Our id of the object that a row is about; None when it is new."""
    return known.by_source_key.get(row.key) or known.id_of(shape.object_type, row.key)


def _same(row: Row, found: str) -> Problem:
    return row.problem(
        ProblemKind.AMBIGUOUS,
        f"another row of the file is about the same object ({found})",
        "keep the one that is right",
    )


def _doubt_about_old(row: Row, known: Known, found: str) -> Problem | None:
    """Another source's number alone does not prove that it is the same person."""
    current = known.objects[found]
    if row.key in known.by_source_key or "family_name" not in current:
        return None
    if any(row.values.get(name) and row.values[name] == current[name] for name in _OWN):
        return None
    if all(row.values.get(n) == current[n] for n in ("given_name", "family_name")):
        return None
    return row.problem(
        ProblemKind.AMBIGUOUS,
        f"the number belongs to {current['given_name']} {current['family_name']} ({found}) at "
        "another source, and neither name, mail nor login agrees",
        "say whether this is the same person",
        "employee_number",
        row.key,
    )


def _doubt_about_new(row: Row, taken: Mapping[tuple[str, str], str]) -> Problem | None:
    for name in _OWN:
        value = str(row.values.get(name, ""))
        owner = taken.get((name, value))
        if owner is not None:
            return row.problem(
                ProblemKind.AMBIGUOUS,
                f"the {name} already belongs to {owner}",
                "say whether this is a re-hire of the same person, or correct it",
                name,
                value,
            )
    return None


def _taken(rows: Sequence[Row], known: Known, shape: Shape) -> dict[tuple[str, str], str]:
    """(field, value) to owner, for mails and logins that this very import does not set free."""
    if shape.object_type != "person":
        return {}
    coming: dict[str, Fields] = {}
    for row in rows:
        found = found_id(row, known, shape)
        if found:
            coming[found] = row.values
    return {
        (name, str(coming.get(person, current).get(name, current[name]))): person
        for person, current in known.objects.items()
        for name in _OWN
        if coming.get(person, current).get(name, current[name])
    }
