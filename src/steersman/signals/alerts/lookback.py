"""Examples of what came lately, to be named when something is told.

Of each kind: the first of every half minute, and whenever the count of the slot has doubled.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from typing import TypedDict

from steersman.signals.alerts.habits import Kind

KEPT = 3_100  # seconds
EXAMPLES = 20_000  # at most, however much comes
APART = 30  # seconds


class Example:
    __slots__ = ("kind", "reference", "second", "told")

    def __init__(self, second: int, kind: Kind, reference: int, told: bool = False) -> None:
        self.second, self.kind, self.reference, self.told = second, kind, reference, told


class LookbackState(TypedDict):
    examples: list[tuple[int, str, str, int, bool]]
    kept: list[tuple[str, str, int]]


class Lookback:
    def __init__(self) -> None:
        self._examples: deque[Example] = deque(maxlen=EXAMPLES)
        self._kept: dict[Kind, int] = {}  # when the last example of a kind was taken

    def see(self, second: int, kind: Kind, count: int, reference: int) -> None:
        """``count``: how many of the kind this slot has until now."""
        if count & (count - 1) and second < self._kept.get(kind, 0) + APART:
            return
        self._kept[kind] = second
        self._examples.append(Example(second, kind, reference))

    def forget(self, second: int) -> None:
        """What is too old at ``second``."""
        while self._examples and self._examples[0].second < second - KEPT:
            self._examples.popleft()
        self._kept = {kind: at for kind, at in self._kept.items() if at > second - APART}

    def untold(self, since: int, until: int, of: Callable[[Kind], bool]) -> list[Example]:
        """Examples of the kinds that ``of`` agrees to; from now on they are told."""
        found = [
            each
            for each in self._examples
            if not each.told and since <= each.second <= until and of(each.kind)
        ]
        for each in found:
            each.told = True
        return found

    def state(self) -> LookbackState:
        return {
            "examples": [(e.second, *e.kind, e.reference, e.told) for e in self._examples],
            "kept": [(*kind, at) for kind, at in self._kept.items()],
        }

    def restore(self, state: LookbackState) -> None:
        self._examples = deque(
            (
                Example(at, (name, host), ref, told)
                for at, name, host, ref, told in state["examples"]
            ),
            maxlen=EXAMPLES,
        )
        self._kept = {(name, host): at for name, host, at in state["kept"]}
