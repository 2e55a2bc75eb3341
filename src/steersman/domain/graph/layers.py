"""Where each thing stands in a drawing: in a column by its depth, the same place each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

ROWS = 14  # a layer with more things takes several columns
WIDTH, HEIGHT, GAP = 214.0, 74.0, 80.0  # of a place, and between two layers


def layers(
    depths: Mapping[str, int], order: Sequence[str], before: Mapping[str, str]
) -> Mapping[str, tuple[float, float]]:
    """x and y of the middle of each thing.

    ``order``: how things rank within a depth; ``before``: the thing one hop nearer the root.
    Things stand near what leads to them (the median of Sugiyama's method, one sweep), so that
    a thing that comes or goes moves only its own layer.
    """
    rank = {one: at for at, one in enumerate(order)}
    places: dict[str, tuple[float, float]] = {}
    left = 0.0
    for depth in sorted(set(depths.values())):
        layer = [one for one in order if depths[one] == depth]
        layer.sort(key=lambda one: (places[before[one]][1] if one in before else 0.0, rank[one]))
        columns = -(-len(layer) // ROWS)
        rows = -(-len(layer) // columns)
        for at, one in enumerate(layer):
            column, row = divmod(at, rows)
            height = min(rows, len(layer) - column * rows)
            y = (row - (height - 1) / 2) * HEIGHT
            places[one] = (left + column * WIDTH, round(y, 1))
        left += columns * WIDTH + GAP
    return places
