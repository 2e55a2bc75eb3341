"""Sets of intervals behave as sets of numbers do."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.knowledge.firewalls.spans import Spans

small = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=6)


def numbers(spans: Spans) -> set[int]:
    return {number for low, high in spans for number in range(low, high + 1)}


def drawn(pairs: list[tuple[int, int]]) -> tuple[Spans, set[int]]:
    return Spans.of(pairs), {n for low, high in pairs for n in range(low, high + 1)}


@given(small, small)
def test_union_intersection_and_difference_are_those_of_sets(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    (a, set_a), (b, set_b) = drawn(left), drawn(right)
    assert numbers(a | b) == set_a | set_b
    assert numbers(a & b) == set_a & set_b
    assert numbers(a - b) == set_a - set_b
    assert a.covers(b) is (set_b <= set_a)
    assert a.count == len(set_a)
    assert all((n in a) is (n in set_a) for n in range(42))


@given(small, small)
def test_equal_sets_are_equal_however_they_were_made(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    a, b = Spans.of(left), Spans.of(right)
    assert (a - b) | (a & b) == a
    assert a | b == b | a
    assert (a == b) is (numbers(a) == numbers(b))
