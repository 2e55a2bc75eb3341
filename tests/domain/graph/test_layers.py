"""Where things stand in the drawing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from steersman.domain.graph.layers import HEIGHT, ROWS, WIDTH, layers

SIZES = st.lists(st.integers(1, 40), min_size=1, max_size=4)


def graph(sizes: list[int]) -> tuple[dict[str, int], list[str], dict[str, str]]:
    depths = {f"{d}-{n}": d for d, size in enumerate(sizes) for n in range(size)}
    before = {one: f"{depth - 1}-0" for one, depth in depths.items() if depth}
    return depths, list(depths), before


@given(SIZES)
def test_no_two_things_overlap_and_deeper_ones_stand_right(sizes: list[int]) -> None:
    depths, order, before = graph(sizes)
    places = layers(depths, order, before)
    assert places.keys() == depths.keys()
    spots = sorted(places.values())
    for at, (x, y) in enumerate(spots):
        for other_x, other_y in spots[at + 1 :]:
            assert other_x - x >= WIDTH or abs(other_y - y) >= HEIGHT
    for depth in range(1, len(sizes)):
        left = max(places[one][0] for one in order if depths[one] == depth - 1)
        assert min(places[one][0] for one in order if depths[one] == depth) > left


def test_a_thing_that_goes_moves_nothing_in_the_layers_before() -> None:
    depths, order, before = graph([1, 5, 9])
    whole = layers(depths, order, before)
    del depths["2-8"]
    some = layers(depths, [one for one in order if one in depths], before)
    assert all(some[one] == whole[one] for one in depths if depths[one] < 2)


def test_a_large_layer_is_wrapped_into_columns() -> None:
    depths, order, before = graph([1, 300])
    rows = {y for x, y in layers(depths, order, before).values()}
    assert len(rows) <= 2 * ROWS


def test_things_stand_near_what_leads_to_them() -> None:
    depths = {"r": 0, "a": 1, "b": 1, "below-b": 2, "below-a": 2}
    before = {"a": "r", "b": "r", "below-a": "a", "below-b": "b"}
    places = layers(depths, list(depths), before)
    assert places["a"][1] < places["b"][1]
    assert places["below-a"][1] < places["below-b"][1]
