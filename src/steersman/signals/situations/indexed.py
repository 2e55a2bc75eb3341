"""Finds out of ten thousand sets of matchers those that fit an alert, without trying them all.

A set that asks for an exact value stands under that value, the one with the fewest others there;
only sets that ask for none are tried for each alert.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import Generic, TypeVar

from steersman.signals.situations.matchers import Facts, How, Matcher, fit

K = TypeVar("K", bound=Hashable)
Value = tuple[str, str]


class Indexed(Generic[K]):
    def __init__(self, sets: Iterable[tuple[K, Sequence[Matcher]]] = ()) -> None:
        given = list(sets)
        often = Counter(value for _, matchers in given for value in _exact(matchers))
        self._under: dict[Value, list[tuple[K, Sequence[Matcher]]]] = {}
        self._others: list[tuple[K, Sequence[Matcher]]] = []
        for key, matchers in given:
            values = sorted(_exact(matchers), key=lambda value: (often[value], value))
            here = self._under.setdefault(values[0], []) if values else self._others
            here.append((key, matchers))

    def fitting(self, facts: Facts) -> Iterator[K]:
        """The keys of those that fit, each once."""
        for value in facts.items():
            for key, matchers in self._under.get(value, ()):
                if fit(matchers, facts):
                    yield key
        for key, matchers in self._others:
            if fit(matchers, facts):
                yield key


def _exact(matchers: Sequence[Matcher]) -> list[Value]:
    """An empty value means a label that is not there, so nothing can stand under it."""
    return [(each.name, each.value) for each in matchers if each.how is How.IS and each.value]
