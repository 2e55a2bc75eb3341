"""Checkpoints: made in the time of what is new, each an extension of the one before."""

from __future__ import annotations

import base64
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from steersman.domain.errors import NeedsPerson
from steersman.records.ledger.checkpoints import Checkpoint, Checkpoints
from steersman.records.ledger.entry import Entry
from steersman.records.ledger.ledger import Ledger
from steersman.records.ledger.merkle import Tree
from steersman.records.ledger.signing import Signer
from steersman.records.ledger.verify import verify


def grow(ledger: Ledger, count: int) -> None:
    first = ledger.head().seq + 1
    for n in range(first, first + count):
        ledger.append(Entry(f"k{n}", "test", n / 7, {"n": n})).result()


def root_of(ledger: Ledger, size: int) -> bytes:
    tree = Tree()
    tree.extend(bytes.fromhex(link.hash) for link in ledger.entries(limit=size))
    return tree.root()


def sql(engine: sa.Engine, statement: str) -> None:
    with engine.begin() as connection:
        connection.execute(sa.text(statement))


def test_of_an_empty_ledger_there_is_nothing_to_sign(checkpoints: Checkpoints) -> None:
    assert checkpoints.make() is None
    assert checkpoints.latest() is None


def test_a_checkpoint_states_the_size_and_the_root(
    ledger: Ledger, checkpoints: Checkpoints, ours: Signer
) -> None:
    grow(ledger, 5)
    made = checkpoints.make()

    assert made is not None
    origin, size, root, *_ = made.text.split("\n")
    assert (origin, size) == ("steersman.example.com/ledger", "5")
    assert base64.b64decode(root) == root_of(ledger, 5) == made.root
    assert Checkpoint.parse(made.text, ours.public_key) == made == checkpoints.latest()


def test_nothing_new_makes_no_checkpoint(ledger: Ledger, checkpoints: Checkpoints) -> None:
    grow(ledger, 3)
    first = checkpoints.make()

    assert checkpoints.make() is None
    assert checkpoints.latest() == first


def test_a_later_checkpoint_extends_the_earlier(
    ledger: Ledger, checkpoints: Checkpoints, engine: sa.Engine, ours: Signer
) -> None:
    made = []
    for count in (1, 2, 5, 8, 1):
        grow(ledger, count)
        made.append(checkpoints.make())

    assert [point.size for point in made if point] == [1, 3, 8, 16, 17]
    assert [point.root for point in made if point] == [
        root_of(ledger, size) for size in (1, 3, 8, 16, 17)
    ]
    for point in made:
        assert point is not None
        assert verify(engine, public_key=ours.public_key, held=point.text).fault is None


def test_only_new_entries_are_read(
    ledger: Ledger, checkpoints: Checkpoints, engine: sa.Engine
) -> None:
    grow(ledger, 20)
    checkpoints.make()
    sql(engine, "DELETE FROM ledger_entries WHERE seq < 20")  # so reading them would show
    grow(ledger, 2)
    made = checkpoints.make()

    assert made is not None
    assert made.size == 22


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE ledger_entries SET body = '{}' WHERE seq = 5",
        "DELETE FROM ledger_entries WHERE seq = 5",
        "DELETE FROM ledger_entries WHERE seq = 3",
    ],
)
def test_a_broken_chain_is_not_signed(
    ledger: Ledger, checkpoints: Checkpoints, engine: sa.Engine, damage: str
) -> None:
    grow(ledger, 3)
    first = checkpoints.make()
    grow(ledger, 4)
    sql(engine, damage)

    with pytest.raises(NeedsPerson, match=r"broken at entry [35]"):
        checkpoints.make()
    assert checkpoints.latest() == first


@pytest.mark.parametrize(
    "damage",
    [
        "text = 'x'",
        "peaks = ''",
        "peaks = 'zz'",
        "size = 2",
        f"peaks = '{'0' * 64} {'0' * 64}'",
    ],
)
def test_an_edited_checkpoint_is_not_built_upon(
    ledger: Ledger, checkpoints: Checkpoints, engine: sa.Engine, damage: str
) -> None:
    grow(ledger, 3)
    checkpoints.make()
    grow(ledger, 3)
    sql(engine, f"UPDATE ledger_checkpoints SET {damage}")

    with pytest.raises(NeedsPerson, match="not the one we signed"):
        checkpoints.make()
    with pytest.raises(NeedsPerson, match="not the one we signed"):
        checkpoints.latest()


def test_many_that_make_one_at_once_agree(
    ledger: Ledger, checkpoints: Checkpoints, engine: sa.Engine, ours: Signer
) -> None:
    grow(ledger, 10)
    with ThreadPoolExecutor(4) as pool:
        made = [point for point in pool.map(lambda _: checkpoints.make(), range(4)) if point]

    assert len(made) == 1
    assert verify(engine, public_key=ours.public_key, held=made[0].text).fault is None
