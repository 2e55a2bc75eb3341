"""Which of two neighbours was changed, when the second does not follow from the first?"""

from __future__ import annotations

import copy
from collections.abc import Iterator
from itertools import chain, islice

from steersman.records.ledger.checkpoints import Checkpoint, states
from steersman.records.ledger.entry import hash_of
from steersman.records.ledger.merkle import Tree
from steersman.records.ledger.stored import Row


def accuses_the_one_before(tree: Tree, rows: Iterator[Row], due: bytes, claim: Checkpoint) -> bool:
    """Whether the entry before the first of ``rows`` was rewritten together with its hash.

    ``tree`` ends with the entry before, ``due`` is the hash the first row would have if it
    followed, ``claim`` the next signed checkpoint.  When the stored hashes make the signed tree,
    only the row's content was altered; when they do with ``due``, only its hash.  Otherwise the
    one before stands accused, but only if the row and all that follow still belong together.
    """
    missing = claim.size - tree.size
    stored, mended = copy.deepcopy(tree), copy.deepcopy(tree)
    try:
        leaves = _chained(islice(rows, max(missing, 2)))
        first, second = next(leaves), next(leaves)  # without a second nobody speaks for the first
        signed = chain([second], leaves) if missing > 1 else iter(())
        stored.extend([first])
        mended.extend([due])
        while batch := list(islice(signed, 4096)):
            stored.extend(batch)
            mended.extend(batch)
    except (ValueError, TypeError, StopIteration):  # more is broken: the row itself is named
        return False
    return stored.size == claim.size and not (states(claim, stored) or states(claim, mended))


def _chained(rows: Iterator[Row]) -> Iterator[bytes]:
    """The stored hashes.  From the second row on they must follow from one another."""
    first = next(rows)
    seq, previous = first[0], first[5]
    yield bytes.fromhex(previous)
    for row in rows:
        seq += 1
        if row[0] != seq or hash_of(previous, *row[:5]).hexdigest() != row[5]:
            raise ValueError(f"row {seq} does not follow either")
        previous = row[5]
        yield bytes.fromhex(previous)
