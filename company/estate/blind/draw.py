"""Which of the possible questions are asked: the seed of the estate decides."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar, TypeVarTuple

from company.estate.blind.asking import Asked
from company.estate.facts import Row

T = TypeVar("T")
Ts = TypeVarTuple("Ts")


def anyone(row: Row) -> bool:
    return True


class Draw:
    """One stream of chance for the whole set, so that its order is part of the result."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(f"blind {seed}")

    def first(self, values: Iterable[T], ask: Callable[[T], Asked]) -> Asked:
        """The question about the first value, in random order, of which one can be asked."""
        shuffled = list(values)
        self._random.shuffle(shuffled)
        return next((asked for each in shuffled if (asked := ask(each))), [])

    def first_of(self, values: Iterable[tuple[*Ts]], ask: Callable[[*Ts], Asked]) -> Asked:
        """The same for values that belong together, such as a city and an operating system."""
        return self.first(values, lambda each: ask(*each))

    def one(self, rows: Iterable[Row], test: Callable[[Row], object] = anyone) -> Row:
        return self.choice([row for row in rows if test(row)])

    def choice(self, values: Sequence[T]) -> T:
        return self._random.choice(values)
