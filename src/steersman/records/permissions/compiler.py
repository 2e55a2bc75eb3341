"""A filter in JSON, compiled to SQL that means the same as ``domain.permissions.fits``.

Fields, operators and types are checked against the table, so that a misspelled rule is refused
when it is written and never becomes "everything" or "nothing" in silence.
"""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from steersman.domain.errors import Permanent
from steersman.domain.permissions import (
    OPERATORS,
    USER,
    Condition,
    Constraints,
    Principal,
    alternatives,
    conditions,
)
from steersman.domain.sources import Value
from steersman.records.positions import Position

Where = sa.ColumnElement[bool]
Columns = sa.FromClause  # a table, or an alias of one


def compile_constraints(constraints: Constraints, table: sa.Table, principal: Principal) -> Where:
    """The WHERE clause of a filter for ``principal``.  ``Permanent`` names what is unknown."""
    return sa.or_(
        *(
            sa.and_(
                sa.true(), *(_compile(one, table, table, principal) for one in conditions(each))
            )
            for each in alternatives(constraints)
        )
    )


def _compile(condition: Condition, table: sa.Table, here: Columns, principal: Principal) -> Where:
    name, *rest = condition.path
    column = _column(table, here, name)
    if not rest:
        return _compare(condition, column, table, principal)
    target = table.c[name].info.get("refers_to")
    if target is None:
        raise Permanent(_unknown(condition, table))
    other = table.metadata.tables[target]
    there = other.alias()
    further = Condition(tuple(rest), condition.operator, condition.wanted)
    inner = _compile(further, other, there, principal)
    return sa.exists().where(there.c.id == column, inner)


def _column(table: sa.Table, here: Columns, name: str) -> sa.ColumnElement[Value]:
    if name not in fields_of(table):
        known = ", ".join(fields_of(table))
        raise Permanent(f"{table.name} has no field {name!r} to filter by; it has: {known}")
    column: sa.ColumnElement[Value] = here.c[name]
    return column


def fields_of(table: sa.Table) -> tuple[str, ...]:
    derived = table.info.get("derived", ())
    return tuple(column.name for column in table.c if column.name not in derived)


def _compare(
    condition: Condition, column: sa.ColumnElement[Value], table: sa.Table, principal: Principal
) -> Where:
    operator = condition.operator
    _check(condition, column, table)
    wanted = condition.bind(principal).wanted
    if operator == "null":
        return _null(column, wanted is True)
    if operator == "in":
        return _among(column, wanted)
    if operator == "has":
        return _has(column, wanted)
    if not _fits(column, wanted):
        return sa.false()  # the asker has no such attribute: the condition fits nothing
    if operator == "startswith":
        return _starts_with(column, str(wanted))
    bound = sa.literal(wanted, column.type)
    return {
        "eq": column == bound,
        "gt": column > bound,
        "gte": column >= bound,
        "lt": column < bound,
        "lte": column <= bound,
    }[operator]


def _among(column: sa.ColumnElement[Value], wanted: object) -> Where:
    given = wanted if isinstance(wanted, Sequence) and not isinstance(wanted, str) else ()
    return column.in_([one for one in given if _fits(column, one)])


def _has(column: sa.ColumnElement[Value], wanted: object) -> Where:
    """A whole line of the text, with its case; without LIKE, which ignores it on SQLite."""
    words = wanted if isinstance(wanted, list | tuple) else (wanted,)
    lines = sa.literal("\n") + sa.cast(column, sa.Text) + sa.literal("\n")
    clauses = [
        Position(lines, f"\n{word}\n") > 0
        for word in words
        if isinstance(word, str) and word and "\n" not in word
    ]
    return sa.or_(sa.false(), *clauses)


def _null(column: sa.ColumnElement[Value], wanted: bool) -> Where:
    """Empty text counts as absent: that is how the record keeps "not known"."""
    absent: Where = column.is_(None)
    if column.type.python_type is str:
        absent = absent | (column == "")
    return absent if wanted else sa.not_(absent)


def _starts_with(column: sa.ColumnElement[Value], prefix: str) -> Where:
    """LIKE ignores case on SQLite; the first comparison lets both stores use an index."""
    start = sa.func.substr(column, 1, len(prefix))
    return (column >= sa.literal(prefix, column.type)) & (start == prefix)


def _fits(column: sa.ColumnElement[Value], wanted: object) -> bool:
    kind = column.type.python_type
    if kind is float:
        return isinstance(wanted, int | float) and not isinstance(wanted, bool)
    return isinstance(wanted, kind)


def _check(condition: Condition, column: sa.ColumnElement[Value], table: sa.Table) -> None:
    operator, wanted = condition.operator, condition.wanted
    field = ".".join((table.name, condition.path[-1]))
    if operator == "null":
        if not isinstance(wanted, bool):
            raise Permanent(f"{field}__null takes true or false, not {wanted!r}")
        return
    if operator not in ("eq", "in") and column.type.python_type is bool:
        raise Permanent(f"{field} is true or false: {operator} cannot compare it")
    if operator == "startswith" and column.type.python_type is not str:
        raise Permanent(f"{field} is not text: startswith cannot compare it")
    _check_values(field, operator, wanted, column)


def _check_values(
    field: str, operator: str, wanted: object, column: sa.ColumnElement[Value]
) -> None:
    is_list = isinstance(wanted, Sequence) and not isinstance(wanted, str)
    if operator == "has" and column.type.python_type is not str:
        raise Permanent(f"{field} is not text: has cannot look into it")
    if operator != "has" and is_list is not (operator == "in"):
        raise Permanent(f"{field}: {operator} takes {'a list' if not is_list else 'one value'}")
    given = wanted if isinstance(wanted, Sequence) and is_list else (wanted,)
    for one in given:
        reference = isinstance(one, str) and one.startswith(USER)
        if not reference and not _fits(column, one):
            raise Permanent(f"{field}: {one!r} does not fit; write a value of the field's type")


def _unknown(condition: Condition, table: sa.Table) -> str:
    name, following = condition.path[0], condition.path[1]
    return (
        f"{table.name}.{name} leads to no other object, and {following!r} is no operator; "
        f"operators are {', '.join(OPERATORS)}"
    )
