"""References between rows: managers and parents must exist and must not run in a circle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from steersman.domain.sources import Value
from steersman.records.files.problems import Problem, ProblemKind
from steersman.records.imports.checking import Row
from steersman.records.imports.matching import Known, found_id
from steersman.records.imports.shapes import Shape


def resolve(
    rows: Sequence[Row], known: Known, shape: Shape
) -> tuple[list[tuple[Row, Mapping[str, Value]]], list[Problem]]:
    """Each good row with its values, references turned into ids; and what is wrong with others.

    A rejected row can take others with it (their manager is missing then), so this goes on until
    nothing more falls.
    """
    problems: list[Problem] = []
    while True:
        ids = {**known.keys.get(shape.object_type, {}), **_ids(rows, known, shape)}
        fresh = [p for row in rows for p in _unknown(row, ids, known, shape)]
        fresh = fresh or _cycles(rows, ids, known, shape)
        if not fresh:
            return [(row, _resolved(row, ids, known, shape)) for row in rows], problems
        problems += fresh
        fallen = {problem.line for problem in fresh}
        rows = [row for row in rows if row.line not in fallen]


def _ids(rows: Sequence[Row], known: Known, shape: Shape) -> dict[str, str]:
    return {row.key: found_id(row, known, shape) or known.new[row.key] for row in rows}


def _look_up(key: str, refers_to: str, ids: Mapping[str, str], known: Known, shape: Shape) -> str:
    """Our id; empty for an empty key or one that leads nowhere."""
    found = ids.get(key) if refers_to == shape.object_type else known.id_of(refers_to, key)
    return found or ""


def _unknown(row: Row, ids: Mapping[str, str], known: Known, shape: Shape) -> list[Problem]:
    return [
        row.problem(
            ProblemKind.UNKNOWN_REFERENCE,
            f"there is no such {column.refers_to.replace('_', ' ')}",
            "import it first, correct the key, or leave the cell empty",
            column.field,
            key,
        )
        for column in shape.columns
        if (key := row.references.get(column.field, ""))
        and not _look_up(key, column.refers_to, ids, known, shape)
    ]


def _resolved(row: Row, ids: Mapping[str, str], known: Known, shape: Shape) -> Mapping[str, Value]:
    kinds = {column.field: column.refers_to for column in shape.columns}
    found = {
        field: _look_up(key, kinds[field], ids, known, shape)
        for field, key in row.references.items()
    }
    return {**row.values, **found}


def _cycles(
    rows: Sequence[Row], ids: Mapping[str, str], known: Known, shape: Shape
) -> list[Problem]:
    """The rows that stand on a circle, with the whole circle named."""
    field = shape.hierarchy
    if not field:
        return []
    above = {object_id: str(values[field]) for object_id, values in known.objects.items()}
    by_id = {ids[row.key]: row for row in rows}
    for object_id, row in by_id.items():
        if field in row.references:
            above[object_id] = ids.get(row.references[field], "")
    return [
        by_id[place].problem(
            ProblemKind.CYCLE,
            f"{field} runs in a circle: {_spelled(circle, by_id)}",
            f"correct {field} in one of these rows",
            field,
            by_id[place].references.get(field, ""),
        )
        for circle in _circles(above)
        for place in circle
        if place in by_id
    ]


def _circles(above: Mapping[str, str]) -> list[list[str]]:
    """Every circle once, in one walk over all objects."""
    circles: list[list[str]] = []
    done: set[str] = set()
    for start in above:
        path: dict[str, int] = {}
        here = start
        while here and here not in done and here not in path:
            path[here] = len(path)
            here = above.get(here, "")
        if here in path:
            circles.append(list(path)[path[here] :])
        done.update(path)
    return circles


def _spelled(circle: Sequence[str], by_id: Mapping[str, Row]) -> str:
    names = [by_id[place].key if place in by_id else place for place in circle]
    return " → ".join([*names, names[0]])
