from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from steersman.records.prepared import Prepared
from steersman.records.store import connect

table = sa.Table(
    "kept",
    sa.MetaData(),
    sa.Column("name", sa.Text, primary_key=True),
    sa.Column("count", sa.Integer),
    sa.Column("flag", sa.Boolean),
)
insert = Prepared(sa.insert(table))
of = Prepared(
    sa.select(table.c.name, table.c.count)
    .where(table.c.name.in_(sa.bindparam("names", expanding=True)), table.c.count != 2)
    .order_by(table.c.name)
)


@pytest.fixture
def connection(store_url: str) -> Iterator[sa.Connection]:
    engine = connect(store_url)
    with engine.connect() as connection:
        table.create(connection)
        yield connection
    engine.dispose()


def test_it_finds_what_it_wrote(connection: sa.Connection) -> None:
    insert.run(connection, *({"name": name, "count": n} for n, name in enumerate("abcd")))
    insert.run(connection, {"name": "e"})
    assert of.all(connection, {"names": ["a", "c", "d", "z"]}) == [("a", 0), ("d", 3)]
    assert of.first(connection, {"names": ["b"]}) == ("b", 1)


@pytest.mark.parametrize("names", [[], ["x"], ["x", "y"]])
def test_lists_of_every_length_are_taken(connection: sa.Connection, names: list[str]) -> None:
    assert of.all(connection, {"names": names}) == []
    assert of.scalar(connection, {"names": names}) is None


def test_errors_are_sqlalchemys_and_name_no_value(connection: sa.Connection) -> None:
    insert.run(connection, {"name": "secret"})
    with pytest.raises(sa.exc.IntegrityError) as raised:
        insert.run(connection, {"name": "secret", "count": 4711})
    assert "4711" not in str(raised.value)


def test_what_is_not_committed_is_rolled_back_with_the_transaction(
    connection: sa.Connection,
) -> None:
    connection.commit()
    with connection.begin() as transaction:
        connection.execute(sa.insert(table), {"name": "by SQLAlchemy"})
        insert.run(connection, {"name": "a"}, {"name": "b"})
        transaction.rollback()
    assert of.all(connection, {"names": ["a", "b"]}) == []
    assert connection.scalar(sa.select(sa.func.count()).select_from(table)) == 0
