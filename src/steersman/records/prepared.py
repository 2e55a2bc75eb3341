"""Statements of the hot path: spelled once, then handed to the driver as they are.

SQLAlchemy composes a statement anew at each call, which costs several times what the database
takes for a short one.  A governed run asks some forty of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

Params = Mapping[str, Any]
NOTHING: Params = {}
MOST = 256  # spellings that one statement keeps: lists of many lengths make many


class _Spelling(NamedTuple):
    sql: str
    places: Sequence[str] | None  # the order of the parameters; None: the driver takes names
    constants: Params  # what the statement itself brings
    lists: Mapping[str, Sequence[str]]  # a parameter that is a list → a name for each member


class Prepared:
    """One statement of SQLAlchemy Core.  A list is taken where its parameter is ``expanding``.

    Only for columns that need no conversion (text, numbers): rows are the driver's own tuples.
    Errors are SQLAlchemy's, as from ``Connection.execute``.
    """

    def __init__(self, statement: sa.Executable) -> None:
        self._statement = statement
        self._spellings: dict[object, _Spelling] = {}

    def all(self, connection: sa.Connection, params: Params = NOTHING) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = self._ask(connection, params).fetchall()
        return rows

    def first(self, connection: sa.Connection, params: Params = NOTHING) -> tuple[Any, ...] | None:
        row: tuple[Any, ...] | None = self._ask(connection, params).fetchone()
        return row

    def scalar(self, connection: sa.Connection, params: Params = NOTHING) -> Any:
        row = self.first(connection, params)
        return None if row is None else row[0]

    def run(self, connection: sa.Connection, *rows: Params) -> None:
        """Once for each of ``rows``, inside the caller's transaction."""
        spelling = self._spelling(connection.dialect, rows[0])
        given = [_arguments(spelling, row) for row in rows]
        driver: Any = connection.connection
        try:
            if len(given) == 1:
                driver.cursor().execute(spelling.sql, given[0])
            else:
                driver.cursor().executemany(spelling.sql, given)
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_ours(connection.dialect, spelling.sql, error) from error

    def _ask(self, connection: sa.Connection, params: Params) -> Any:
        spelling = self._spelling(connection.dialect, params)
        cursor: Any = connection.connection.cursor()
        try:
            cursor.execute(spelling.sql, _arguments(spelling, params))
        except connection.dialect.loaded_dbapi.Error as error:
            raise _as_ours(connection.dialect, spelling.sql, error) from error
        return cursor

    def _spelling(self, dialect: sa.Dialect, params: Params) -> _Spelling:
        lengths = [len(value) if isinstance(value, list) else -1 for value in params.values()]
        shape = (dialect.name, *params, *lengths)
        known = self._spellings.get(shape)
        if known is None:
            known = _spell(self._statement, dialect, params)
            if len(self._spellings) >= MOST:
                self._spellings.clear()
            self._spellings[shape] = known
        return known


def _spell(statement: Any, dialect: sa.Dialect, params: Params) -> _Spelling:
    compiled = statement.compile(dialect=dialect, column_keys=list(params))
    state = compiled.construct_expanded_state(params)
    if state.processors:
        raise TypeError(f"{', '.join(state.processors)}: not for types that need conversion")
    own = {name for names in state.parameter_expansion.values() for name in names} | set(params)
    constants = {name: value for name, value in state.parameters.items() if name not in own}
    places = state.positiontup if compiled.positional else None
    return _Spelling(state.statement, places, constants, state.parameter_expansion)


def _arguments(spelling: _Spelling, params: Params) -> Params | tuple[Any, ...]:
    given = {**spelling.constants, **params}
    for name, members in spelling.lists.items():
        given.update(zip(members, params[name], strict=True))
    if spelling.places is None:
        return given
    return tuple([given[name] for name in spelling.places])


def _as_ours(dialect: sa.Dialect, sql: str, error: Any) -> Exception:
    """The parameters stay out of the message: they may be about people."""
    base: Any = dialect.loaded_dbapi.Error
    told = sa.exc.DBAPIError.instance(sql, None, error, base, True, dialect=dialect)
    assert isinstance(told, Exception)
    return told
