"""The tree against the definition in RFC 6962 section 2.1, written down here once more."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from steersman.records.ledger.merkle import Tree

leaves = st.lists(st.binary(min_size=32, max_size=32), max_size=70)


def mth(d: list[bytes]) -> bytes:
    """MTH as the RFC defines it: recursively, split at the largest power of two below n."""
    if not d:
        return hashlib.sha256(b"").digest()
    if len(d) == 1:
        return hashlib.sha256(b"\0" + d[0]).digest()
    k = 1 << (len(d) - 1).bit_length() - 1
    return hashlib.sha256(b"\1" + mth(d[:k]) + mth(d[k:])).digest()


@given(leaves)
def test_the_root_is_the_one_of_the_rfc(given: list[bytes]) -> None:
    tree = Tree()
    tree.extend(given)

    assert tree.root() == mth(given)
    assert tree.size == len(given)


@given(leaves, st.lists(st.integers(0, 70), max_size=5))
def test_a_tree_grown_in_pieces_and_resumed_is_the_same(
    given: list[bytes], cuts: list[int]
) -> None:
    tree, done = Tree(), 0
    for cut in [*sorted(cuts), len(given)]:
        tree.extend(given[done:cut])
        done = max(done, min(cut, len(given)))
        tree = Tree.resumed(tree.size, tree.peaks())

    assert tree.root() == mth(given)


def test_known_roots_of_certificate_transparency() -> None:
    """The first roots of the reference test data of RFC 6962 implementations."""
    tree = Tree()
    assert tree.root().hex().startswith("e3b0c44298fc1c149afbf4c8996fb924")
    tree.extend([b""])
    assert tree.root().hex().startswith("6e340b9cffb37a989ca544e6bb780a2c")
    tree.extend([b"\x00"])
    assert tree.root().hex().startswith("fac54203e7cc696cf0dfcb42c92a1d9d")


@pytest.mark.parametrize("peaks", ["", "zz", "00 00 00"])
def test_peaks_that_do_not_fit_the_size_are_refused(peaks: str) -> None:
    with pytest.raises(ValueError, match=r"shorter|longer|non-hexadecimal"):
        Tree.resumed(3, peaks)
